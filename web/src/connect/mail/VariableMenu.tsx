import { Trans } from '@lingui/react/macro';
import { Button, Menu } from '@mantine/core';
import { IconBraces } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { variablesQuery } from './mailCalls';

/** What can be put into a letter; people get a word for those whose first name is not known. */
export function VariableMenu({ onChoose }: { onChoose: (text: string) => void }) {
  const variables = useQuery(variablesQuery).data ?? [];
  return (
    <Menu position="bottom-end" returnFocus={false}>
      <Menu.Target>
        <Button size="compact-xs" variant="default" leftSection={<IconBraces size={13} />}>
          <Trans>Подставить</Trans>
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={320} style={{ overflow: 'auto' }}>
        {variables.map((one) => (
          <Menu.Item key={one.name} onClick={() => onChoose(placed(one.name))}>
            {one.label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function placed(name: string): string {
  return name === 'contact.first_name' ? `{{${name}|"коллега"}}` : `{{${name}}}`;
}

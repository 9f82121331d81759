import { Trans } from '@lingui/react/macro';
import { Button, Menu } from '@mantine/core';
import { IconBraces } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { Lang } from '@/api/types';
import { variablesQuery } from './mailCalls';

interface Props {
  /** The language of the letter, which need not be that of the interface. */
  lang: Lang;
  onChoose: (text: string) => void;
}

/** What can be put into a letter; people get a word for those whose first name is not known. */
export function VariableMenu({ lang, onChoose }: Props) {
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
          <Menu.Item key={one.name} onClick={() => onChoose(placed(one.name, lang))}>
            {one.label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

const UNNAMED: Record<Lang, string> = { ru: 'коллега', en: 'colleague' };

function placed(name: string, lang: Lang): string {
  return name === 'contact.first_name' ? `{{${name}|"${UNNAMED[lang]}"}}` : `{{${name}}}`;
}

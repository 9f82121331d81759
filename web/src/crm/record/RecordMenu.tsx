import { useLingui } from '@lingui/react/macro';
import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { confirm } from '@/kit/confirm';

interface Props {
  action: string;
  question: string;
  text: string;
  onRemove: () => void;
  /** Other rare deeds, above the last one. */
  children?: ReactNode;
  /** Without the right to remove only the others are offered. */
  removable?: boolean;
}

/** The rare deeds of a record's page; removing asks first. */
export function RecordMenu({
  action,
  question,
  text,
  onRemove,
  children,
  removable = true,
}: Props) {
  const { t } = useLingui();
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="default" size={30} aria-label={t`Другие действия`}>
          <IconDots size={16} stroke={1.8} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {children}
        {removable && (
          <Menu.Item
            c="var(--app-bad)"
            leftSection={<IconTrash size={15} stroke={1.6} />}
            onClick={async () => {
              if (await confirm({ title: question, text, action, danger: true })) onRemove();
            }}
          >
            {action}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

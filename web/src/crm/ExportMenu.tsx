import { Trans } from '@lingui/react/macro';
import { Button, Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { type ListState, listQueryText } from '@/api/list';
import { useCan } from '@/api/session';

interface Props {
  entity: 'deals' | 'companies' | 'contacts';
  /** The file holds exactly what the list shows. */
  state: ListState;
}

export function ExportMenu({ entity, state }: Props) {
  const can = useCan();
  if (!can('export.run')) return null;
  const query = listQueryText(state);
  const href = (format: 'csv' | 'xlsx') =>
    `/api/v1/export/${entity}.${format}${query ? `?${query}` : ''}`;
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={14} stroke={1.6} />}>
          <Trans>Выгрузить</Trans>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href={href('xlsx')} download>
          Excel (XLSX)
        </Menu.Item>
        <Menu.Item component="a" href={href('csv')} download>
          CSV
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

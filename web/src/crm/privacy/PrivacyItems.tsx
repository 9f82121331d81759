import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import { Menu } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconEraser, IconFileExport } from '@tabler/icons-react';
import type { NamedRef } from '@/api/types';
import { EraseForm } from './EraseForm';
import { ExportForm } from './ExportForm';

/** Opens the dialog of a person's data as one file. */
export function askExport(contact: NamedRef): void {
  modals.open({
    modalId: 'privacy',
    title: t`Все данные: ${contact.name}`,
    closeButtonProps: { 'aria-label': t`Закрыть` },
    children: <ExportForm contact={contact} onClose={() => modals.close('privacy')} />,
  });
}

/** Opens the dialog of an erasure. */
export function askErasure(contact: NamedRef): void {
  modals.open({
    modalId: 'privacy',
    title: t`Удалить персональные данные`,
    closeButtonProps: { 'aria-label': t`Закрыть` },
    children: <EraseForm contact={contact} onClose={() => modals.close('privacy')} />,
  });
}

/** The deeds with a person's data, for the menu of their page. */
export function PrivacyItems({ contact }: { contact: NamedRef }) {
  return (
    <>
      <Menu.Item
        leftSection={<IconFileExport size={15} stroke={1.6} />}
        onClick={() => askExport(contact)}
      >
        <Trans>Выгрузить все данные</Trans>
      </Menu.Item>
      <Menu.Item
        c="var(--app-bad)"
        leftSection={<IconEraser size={15} stroke={1.6} />}
        onClick={() => askErasure(contact)}
      >
        <Trans>Удалить персональные данные</Trans>
      </Menu.Item>
    </>
  );
}

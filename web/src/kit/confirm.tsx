import { t } from '@lingui/core/macro';
import { Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import type { ReactNode } from 'react';

interface Question {
  title: string;
  text?: ReactNode;
  /** The word on the button that does it; name the deed, not «OK». */
  action: string;
  danger?: boolean;
}

/** Asks before a deed that cannot be taken back. */
export function confirm({ title, text, action, danger }: Question): Promise<boolean> {
  return new Promise((resolve) => {
    modals.openConfirmModal({
      title,
      children: text && <Text size="sm">{text}</Text>,
      labels: { confirm: action, cancel: t`Отмена` },
      confirmProps: danger ? { color: 'red.8' } : undefined,
      cancelProps: { variant: 'default' },
      closeButtonProps: { 'aria-label': t`Закрыть` },
      onConfirm: () => resolve(true),
      onCancel: () => resolve(false),
      onClose: () => resolve(false),
    });
  });
}

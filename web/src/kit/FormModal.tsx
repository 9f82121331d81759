import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, Group, Modal, Stack } from '@mantine/core';
import type { ReactNode } from 'react';

interface Props {
  opened: boolean;
  onClose: () => void;
  title: string;
  /** The word on the main button. */
  action: string;
  busy?: boolean;
  /** What is wrong with the form as a whole. */
  error?: string | null;
  onSubmit: () => void;
  size?: string | number;
  children: ReactNode;
}

/** A dialog with one form: fields, an error line, two buttons; Enter sends it. */
export function FormModal(props: Props) {
  const { t } = useLingui();
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={props.title}
      size={props.size ?? 'md'}
      closeButtonProps={{ 'aria-label': t`Закрыть` }}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          event.stopPropagation();
          props.onSubmit();
        }}
      >
        <Stack gap="sm">
          {props.children}
          {props.error && (
            <Alert color="red" variant="outline" role="alert" p="xs">
              {props.error}
            </Alert>
          )}
          <Group justify="flex-end" gap="xs" mt={4}>
            <Button variant="default" onClick={props.onClose}>
              <Trans>Отмена</Trans>
            </Button>
            <Button type="submit" loading={props.busy}>
              {props.action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, Checkbox, CopyButton, Modal, Stack, TextInput } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { useForm } from '@mantine/form';
import { IconCheck, IconCopy, IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import { applyProblem } from '@/api/problem';
import { useMe } from '@/api/session';
import type { Page as ListPage, NewToken, Token } from '@/api/types';
import { confirm } from '@/kit/confirm';
import { EmptyState } from '@/kit/EmptyState';
import { ErrorState } from '@/kit/ErrorState';
import { FormModal } from '@/kit/FormModal';
import { formatAgo, formatDate } from '@/kit/format';
import { Page } from '@/kit/Page';
import { Scroller } from '@/kit/Scroller';
import classes from '@/kit/settings.module.css';
import tables from '@/kit/table.module.css';
import { permissionLabel } from './labels';

export function TokensPage() {
  const { t } = useLingui();
  const client = useQueryClient();
  const [creating, setCreating] = useState(false);
  const [made, setMade] = useState<NewToken | null>(null);
  const tokens = useQuery({
    queryKey: keys.tokens,
    queryFn: (): Promise<ListPage<Token>> => data(http.GET('/api/v1/tokens')),
  });
  const revoke = useMutation({
    mutationFn: (id: string): Promise<void> =>
      data(http.DELETE('/api/v1/tokens/{id}', { params: { path: { id } } })),
    onSettled: () => void client.invalidateQueries({ queryKey: keys.tokens }),
  });
  const items = tokens.data?.items ?? [];

  return (
    <Page
      title={t`Ключи API`}
      facts={t`Для своих программ и связи с другими системами`}
      actions={
        <Button leftSection={<IconPlus size={14} />} onClick={() => setCreating(true)}>
          <Trans>Ключ</Trans>
        </Button>
      }
    >
      <p className={classes.quiet}>
        <Trans>
          Ключ действует от вашего имени и только в выбранных правах. Описание API —{' '}
          <a href="/api/docs">/api/docs</a>.
        </Trans>
      </p>
      {tokens.error ? (
        <ErrorState error={tokens.error} onRetry={() => void tokens.refetch()} />
      ) : tokens.isSuccess && items.length === 0 ? (
        <EmptyState title={t`Ключей нет`} />
      ) : (
        <Scroller label={t`Ключи API`}>
          <table className={`${tables.table} ${tables.lines}`}>
            <thead>
              <tr>
                <th scope="col">{t`Название`}</th>
                <th scope="col">{t`Права`}</th>
                <th scope="col">{t`Создан`}</th>
                <th scope="col">{t`Действует до`}</th>
                <th scope="col">{t`Был в деле`}</th>
                <th scope="col">
                  <span className="visually-hidden">{t`Действия`}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map((token) => (
                <tr key={token.id}>
                  <td>{token.name}</td>
                  <td className={tables.long}>{token.scopes.map(permissionLabel).join(', ')}</td>
                  <td>{formatDate(token.created_at)}</td>
                  <td>{token.expires_at ? formatDate(token.expires_at) : t`без срока`}</td>
                  <td>{token.last_used_at ? formatAgo(token.last_used_at) : t`ни разу`}</td>
                  <td>
                    <div className={classes.rowActions}>
                      <Button
                        variant="default"
                        size="compact-xs"
                        aria-label={t`Отозвать ключ ${token.name}`}
                        onClick={async () => {
                          const sure = await confirm({
                            title: t`Отозвать ключ «${token.name}»?`,
                            text: t`Программы, которые им пользуются, перестанут работать сразу.`,
                            action: t`Отозвать`,
                            danger: true,
                          });
                          if (sure) revoke.mutate(token.id);
                        }}
                      >
                        <Trans>Отозвать</Trans>
                      </Button>
                    </div>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroller>
      )}
      {creating && (
        <TokenForm
          onClose={() => setCreating(false)}
          onMade={(token) => {
            setCreating(false);
            setMade(token);
          }}
        />
      )}
      <Modal
        opened={made !== null}
        onClose={() => setMade(null)}
        title={t`Ключ создан`}
        closeButtonProps={{ 'aria-label': t`Закрыть` }}
      >
        <Stack gap="sm">
          <div>
            <Trans>Скопируйте его сейчас: больше он показан не будет.</Trans>
          </div>
          <code className={classes.secret} data-testid="token">
            {made?.token}
          </code>
          <CopyButton value={made?.token ?? ''}>
            {({ copied, copy }) => (
              <Button
                onClick={copy}
                leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
              >
                {copied ? t`Скопировано` : t`Скопировать`}
              </Button>
            )}
          </CopyButton>
        </Stack>
      </Modal>
    </Page>
  );
}

interface FormProps {
  onClose: () => void;
  onMade: (token: NewToken) => void;
}

function TokenForm({ onClose, onMade }: FormProps) {
  const { t } = useLingui();
  const me = useMe();
  const client = useQueryClient();
  const [error, setError] = useState<string | null>(null);
  const form = useForm({
    initialValues: {
      name: '',
      scopes: me.permissions.filter((permission) => permission.endsWith('.read')),
      expires_at: null as string | null,
    },
  });
  const create = useMutation({
    meta: { form: true },
    mutationFn: (values: typeof form.values): Promise<NewToken> =>
      data(
        http.POST('/api/v1/tokens', {
          body: {
            name: values.name.trim(),
            scopes: values.scopes,
            expires_at: values.expires_at
              ? new Date(`${values.expires_at}T23:59:59`).toISOString()
              : undefined,
          },
        }),
      ),
    onSuccess: (token) => {
      void client.invalidateQueries({ queryKey: keys.tokens });
      onMade(token);
    },
    onError: (reason) => setError(applyProblem(form, reason, Object.keys(form.values))),
  });
  return (
    <FormModal
      opened
      onClose={onClose}
      title={t`Новый ключ API`}
      action={t`Создать`}
      size="lg"
      busy={create.isPending}
      error={error}
      onSubmit={form.onSubmit((values) => create.mutate(values))}
    >
      <TextInput label={t`Название`} required data-autofocus {...form.getInputProps('name')} />
      <DatePickerInput
        label={t`Действует до`}
        placeholder={t({ message: 'Без срока', context: 'of an access' })}
        clearable
        minDate={new Date()}
        valueFormat="D MMM YYYY"
        clearButtonProps={{ 'aria-label': t`Очистить` }}
        {...form.getInputProps('expires_at')}
      />
      <Checkbox.Group label={t`Права`} {...form.getInputProps('scopes')}>
        <div className={classes.scopes}>
          {me.permissions.map((permission) => (
            <Checkbox key={permission} value={permission} label={permissionLabel(permission)} />
          ))}
        </div>
      </Checkbox.Group>
      {form.values.scopes.length === 0 && (
        <Alert color="yellow" variant="outline" p="xs">
          <Trans>Без прав ключ ничего не сможет.</Trans>
        </Alert>
      )}
    </FormModal>
  );
}

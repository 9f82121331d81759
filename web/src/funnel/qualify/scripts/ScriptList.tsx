import { Trans, useLingui } from '@lingui/react/macro';
import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconPlus, IconRoute } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { data, http, idempotencyKey } from '@/api/client';
import { keys } from '@/api/keys';
import { applyProblem } from '@/api/problem';
import { useCan } from '@/api/session';
import type { Script, ScriptKind } from '@/api/types';
import { EmptyState } from '@/kit/EmptyState';
import { ErrorState } from '@/kit/ErrorState';
import { FormModal } from '@/kit/FormModal';
import { formatDate, formatNumber } from '@/kit/format';
import { useListState } from '@/kit/listState';
import { Page } from '@/kit/Page';
import { ScrollBox } from '@/kit/ScrollBox';
import tables from '@/kit/table.module.css';
import { scriptsQuery } from './scriptCalls';
import classes from './scripts.module.css';
import { freshSteps } from './steps';

/** What is said in a first contact. */
export function ScriptList() {
  const { t } = useLingui();
  const can = useCan();
  const state = useListState(['new']);
  const search = useSearch({ strict: false }) as Record<string, string>;
  const scripts = useQuery(scriptsQuery);
  const items = [...(scripts.data?.items ?? [])].sort(
    (a, b) => Number(a.archived) - Number(b.archived),
  );
  return (
    <Page
      title={t`Скрипты`}
      actions={
        can('scripts.write') && (
          <Button leftSection={<IconPlus size={14} />} onClick={() => state.set({ new: '1' })}>
            <Trans>Скрипт</Trans>
          </Button>
        )
      }
    >
      {scripts.error ? (
        <ErrorState error={scripts.error} onRetry={() => void scripts.refetch()} />
      ) : scripts.data && items.length === 0 ? (
        <EmptyState
          icon={<IconRoute size={28} stroke={1.4} />}
          title={t`Скриптов пока нет`}
          text={t`Скрипт ведёт первый разговор по шагам и сам записывает ответы в квалификацию.`}
        />
      ) : (
        <ScrollBox className={`${tables.scroller} ${classes.box}`} label={t`Таблица скриптов`}>
          <table className={`${tables.table} ${tables.lines}`}>
            <thead>
              <tr>
                <th>
                  <Trans>Скрипт</Trans>
                </th>
                <th>
                  <Trans>Вид</Trans>
                </th>
                <th>
                  <Trans>Версия</Trans>
                </th>
                <th data-number>
                  <Trans>Пройден раз</Trans>
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map((script) => (
                <tr key={script.id}>
                  <td className={script.archived ? tables.off : undefined}>
                    <Link to="/scripts/$id" params={{ id: script.id }}>
                      {script.name}
                    </Link>
                  </td>
                  <td>{script.kind === 'call' ? t`Звонок` : t`Письмо`}</td>
                  <td>
                    {script.published === null ? (
                      <span className={classes.quiet}>{t`не опубликован`}</span>
                    ) : (
                      t`${script.published} от ${formatDate(script.published_at)}`
                    )}
                    {script.draft !== null && (
                      <span className={classes.tag}>{t`черновик ${script.draft}`}</span>
                    )}
                  </td>
                  <td data-number>{formatNumber(script.runs)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollBox>
      )}
      {search.new && <NewScript onClose={() => state.set({ new: '' })} />}
    </Page>
  );
}

function NewScript({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [key] = useState(idempotencyKey);
  const [error, setError] = useState<string | null>(null);
  const form = useForm({ initialValues: { name: '', kind: 'call' as ScriptKind } });
  const create = useMutation({
    meta: { form: true },
    mutationFn: ({ name, kind }: typeof form.values): Promise<Script> =>
      data(
        http.POST('/api/v1/scripts', {
          params: { header: { 'Idempotency-Key': key } },
          body: { name: name.trim(), kind, steps: freshSteps(kind) },
        }),
      ),
    onSuccess: async (made) => {
      void client.invalidateQueries({ queryKey: keys.scripts });
      await navigate({ to: '/scripts/$id', params: { id: made.id } });
    },
    onError: (reason) => setError(applyProblem(form, reason, Object.keys(form.values))),
  });
  return (
    <FormModal
      opened
      onClose={onClose}
      title={t`Новый скрипт`}
      action={t`Создать`}
      busy={create.isPending}
      error={error}
      onSubmit={form.onSubmit((values) => create.mutate(values))}
    >
      <TextInput label={t`Название`} required data-autofocus {...form.getInputProps('name')} />
      <SegmentedControl
        aria-label={t`Вид`}
        data={[
          { value: 'call', label: t`Звонок` },
          { value: 'mail', label: t`Письмо` },
        ]}
        {...form.getInputProps('kind')}
      />
    </FormModal>
  );
}

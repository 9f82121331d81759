import { Trans, useLingui } from '@lingui/react/macro';
import { Button, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconForms, IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { data, http, idempotencyKey } from '@/api/client';
import { keys } from '@/api/keys';
import { applyProblem } from '@/api/problem';
import { useCan } from '@/api/session';
import type { Page as PageOf, SiteForm } from '@/api/types';
import { EmptyState } from '@/kit/EmptyState';
import { FormModal } from '@/kit/FormModal';
import { formatNumber } from '@/kit/format';
import { useListState } from '@/kit/listState';
import { Page } from '@/kit/Page';
import { ScrollBox } from '@/kit/ScrollBox';
import tables from '@/kit/table.module.css';
import classes from './attract.module.css';
import { freshDesign, slugOf } from './formDesign';
import { SubmissionList } from './SubmissionList';

/** Forms of the sites, and what came through them. */
export function FormList() {
  const { t } = useLingui();
  const can = useCan();
  const state = useListState(['new', 'sent']);
  const search = useSearch({ strict: false }) as Record<string, string>;
  const forms = useQuery({
    queryKey: keys.forms,
    queryFn: (): Promise<PageOf<SiteForm>> => data(http.GET('/api/v1/forms')),
  });
  const items = forms.data?.items ?? [];
  return (
    <Page
      title={t`Формы`}
      actions={
        can('forms.write') && (
          <Button leftSection={<IconPlus size={14} />} onClick={() => state.set({ new: '1' })}>
            <Trans>Форма</Trans>
          </Button>
        )
      }
    >
      {forms.data && items.length === 0 ? (
        <EmptyState
          icon={<IconForms size={28} stroke={1.4} />}
          title={t`Форм пока нет`}
          text={t`Форма ставится на любой сайт одной строкой, а присланное становится обращением.`}
        />
      ) : (
        <ScrollBox className={`${tables.scroller} ${classes.box}`} label={t`Таблица форм`}>
          <table className={tables.table}>
            <thead>
              <tr>
                <th>
                  <Trans>Форма</Trans>
                </th>
                <th>
                  <Trans>Адрес</Trans>
                </th>
                <th data-number>
                  <Trans>Стало обращениями</Trans>
                </th>
                <th data-number>
                  <Trans>Не обработано</Trans>
                </th>
                <th data-number>
                  <Trans>Похоже на спам</Trans>
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map((form) => (
                <tr key={form.id}>
                  <td className={form.archived ? tables.off : undefined}>
                    <Link to="/forms/$id" params={{ id: form.id }}>
                      {form.name}
                    </Link>
                  </td>
                  <td>/f/{form.slug}</td>
                  <td data-number>{formatNumber(form.sent.processed ?? 0)}</td>
                  <td data-number>
                    {formatNumber((form.sent.failed ?? 0) + (form.sent.new ?? 0))}
                  </td>
                  <td data-number>{formatNumber(form.sent.spam ?? 0)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollBox>
      )}
      {items.length > 0 && <SubmissionList />}
      {search.new && <NewForm onClose={() => state.set({ new: '' })} />}
    </Page>
  );
}

function NewForm({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [key] = useState(idempotencyKey);
  const [error, setError] = useState<string | null>(null);
  const form = useForm({ initialValues: { name: '', slug: '' } });
  const create = useMutation({
    meta: { form: true },
    mutationFn: ({ name, slug }: typeof form.values): Promise<SiteForm> =>
      data(
        http.POST('/api/v1/forms', {
          params: { header: { 'Idempotency-Key': key } },
          body: { name: name.trim(), slug: slug || slugOf(name), design: freshDesign() },
        }),
      ),
    onSuccess: async (made) => {
      void client.invalidateQueries({ queryKey: keys.forms });
      await navigate({ to: '/forms/$id', params: { id: made.id } });
    },
    onError: (reason) => setError(applyProblem(form, reason, Object.keys(form.values))),
  });
  return (
    <FormModal
      opened
      onClose={onClose}
      title={t`Новая форма`}
      action={t`Создать`}
      busy={create.isPending}
      error={error}
      onSubmit={form.onSubmit((values) => create.mutate(values))}
    >
      <TextInput label={t`Название`} required data-autofocus {...form.getInputProps('name')} />
      <TextInput
        label={t`Адрес страницы`}
        placeholder={slugOf(form.values.name) || 'zayavka'}
        leftSection="/f/"
        leftSectionWidth={32}
        {...form.getInputProps('slug')}
      />
    </FormModal>
  );
}

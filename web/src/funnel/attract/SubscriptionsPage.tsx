import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, Menu, MultiSelect, Skeleton, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconDownload, IconMailCheck, IconPlus } from '@tabler/icons-react';
import { Link, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { keys } from '@/api/keys';
import { listQueryText } from '@/api/list';
import { applyProblem } from '@/api/problem';
import { useCan, useMe } from '@/api/session';
import type { Subscription, Topic } from '@/api/types';
import { useList } from '@/api/useList';
import { confirm } from '@/kit/confirm';
import { EmptyState } from '@/kit/EmptyState';
import { ErrorState } from '@/kit/ErrorState';
import { FilterBar } from '@/kit/FilterBar';
import { FormModal } from '@/kit/FormModal';
import type { FilterDef } from '@/kit/filters';
import { formatDate, formatNumber } from '@/kit/format';
import { useListState } from '@/kit/listState';
import { Page } from '@/kit/Page';
import { ScrollBox } from '@/kit/ScrollBox';
import tables from '@/kit/table.module.css';
import classes from './attract.module.css';
import { Archive } from './ChannelsPage';
import { MailingList } from './mailings/MailingList';
import { stateLabel, useSubscriptionCalls, useTopicOptions, useTopics } from './subscriptionCalls';

/** Topics of mailings with how many get them, and who does. */
export function SubscriptionsPage() {
  const { t } = useLingui();
  const can = useCan();
  const me = useMe();
  const state = useListState(['new']);
  const search = useSearch({ strict: false }) as Record<string, string>;
  const [topic, setTopic] = useState<Topic | 'new' | null>(null);
  const topics = useTopics();
  const { filters, q } = state;
  const list = useList(keys.subscriptions, '/api/v1/subscriptions', { filters, q });
  const items = topics.data?.items ?? [];
  const defs: FilterDef[] = [
    {
      name: 'topic',
      label: t({ message: 'Тема', context: 'of a mailing' }),
      type: 'choice',
      options: useTopicOptions(),
    },
    {
      name: 'state',
      label: t`Состояние`,
      type: 'choice',
      options: (['confirmed', 'pending', 'left'] as const).map((value) => ({
        value,
        label: stateLabel(value),
      })),
    },
  ];
  return (
    <Page
      title={t`Подписки`}
      actions={
        can('forms.write') &&
        items.length > 0 && (
          <Button leftSection={<IconPlus size={14} />} onClick={() => state.set({ new: '1' })}>
            <Trans>Подписчик</Trans>
          </Button>
        )
      }
    >
      {!me.workspace.site_url && (
        <Alert color="yellow" variant="outline" p="xs" mb="sm" maw={1180}>
          <Trans>
            Письма с подтверждением не уходят: укажите адрес системы в настройках компании.
          </Trans>
        </Alert>
      )}
      <section className={classes.section} aria-labelledby="topics-title">
        <h2 className={classes.heading} id="topics-title">
          <Trans>Темы</Trans>
          {can('forms.write') && (
            <Button
              size="xs"
              variant="default"
              leftSection={<IconPlus size={13} />}
              onClick={() => setTopic('new')}
            >
              <Trans context="of a mailing">Тема</Trans>
            </Button>
          )}
        </h2>
        {topics.error ? (
          <ErrorState error={topics.error} onRetry={() => void topics.refetch()} />
        ) : topics.data && items.length === 0 ? (
          <EmptyState
            icon={<IconMailCheck size={28} stroke={1.4} />}
            title={t`Тем пока нет`}
            text={t`Заведите тему и добавьте в форму поле «Подписка». Подписан тот, кто подтвердил это по ссылке из письма.`}
          />
        ) : (
          <ScrollBox className={`${tables.scroller} ${classes.box}`} label={t`Темы`}>
            <table className={tables.table}>
              <thead>
                <tr>
                  <th>
                    <Trans context="of a mailing">Тема</Trans>
                  </th>
                  <th data-number>
                    <Trans>Подтвердили</Trans>
                  </th>
                  <th data-number>
                    <Trans>Ждут</Trans>
                  </th>
                  <th data-number>
                    <Trans>Отписались</Trans>
                  </th>
                  <td />
                </tr>
              </thead>
              <tbody>
                {items.map((one) => (
                  <TopicLine key={one.id} topic={one} onEdit={() => setTopic(one)} />
                ))}
              </tbody>
            </table>
          </ScrollBox>
        )}
      </section>
      {items.length > 0 && <MailingList />}
      {items.length > 0 && (
        <section className={classes.section} aria-labelledby="subscribers-title">
          <h2 className={classes.heading} id="subscribers-title">
            <Trans>Подписчики</Trans>
            {can('export.run') && <Download query={listQueryText({ filters, q })} />}
          </h2>
          <FilterBar defs={defs} state={state} search={t`Почта`} />
          {list.error ? (
            <ErrorState error={list.error} onRetry={list.retry} />
          ) : list.loading ? (
            <Skeleton height={120} mt="xs" aria-busy />
          ) : list.rows.length === 0 ? (
            <p className={classes.quiet} style={{ marginTop: 10 }}>
              <Trans>Никого.</Trans>
            </p>
          ) : (
            <ScrollBox className={`${tables.scroller} ${classes.box}`} label={t`Подписчики`}>
              <table className={tables.table}>
                <thead>
                  <tr>
                    <th>
                      <Trans>Почта</Trans>
                    </th>
                    <th>
                      <Trans>Контакт</Trans>
                    </th>
                    <th>
                      <Trans context="of a mailing">Тема</Trans>
                    </th>
                    <th>
                      <Trans>Состояние</Trans>
                    </th>
                    <th>
                      <Trans>Откуда</Trans>
                    </th>
                    <td />
                  </tr>
                </thead>
                <tbody>
                  {list.rows.map((one) => (
                    <Line key={one.id} one={one} />
                  ))}
                </tbody>
              </table>
            </ScrollBox>
          )}
          {list.hasMore && (
            <Button mt="xs" variant="default" loading={list.loadingMore} onClick={list.loadMore}>
              <Trans>Показать ещё</Trans>
            </Button>
          )}
        </section>
      )}
      {topic && <TopicForm topic={topic === 'new' ? null : topic} onClose={() => setTopic(null)} />}
      {search.new && <NewSubscriber onClose={() => state.set({ new: '' })} />}
    </Page>
  );
}

function Download({ query }: { query: string }) {
  const href = (format: string) =>
    `/api/v1/subscriptions/export/subscribers.${format}${query ? `?${query}` : ''}`;
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button size="xs" variant="default" leftSection={<IconDownload size={13} stroke={1.6} />}>
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

function TopicLine({ topic, onEdit }: { topic: Topic; onEdit: () => void }) {
  const can = useCan();
  const { archive } = useSubscriptionCalls();
  return (
    <tr>
      <td>
        <span className={topic.archived ? tables.off : undefined}>{topic.name}</span>
        {topic.description && (
          <p className={classes.quiet} style={{ margin: 0 }}>
            {topic.description}
          </p>
        )}
      </td>
      <td data-number>{formatNumber(topic.confirmed)}</td>
      <td data-number>{formatNumber(topic.pending)}</td>
      <td data-number>{formatNumber(topic.left)}</td>
      <td data-number>
        {can('forms.write') && (
          <>
            <Button size="compact-xs" variant="default" onClick={onEdit}>
              <Trans>Изменить</Trans>
            </Button>{' '}
            <Archive
              name={topic.name}
              archived={topic.archived}
              onClick={() => archive.mutate(topic)}
            />
          </>
        )}
      </td>
    </tr>
  );
}

function Line({ one }: { one: Subscription }) {
  const { t } = useLingui();
  const can = useCan();
  const { end } = useSubscriptionCalls();
  const when =
    one.left_at && one.state === 'left' ? one.left_at : (one.confirmed_at ?? one.asked_at);
  const unsubscribe = async () => {
    const sure = await confirm({
      title: t`Отписать ${one.address ?? ''} от темы «${one.topic.name}»?`,
      action: t`Отписать`,
      danger: true,
    });
    if (sure) end.mutate(one.id);
  };
  return (
    <tr>
      <td>{one.address ?? '—'}</td>
      <td>
        {one.contact && (
          <Link to="/contacts/$id" params={{ id: one.contact.id }}>
            {one.contact.name}
          </Link>
        )}
      </td>
      <td>{one.topic.name}</td>
      <td>
        {stateLabel(one.state)} · {formatDate(when)}
      </td>
      <td>{one.form}</td>
      <td data-number>
        {one.state !== 'left' && can('forms.write') && (
          <Button
            size="compact-xs"
            variant="default"
            loading={end.isPending}
            onClick={() => void unsubscribe()}
          >
            <Trans>Отписать</Trans>
          </Button>
        )}
      </td>
    </tr>
  );
}

function TopicForm({ topic, onClose }: { topic: Topic | null; onClose: () => void }) {
  const { t } = useLingui();
  const { saveTopic } = useSubscriptionCalls();
  const [error, setError] = useState<string | null>(null);
  const form = useForm({
    initialValues: { name: topic?.name ?? '', description: topic?.description ?? '' },
  });
  return (
    <FormModal
      opened
      onClose={onClose}
      title={topic ? t`Тема рассылки` : t`Новая тема рассылки`}
      action={t`Сохранить`}
      busy={saveTopic.isPending}
      error={error}
      onSubmit={form.onSubmit((values) =>
        saveTopic.mutate(
          { topic, ...values },
          {
            onSuccess: onClose,
            onError: (reason) => setError(applyProblem(form, reason, Object.keys(form.values))),
          },
        ),
      )}
    >
      <TextInput label={t`Название`} required data-autofocus {...form.getInputProps('name')} />
      <Textarea
        label={t`Описание для подписчиков`}
        placeholder={t`раз в месяц, о новых насосах`}
        autosize
        {...form.getInputProps('description')}
      />
    </FormModal>
  );
}

function NewSubscriber({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const options = useTopicOptions();
  const { add } = useSubscriptionCalls();
  const [error, setError] = useState<string | null>(null);
  const form = useForm({
    initialValues: { address: '', topics: [] as string[] },
    validate: { topics: (topics) => (topics.length ? null : t`Выберите темы`) },
  });
  return (
    <FormModal
      opened
      onClose={onClose}
      title={t`Новый подписчик`}
      action={t`Отправить подтверждение`}
      busy={add.isPending}
      error={error}
      onSubmit={form.onSubmit((values) =>
        add.mutate(values, {
          onSuccess: onClose,
          onError: (reason) => setError(applyProblem(form, reason, Object.keys(form.values))),
        }),
      )}
    >
      <TextInput
        label={t`Почта`}
        type="email"
        required
        data-autofocus
        {...form.getInputProps('address')}
      />
      <MultiSelect label={t`Темы`} data={options} {...form.getInputProps('topics')} />
    </FormModal>
  );
}

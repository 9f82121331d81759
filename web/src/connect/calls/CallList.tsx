import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { IconPhone } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { keys } from '@/api/keys';
import { useUserOptions } from '@/api/reference';
import type { Call } from '@/api/types';
import { useList } from '@/api/useList';
import type { Column } from '@/kit/columns';
import { DataTable } from '@/kit/DataTable';
import { EmptyState } from '@/kit/EmptyState';
import { FilterBar } from '@/kit/FilterBar';
import type { FilterDef } from '@/kit/filters';
import { formatDateTime, formatTalk } from '@/kit/format';
import { useListState } from '@/kit/listState';
import { Page } from '@/kit/Page';
import { callLine } from './CallCard';
import { CallPhone } from './CallPhone';
import classes from './calls.module.css';
import { callDirection, callOutcome, callPhone, callState } from './labels';

/** Every call of the exchanges, with its recording. */
export function CallList() {
  const { t } = useLingui();
  const state = useListState();
  const { filters, sort } = state;
  const list = useList(keys.calls, '/api/v1/calls', { filters, sort });
  const defs: FilterDef[] = [
    {
      name: 'direction',
      label: t`Направление`,
      type: 'choice',
      options: (['in', 'out', 'internal'] as const).map((value) => ({
        value,
        label: callDirection(value),
      })),
    },
    {
      name: 'outcome',
      label: t`Исход`,
      type: 'choice',
      options: (['answered', 'missed', 'busy', 'rejected', 'failed'] as const).map((value) => ({
        value,
        label: callOutcome(value),
      })),
    },
    { name: 'user', label: t`Сотрудник`, type: 'choice', options: useUserOptions(), none: true },
    { name: 'started', label: t`Когда`, type: 'days' },
    { name: 'contact', label: t`Контакт`, type: 'choice', options: [], linkOnly: true },
    { name: 'company', label: t`Компания`, type: 'choice', options: [], linkOnly: true },
    { name: 'deal', label: t`Сделка`, type: 'choice', options: [], linkOnly: true },
  ];
  const columns: Column<Call>[] = [
    {
      key: 'started',
      title: t`Когда`,
      width: 140,
      grow: 0,
      sort: 'started_at',
      always: true,
      render: (call) => formatDateTime(call.started_at),
    },
    {
      key: 'direction',
      title: t`Направление`,
      width: 110,
      grow: 0,
      render: (call) => callDirection(call.direction),
    },
    {
      key: 'phone',
      title: t`Телефон`,
      width: 150,
      grow: 0,
      render: (call) => <CallPhone call={call} />,
    },
    {
      key: 'contact',
      title: t`Клиент`,
      width: 180,
      grow: 2,
      render: (call) =>
        call.contact ? (
          <Link to="/contacts/$id" params={{ id: call.contact.id }}>
            {call.contact.name}
          </Link>
        ) : call.company ? (
          <Link to="/companies/$id" params={{ id: call.company.id }}>
            {call.company.name}
          </Link>
        ) : (
          '—'
        ),
    },
    {
      key: 'deal',
      title: t`Сделка`,
      width: 180,
      grow: 2,
      render: (call) =>
        call.deal ? (
          <Link to="/deals/$id" params={{ id: call.deal.id }}>
            {call.deal.title}
          </Link>
        ) : (
          '—'
        ),
    },
    {
      key: 'user',
      title: t`Сотрудник`,
      width: 150,
      render: (call) => call.user?.name ?? '—',
    },
    {
      key: 'outcome',
      title: t`Исход`,
      width: 150,
      grow: 0,
      render: (call) => {
        if (!call.outcome) return callState(call, Date.now());
        const missed = call.direction === 'in' && call.outcome === 'missed';
        return (
          <span className={missed ? classes.bad : undefined}>{callOutcome(call.outcome)}</span>
        );
      },
    },
    {
      key: 'talk',
      title: t`Разговор`,
      width: 90,
      grow: 0,
      render: (call) => (call.talk_seconds > 0 ? formatTalk(call.talk_seconds) : '—'),
    },
    {
      key: 'recording',
      title: t`Запись`,
      width: 100,
      grow: 0,
      render: (call) => {
        const when = formatDateTime(call.started_at);
        return call.recording_url ? (
          <a
            href={call.recording_url}
            target="_blank"
            rel="noreferrer noopener"
            aria-label={t`Слушать звонок ${when}`}
          >
            <Trans>Слушать</Trans>
          </a>
        ) : (
          '—'
        );
      },
    },
  ];
  return (
    <Page
      title={t`Звонки`}
      scroll={false}
      facts={
        list.total !== null && (
          <Plural
            value={list.total}
            one="# звонок"
            few="# звонка"
            many="# звонков"
            other="# звонка"
          />
        )
      }
      bar={<FilterBar defs={defs} state={state} columns={columns} />}
    >
      <DataTable
        id="calls"
        label={t`Звонки`}
        columns={columns}
        list={list}
        rowId={(call) => call.id}
        sort={sort}
        onSort={state.setSort}
        card={(call) => (
          <span>
            <b>{call.contact?.name ?? call.company?.name ?? callPhone(call)}</b> · {callLine(call)}
            <br />
            {formatDateTime(call.started_at)}
            {call.talk_seconds > 0 && ` · ${formatTalk(call.talk_seconds)}`}
          </span>
        )}
        empty={
          <EmptyState
            icon={<IconPhone size={28} stroke={1.4} />}
            title={t`Звонков нет`}
            text={t`Они появятся, когда в настройках подключена АТС.`}
          />
        }
      />
    </Page>
  );
}

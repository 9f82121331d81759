import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useCan } from '@/api/session';
import { ErrorState } from '@/kit/ErrorState';
import { formatDate, formatNumber } from '@/kit/format';
import { FirstContactRow } from './FirstContactRow';
import { TakeBack } from './TakeBack';
import classes from './work.module.css';
import { firstContactsQuery, lateCountQuery, recycledQuery, unansweredQuery } from './workCalls';

/** So many rows are shown at first. */
const FEW = 6;
const MANY = 100;

/** What waits to be done on this stage. */
export function WorkLists() {
  const { t } = useLingui();
  const can = useCan();
  if (!can('deals.read')) return null;
  return (
    <nav className={classes.lists} aria-label={t`Что сделать`}>
      <FirstContacts />
      <Unanswered />
      <Recycled />
    </nav>
  );
}

interface ListProps {
  title: ReactNode;
  label: string;
  total: number | undefined;
  error: unknown;
  onRetry: () => void;
  /** What of them is bad, in red beside the title. */
  bad?: string;
  none: ReactNode;
  shown: number;
  onMore: () => void;
  children: ReactNode;
}

function List({ title, label, total, bad, none, shown, onMore, children, ...asked }: ListProps) {
  const more = (total ?? 0) - shown;
  const capped = total === MANY;
  return (
    <section className={classes.list} aria-label={label}>
      <h2 className={classes.heading}>
        {title}
        <span className={classes.count}>
          {total === undefined ? '' : formatNumber(total)}
          {capped && '+'}
        </span>
        {bad && <span className={classes.bad}>{bad}</span>}
      </h2>
      {asked.error ? (
        <ErrorState error={asked.error} onRetry={asked.onRetry} />
      ) : total === 0 ? (
        <p className={classes.quiet}>{none}</p>
      ) : (
        <ul>{children}</ul>
      )}
      {more > 0 && !asked.error && (
        <Button size="compact-xs" variant="subtle" onClick={onMore}>
          <Trans>Ещё {formatNumber(more)}</Trans>
        </Button>
      )}
    </section>
  );
}

function FirstContacts() {
  const { t } = useLingui();
  const [limit, setLimit] = useState(FEW);
  const query = useQuery(firstContactsQuery(limit));
  const found = query.data;
  const late = useQuery(lateCountQuery()).data ?? 0;
  const rows = found?.items ?? [];
  return (
    <List
      title={<Trans>Ответить клиенту</Trans>}
      label={t`Ответить клиенту`}
      total={found?.total ?? undefined}
      error={query.error}
      onRetry={() => void query.refetch()}
      bad={late > 0 ? t`просрочено ${formatNumber(late)}` : undefined}
      none={<Trans>Всем ответили.</Trans>}
      shown={rows.length}
      onMore={() => setLimit(limit === FEW ? MANY : limit + MANY)}
    >
      {rows.map((row) => (
        <FirstContactRow key={row.deal.id} row={row} />
      ))}
    </List>
  );
}

function Unanswered() {
  const { t } = useLingui();
  const [all, setAll] = useState(false);
  const query = useQuery(unansweredQuery());
  const found = query.data;
  const rows = all ? (found ?? []) : (found ?? []).slice(0, FEW);
  return (
    <List
      title={<Trans>Спросить о главном</Trans>}
      label={t`Спросить о главном`}
      total={found?.length}
      error={query.error}
      onRetry={() => void query.refetch()}
      none={<Trans>На все обязательные вопросы есть ответ.</Trans>}
      shown={rows.length}
      onMore={() => setAll(true)}
    >
      {rows.map((row) => (
        <li key={row.deal_id} className={classes.row}>
          <Link to="/deals/$id" params={{ id: row.deal_id }}>
            {row.title}
          </Link>
          <span className={classes.side}>{t`с ${formatDate(row.since)}`}</span>
          <span className={classes.quiet}>
            {[row.owner?.name, row.missing.join(' ')].filter(Boolean).join(' · ')}
          </span>
        </li>
      ))}
    </List>
  );
}

function Recycled() {
  const { t } = useLingui();
  const [all, setAll] = useState(false);
  const query = useQuery(recycledQuery());
  const found = query.data;
  const rows = all ? (found ?? []) : (found ?? []).slice(0, FEW);
  return (
    <List
      title={<Trans>Вернуться к клиенту</Trans>}
      label={t`Вернуться к клиенту`}
      total={found?.length}
      error={query.error}
      onRetry={() => void query.refetch()}
      none={<Trans>Отложенных на сегодня нет.</Trans>}
      shown={rows.length}
      onMore={() => setAll(true)}
    >
      {rows.map((row) => (
        <li key={row.deal_id} className={classes.row}>
          <Link to="/deals/$id" params={{ id: row.deal_id }}>
            {row.title}
          </Link>
          <TakeBack deal={row.deal_id} title={row.title} />
          <span className={classes.quiet}>
            {[formatDate(row.back_on), row.owner, row.note].filter(Boolean).join(' · ')}
          </span>
        </li>
      ))}
    </List>
  );
}

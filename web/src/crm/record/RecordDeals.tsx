import { Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { keys } from '@/api/keys';
import { useStageFinder } from '@/api/reference';
import { useCan } from '@/api/session';
import type { Deal, DealStatus, NamedRef } from '@/api/types';
import { useList } from '@/api/useList';
import { DealForm } from '@/crm/DealForm';
import { AttentionMark, StageName } from '@/crm/DealMarks';
import { formatDate, formatMoney, formatNumber, formatSums } from '@/kit/format';
import type { Subject } from './notes';
import classes from './record.module.css';

const SHOWN = 4;

interface Props {
  of: Exclude<Subject, 'deal'>;
  id: string;
  /** A new deal is made with this company. */
  company: NamedRef | null;
}

/** The deals of a company or a person, by their outcome; counts and sums come from the database. */
export function RecordDeals({ of, id, company }: Props) {
  const { t } = useLingui();
  const can = useCan();
  const [making, setMaking] = useState(false);
  return (
    <section className={classes.card} aria-label={t`Сделки`}>
      <h2 className={classes.heading}>
        <Trans>Сделки</Trans>
        {can('deals.write') && (
          <ActionIcon
            className={classes.headingEnd}
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={t`Новая сделка`}
            onClick={() => setMaking(true)}
          >
            <IconPlus size={15} stroke={1.8} />
          </ActionIcon>
        )}
      </h2>
      <DealGroup of={of} id={id} status="open" title={t`В работе`} />
      <DealGroup of={of} id={id} status="won" title={t`Выиграны`} />
      <DealGroup of={of} id={id} status="lost" title={t`Проиграны`} />
      {making && (
        <DealForm opened onClose={() => setMaking(false)} company={company ?? undefined} />
      )}
    </section>
  );
}

/** When it is expected to close, or when it did. */
function dayOf(deal: Deal): string {
  const day = deal.won_at ?? deal.lost_at ?? deal.expected_close;
  return day ? formatDate(day) : '';
}

interface GroupProps {
  of: Props['of'];
  id: string;
  status: DealStatus;
  title: string;
}

function DealGroup({ of, id, status, title }: GroupProps) {
  const stageOf = useStageFinder();
  const list = useList(
    keys.deals,
    '/api/v1/deals',
    { filters: { [of]: id, status }, sort: '-updated_at' },
    { limit: SHOWN },
  );
  const total = list.total ?? 0;
  return (
    <div className={classes.group}>
      <h3 className={classes.groupName}>
        {title} <span className={classes.count}>{formatNumber(total)}</span>
        {total > 0 && <span className={classes.groupSum}>{formatSums(list.sums)}</span>}
      </h3>
      {list.rows.length > 0 && (
        <ul className={classes.rows}>
          {list.rows.slice(0, SHOWN).map((deal) => (
            <li key={deal.id} className={classes.row}>
              <Link to="/deals/$id" params={{ id: deal.id }} className={classes.rowName}>
                {deal.title}
              </Link>
              <b className={classes.rowEnd}>{formatMoney(deal.value)}</b>
              <span className={classes.quiet}>
                {status === 'open' ? (
                  <span className={classes.marks}>
                    <StageName stage={stageOf(deal.stage_id)} />
                    <AttentionMark deal={deal} />
                  </span>
                ) : (
                  (deal.lost_reason?.name ?? stageOf(deal.stage_id)?.name)
                )}
              </span>
              <span className={`${classes.quiet} ${classes.rowEnd}`}>{dayOf(deal)}</span>
            </li>
          ))}
        </ul>
      )}
      {total > SHOWN && (
        <Link to="/deals" search={{ [of]: id, status }} className={classes.all}>
          <Trans>Показать все: {formatNumber(total)}</Trans>
        </Link>
      )}
    </div>
  );
}

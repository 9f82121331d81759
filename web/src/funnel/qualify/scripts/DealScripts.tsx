import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useCan, useMe } from '@/api/session';
import type { DealDetail } from '@/api/types';
import record from '@/crm/record/record.module.css';
import { formatDate } from '@/kit/format';
import { ScriptStarts, useOffered } from './ScriptStarts';
import { runsQuery } from './scriptCalls';
import classes from './scripts.module.css';
import { outcomeName } from './steps';

/** How many ended runs are told of. */
const SHOWN = 3;

/** The scripts that can be started on a deal, and how it went before. */
export function DealScripts({ deal }: { deal: DealDetail }) {
  const { t } = useLingui();
  const may = useCan()('qualification.write') && deal.status === 'open';
  const runs = useQuery(runsQuery(deal.id)).data ?? [];
  const me = useMe().user.id;
  const running = runs.some((run) => !run.ended_at && run.by?.id === me);
  const offered = useOffered().length > 0 && may && !running;
  const ended = runs.filter((run) => run.outcome);
  if (!offered && ended.length === 0) return null;
  return (
    <section className={record.card} aria-label={t`Скрипт`}>
      <h2 className={record.heading}>
        <Trans>Скрипт</Trans>
      </h2>
      {offered && <ScriptStarts deal={deal.id} />}
      {ended.length > 0 && (
        <ul className={classes.ended}>
          {ended.slice(0, SHOWN).map((run) => (
            <li key={run.id}>
              <span>
                {run.script_name}, {run.number}: <b>{run.outcome && outcomeName(run.outcome)}</b>
              </span>
              <span className={classes.quiet}>
                {formatDate(run.ended_at)}
                {run.by && <> · {run.by.name}</>}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

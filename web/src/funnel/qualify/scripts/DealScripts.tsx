import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { IconMail, IconPhone } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useCan, useMe } from '@/api/session';
import type { DealDetail } from '@/api/types';
import record from '@/crm/record/record.module.css';
import { formatDate } from '@/kit/format';
import { runsQuery, scriptsQuery, useRunCalls } from './scriptCalls';
import classes from './scripts.module.css';
import { outcomeName } from './steps';

/** How many ended runs are told of. */
const SHOWN = 3;

/** The scripts that can be started on a deal, and how it went before. */
export function DealScripts({ deal }: { deal: DealDetail }) {
  const { t } = useLingui();
  const may = useCan()('qualification.write') && deal.status === 'open';
  const scripts = useQuery(scriptsQuery).data?.items ?? [];
  const runs = useQuery(runsQuery(deal.id)).data ?? [];
  const me = useMe().user.id;
  const { start } = useRunCalls(deal.id);
  const running = runs.some((run) => !run.ended_at && run.by?.id === me);
  const offered =
    may && !running ? scripts.filter((one) => !one.archived && one.published !== null) : [];
  const ended = runs.filter((run) => run.outcome);
  if (offered.length === 0 && ended.length === 0) return null;
  return (
    <section className={record.card} aria-label={t`Скрипт`}>
      <h2 className={record.heading}>
        <Trans>Скрипт</Trans>
      </h2>
      {offered.length > 0 && (
        <div className={classes.starts}>
          {offered.map((script) => (
            <Button
              key={script.id}
              className={classes.start}
              variant="default"
              justify="flex-start"
              leftSection={
                script.kind === 'call' ? <IconPhone size={14} /> : <IconMail size={14} />
              }
              loading={start.isPending && start.variables === script.id}
              onClick={() => start.mutate(script.id)}
            >
              {script.name}
            </Button>
          ))}
        </div>
      )}
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

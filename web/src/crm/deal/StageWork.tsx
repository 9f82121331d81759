import { Trans, useLingui } from '@lingui/react/macro';
import { Checkbox } from '@mantine/core';
import type { DealCheck, Stage } from '@/api/types';
import record from '@/crm/record/record.module.css';
import { formatDateTime } from '@/kit/format';
import classes from './deal.module.css';

interface Props {
  stage: Stage | undefined;
  checks: DealCheck[];
  readOnly: boolean;
  /** The point that is being ticked right now: it shows at once. */
  busy: { item: string; done: boolean } | undefined;
  onCheck: (item: string, done: boolean) => void;
}

/** What the stage is for and what is to be done on it. */
export function StageWork({ stage, checks, readOnly, busy, onCheck }: Props) {
  const { t } = useLingui();
  if (!stage || (!stage.goal && stage.checklist.length === 0)) return null;
  return (
    <section className={record.card} aria-label={t`Работа на этапе`}>
      <h2 className={record.heading}>
        <Trans>Этап «{stage.name}»</Trans>
      </h2>
      {stage.goal && <p className={classes.goal}>{stage.goal}</p>}
      <div className={classes.checks}>
        {stage.checklist.map((item) => {
          const check = checks.find((one) => one.item_id === item.id);
          const done = busy?.item === item.id ? busy.done : check !== undefined;
          return (
            <Checkbox
              key={item.id}
              label={item.text}
              description={
                check && done
                  ? [check.done_by?.name, formatDateTime(check.done_at)].filter(Boolean).join(', ')
                  : undefined
              }
              checked={done}
              disabled={readOnly}
              onChange={(event) => onCheck(item.id, event.currentTarget.checked)}
            />
          );
        })}
      </div>
    </section>
  );
}

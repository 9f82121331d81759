import { useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { Deal, Pipeline, Stage } from '@/api/types';
import { liveStages } from '@/crm/moves/calls';
import classes from './deal.module.css';
import { historyQuery } from './dealCalls';
import { shortTime, stageTimes } from './stageTimes';

interface Props {
  deal: Deal;
  pipeline: Pipeline | undefined;
  readOnly: boolean;
  onMove: (stage: Stage) => void;
}

/** The way of a deal through its pipeline, with the time spent on every stage. A click moves it. */
export function StagePath({ deal, pipeline, readOnly, onMove }: Props) {
  const { t } = useLingui();
  const history = useQuery(historyQuery(deal.id));
  const here = useRef<HTMLLIElement>(null);
  const times = stageTimes(history.data?.items ?? [], new Date());
  const stages = liveStages(pipeline);
  const current = pipeline?.stages.find((stage) => stage.id === deal.stage_id);
  // A deal may stand on a stage that was since taken out of use; it must still be seen where it is.
  const path = current?.archived ? [...stages, current] : stages;
  const at = path.findIndex((stage) => stage.id === deal.stage_id);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another stage is another place
  useEffect(() => {
    here.current?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [deal.stage_id]);

  return (
    <nav className={classes.path} aria-label={t`Этапы сделки`}>
      <ol>
        {path.map((stage, index) => {
          const spent = times.get(stage.id);
          const time = spent === undefined ? '' : shortTime(spent);
          const state = index === at ? deal.status : index < at ? 'passed' : 'ahead';
          return (
            <li
              key={stage.id}
              ref={index === at ? here : undefined}
              className={classes.step}
              data-state={state}
            >
              <button
                type="button"
                disabled={readOnly || (index === at && deal.status !== 'lost')}
                aria-current={index === at ? 'step' : undefined}
                title={stage.goal || undefined}
                aria-label={
                  index === at
                    ? t`${stage.name}, сейчас здесь ${time}`
                    : t`Перевести на этап «${stage.name}» ${time}`
                }
                onClick={() => onMove(stage)}
              >
                <span className={classes.stepName}>{stage.name}</span>
                <span className={classes.stepTime}>{time || ' '}</span>
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

import { announce } from '@atlaskit/pragmatic-drag-and-drop-live-region';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { Pipeline, Stage } from '@/api/types';
import { liveStages } from '@/crm/moves/calls';
import { tellRefusal } from '@/crm/record/notify';
import { moved } from '@/kit/order';
import { usePipelineCalls } from './pipelineCalls';
import classes from './pipelines.module.css';
import { RemoveStage } from './RemoveStage';
import { StageForm } from './StageForm';
import { StageRow } from './StageRow';

/** The stages of a pipeline in their order; it is changed by dragging or by the arrows. */
export function StageList({ pipeline }: { pipeline: Pipeline }) {
  const { t } = useLingui();
  const { order, changeStage } = usePipelineCalls();
  const [editing, setEditing] = useState<Stage | 'new' | null>(null);
  const [removing, setRemoving] = useState<Stage | null>(null);
  const stages = liveStages(pipeline);
  const archived = pipeline.stages.filter((stage) => stage.archived);

  const put = (from: number, to: number) => {
    const next = moved(stages, from, to);
    const stage = stages[from];
    if (!stage || next.every((one, index) => one.id === stages[index]?.id)) return;
    order.mutate({ id: pipeline.id, stage_ids: next.map((one) => one.id) });
    announce(t`Этап «${stage.name}»: место ${next.indexOf(stage) + 1} из ${next.length}`);
  };

  return (
    <>
      <ol className={classes.stages} aria-label={t`Этапы воронки «${pipeline.name}»`}>
        {stages.map((stage, index) => (
          <StageRow
            key={stage.id}
            stage={stage}
            index={index}
            count={stages.length}
            onPut={put}
            onEdit={() => setEditing(stage)}
            onRemove={() => setRemoving(stage)}
          />
        ))}
      </ol>
      <Button
        variant="default"
        leftSection={<IconPlus size={14} stroke={1.8} />}
        onClick={() => setEditing('new')}
      >
        <Trans>Этап</Trans>
      </Button>
      {archived.length > 0 && (
        <section className={classes.archived}>
          <h2 className={classes.subtitle}>
            <Trans>Убранные этапы</Trans>
          </h2>
          <p className={classes.quiet}>
            <Trans>Их помнит история сделок и отчёты.</Trans>
          </p>
          <ul className={classes.stages}>
            {archived.map((stage) => (
              <li key={stage.id} className={classes.stage}>
                <span className={classes.dot} style={{ background: stage.color }} aria-hidden />
                <span className={classes.quiet}>{stage.name}</span>
                <Button
                  className={classes.back}
                  variant="default"
                  size="compact-xs"
                  aria-label={t`Вернуть этап «${stage.name}»`}
                  onClick={() =>
                    changeStage.mutate(
                      { stage, draft: { archived: false } },
                      { onError: tellRefusal },
                    )
                  }
                >
                  <Trans>Вернуть</Trans>
                </Button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {editing && (
        <StageForm
          pipelineId={pipeline.id}
          stage={editing === 'new' ? null : editing}
          onClose={() => setEditing(null)}
        />
      )}
      {removing && (
        <RemoveStage
          stage={removing}
          others={stages.filter((stage) => stage.id !== removing.id)}
          onClose={() => setRemoving(null)}
        />
      )}
    </>
  );
}

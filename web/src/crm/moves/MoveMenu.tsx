import { Trans, useLingui } from '@lingui/react/macro';
import { Menu } from '@mantine/core';
import { IconArrowBackUp, IconCheck, IconCircleX, IconTrophy } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { usePipelines } from '@/api/reference';
import type { Deal, Pipeline } from '@/api/types';
import { liveStages } from './calls';
import classes from './moves.module.css';
import type { DealMoves } from './useDealMoves';

interface Props {
  deal: Deal;
  pipeline: Pipeline | undefined;
  moves: Pick<DealMoves, 'move' | 'win' | 'lose' | 'reopen'>;
  /** Entries above the stages. */
  children?: ReactNode;
}

/** Everywhere a deal can go, without dragging: for fingers, keys and screen readers. */
export function MoveItems({ deal, pipeline, moves, children }: Props) {
  const { t } = useLingui();
  const others = usePipelines().filter((one) => one.id !== deal.pipeline_id);
  return (
    <>
      {children}
      <Menu.Label>
        {deal.status === 'lost' ? <Trans>Вернуть в работу</Trans> : <Trans>Переместить в…</Trans>}
      </Menu.Label>
      {liveStages(pipeline).map((stage) => {
        const here = stage.id === deal.stage_id;
        return (
          <Menu.Item
            key={stage.id}
            disabled={here && deal.status !== 'lost'}
            aria-label={here ? t`${stage.name}, сейчас здесь` : undefined}
            leftSection={
              <span className={classes.dot} style={{ background: stage.color }} aria-hidden />
            }
            rightSection={here ? <IconCheck size={14} stroke={1.8} aria-hidden /> : undefined}
            onClick={() => moves.move(deal, stage)}
          >
            {stage.name}
          </Menu.Item>
        );
      })}
      {others.map((other) => (
        <Menu.Sub key={other.id}>
          <Menu.Sub.Target>
            <Menu.Sub.Item>
              <Trans>В воронку «{other.name}»</Trans>
            </Menu.Sub.Item>
          </Menu.Sub.Target>
          <Menu.Sub.Dropdown>
            {liveStages(other).map((stage) => (
              <Menu.Item
                key={stage.id}
                leftSection={
                  <span className={classes.dot} style={{ background: stage.color }} aria-hidden />
                }
                onClick={() => moves.move(deal, stage)}
              >
                {stage.name}
              </Menu.Item>
            ))}
          </Menu.Sub.Dropdown>
        </Menu.Sub>
      ))}
      <Menu.Divider />
      {deal.status === 'open' && (
        <>
          <Menu.Item
            leftSection={<IconTrophy size={15} stroke={1.6} color="var(--app-good)" />}
            onClick={() => moves.win(deal)}
          >
            <Trans>Выиграна</Trans>
          </Menu.Item>
          <Menu.Item
            leftSection={<IconCircleX size={15} stroke={1.6} color="var(--app-bad)" />}
            onClick={() => moves.lose(deal)}
          >
            <Trans>Проиграна…</Trans>
          </Menu.Item>
        </>
      )}
      {deal.status !== 'open' && (
        <Menu.Item
          leftSection={<IconArrowBackUp size={15} stroke={1.6} />}
          onClick={() => moves.reopen(deal)}
        >
          <Trans>Открыть снова</Trans>
        </Menu.Item>
      )}
    </>
  );
}

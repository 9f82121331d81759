import { monitorForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { combine } from '@atlaskit/pragmatic-drag-and-drop/utils/combine';
import { autoScrollForElements } from '@atlaskit/pragmatic-drag-and-drop-auto-scroll/element';
import { announce } from '@atlaskit/pragmatic-drag-and-drop-live-region';
import { Trans, useLingui } from '@lingui/react/macro';
import { Skeleton } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useCan } from '@/api/session';
import type { Board as BoardData, Deal, Stage } from '@/api/types';
import { useDealMoves } from '@/crm/moves/useDealMoves';
import classes from './board.module.css';
import { type BoardState, useFetchMore } from './boardData';
import { CardMenu, type MenuAt } from './CardMenu';
import { Column, type ColumnHandle } from './Column';
import { findCard, isArrow, neighbour } from './cache';
import { StagePicker } from './StagePicker';

interface Props {
  board: BoardData | undefined;
  state: BoardState;
  stages: Stage[];
  filtered: boolean;
  /** The stage in which a new deal is being written down. */
  adding: string | null;
  onAdding: (stageId: string | null) => void;
}

/** A card taken with the keyboard, and the stage it is held over. */
interface Grab {
  deal: Deal;
  over: string;
}

/** Columns of cards; a card is moved by mouse, by keys, or by its menu. */
export function Board({ board, state, stages, filtered, adding, onAdding }: Props) {
  const { t } = useLingui();
  const writable = useCan()('deals.write');
  const root = useRef<HTMLDivElement>(null);
  const handles = useRef(new Map<string, ColumnHandle>());
  const [grab, setGrab] = useState<Grab | null>(null);
  const [menu, setMenu] = useState<MenuAt | null>(null);
  const follow = useRef<{ id: string; stage: string } | null>(null);
  const fetchMore = useFetchMore(board?.pipeline.id ?? '', state);
  const moves = useDealMoves();

  // Listeners are set once and must see what is on the screen now.
  const latest = useRef({ board, moves });
  latest.current = { board, moves };

  useEffect(
    () =>
      combine(
        monitorForElements({
          canMonitor: ({ source }) => source.data.type === 'deal',
          onDrop: ({ source, location }) => {
            const stageId = location.current.dropTargets[0]?.data.stage;
            const found = findCard(latest.current.board, String(source.data.id));
            const stage = latest.current.board?.columns.find(
              (column) => column.stage.id === stageId,
            )?.stage;
            if (found && stage) latest.current.moves.move(found.deal, stage);
          },
        }),
        root.current ? autoScrollForElements({ element: root.current }) : () => {},
      ),
    [],
  );

  const focusCard = (id: string) => {
    const found = findCard(board, id);
    if (!found) return;
    handles.current.get(found.column.stage.id)?.show(found.index);
    const focus = () => {
      const card = root.current?.querySelector<HTMLElement>(`[data-deal="${id}"]`);
      card?.focus();
      return card !== null && card !== undefined;
    };
    // A card far away is drawn only after its column has scrolled to it.
    if (!focus()) requestAnimationFrame(() => requestAnimationFrame(focus));
  };

  // A card moved by keys takes the focus along to its new column.
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when the cards have changed
  useEffect(() => {
    const target = follow.current;
    if (target && findCard(board, target.id)?.column.stage.id === target.stage) {
      follow.current = null;
      focusCard(target.id);
    }
  }, [board]);

  const nameOf = (stageId: string) =>
    board?.columns.find((column) => column.stage.id === stageId)?.stage.name ?? '';

  const hold = (deal: Deal, step: 1 | -1) => {
    const columns = board?.columns ?? [];
    const at = columns.findIndex((column) => column.stage.id === grab?.over);
    const next = columns[at + step];
    if (!next) return;
    setGrab({ deal, over: next.stage.id });
    handles.current.get(next.stage.id)?.reveal();
    announce(t`Этап «${next.stage.name}», ${at + step + 1} из ${columns.length}`);
  };

  const onCardKey = (event: React.KeyboardEvent, deal: Deal) => {
    const held = grab?.deal.id === deal.id;
    if (event.key === ' ' && writable) {
      event.preventDefault();
      if (!held) {
        setGrab({ deal, over: deal.stage_id });
        announce(
          t`Сделка «${deal.title}» взята. Стрелки влево и вправо выбирают этап, пробел кладёт, Escape отменяет.`,
        );
        return;
      }
      setGrab(null);
      const stage = board?.columns.find((column) => column.stage.id === grab.over)?.stage;
      if (!stage || stage.id === deal.stage_id) {
        announce(t`Сделка осталась на месте`);
        return;
      }
      follow.current = { id: deal.id, stage: stage.id };
      moves.move(deal, stage);
      announce(t`Сделка «${deal.title}» перемещена на этап «${stage.name}»`);
    } else if (event.key === 'Escape' && held) {
      event.stopPropagation();
      setGrab(null);
      announce(t`Перемещение отменено, сделка на этапе «${nameOf(deal.stage_id)}»`);
    } else if (held && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')) {
      event.preventDefault();
      hold(deal, event.key === 'ArrowRight' ? 1 : -1);
    } else if (held && event.key === 'Enter') {
      event.preventDefault();
    } else if (!held && isArrow(event.key) && board && !event.altKey && !event.metaKey) {
      event.preventDefault();
      const next = neighbour(board, deal.id, event.key);
      if (next) focusCard(next);
    }
  };

  return (
    <div className={classes.place}>
      {board && <StagePicker columns={board.columns} root={root} />}
      <div id="board-keys" hidden>
        {writable ? (
          <Trans>Пробел берёт карточку, чтобы перенести её на другой этап. Enter открывает.</Trans>
        ) : (
          <Trans>Enter открывает.</Trans>
        )}
      </div>
      <div ref={root} className={classes.board} data-ready={board ? true : undefined}>
        {!board &&
          (stages.length > 0 ? stages : Array.from({ length: 6 }, () => null)).map(
            (stage, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the bars are all alike
              <div key={index} className={classes.column}>
                <div className={classes.head}>
                  <div className={classes.name}>{stage?.name ?? <Skeleton h={14} w={120} />}</div>
                </div>
                <div className={classes.waiting}>
                  {[84, 84, 84, 84].map((height, at) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: the bars are all alike
                    <Skeleton key={at} h={height} radius={8} />
                  ))}
                </div>
              </div>
            ),
          )}
        {board?.columns.map((column) => (
          <Column
            key={column.stage.id}
            column={column}
            pipelineId={board.pipeline.id}
            writable={writable}
            filtered={filtered}
            grabbed={grab?.deal.id ?? null}
            ghost={
              grab && grab.over === column.stage.id && grab.deal.stage_id !== column.stage.id
                ? grab.deal.title
                : null
            }
            adding={adding === column.stage.id}
            onAdding={onAdding}
            onKey={onCardKey}
            onBlurCard={() => setGrab(null)}
            onMenu={(deal, button) =>
              setMenu({
                deal,
                box: button.getBoundingClientRect(),
                byKeys: button.matches(':focus-visible'),
              })
            }
            menuOf={menu?.deal.id ?? null}
            onMore={fetchMore}
            handle={(handle) => {
              if (handle) handles.current.set(column.stage.id, handle);
              else handles.current.delete(column.stage.id);
            }}
          />
        ))}
      </div>
      {menu && (
        <CardMenu
          at={menu}
          pipeline={board?.pipeline}
          writable={writable}
          moves={{
            ...moves,
            move: (deal, stage) => {
              if (menu.byKeys) follow.current = { id: deal.id, stage: stage.id };
              moves.move(deal, stage);
            },
          }}
          onClose={() => setMenu(null)}
        />
      )}
      {moves.dialogs}
    </div>
  );
}

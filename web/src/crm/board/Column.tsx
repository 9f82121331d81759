import { dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { combine } from '@atlaskit/pragmatic-drag-and-drop/utils/combine';
import { autoScrollForElements } from '@atlaskit/pragmatic-drag-and-drop-auto-scroll/element';
import { Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon, Tooltip } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useImperativeHandle, useRef, useState } from 'react';
import type { BoardColumn, Deal } from '@/api/types';
import { formatNumber, formatShare, formatSums } from '@/kit/format';
import classes from './board.module.css';
import { Card } from './Card';
import { QuickAdd } from './QuickAdd';

/** A card and the gap under it. */
const ROW = 96;

export interface ColumnHandle {
  /** Scrolls the column to a card. */
  show: (index: number) => void;
  /** Scrolls the board to this column. */
  reveal: () => void;
}

interface Props {
  column: BoardColumn;
  pipelineId: string;
  writable: boolean;
  filtered: boolean;
  grabbed: string | null;
  /** The title of a card that is held over this column by keys. */
  ghost: string | null;
  adding: boolean;
  onAdding: (stageId: string | null) => void;
  onKey: (event: KeyboardEvent, deal: Deal) => void;
  onBlurCard: () => void;
  onMenu: (deal: Deal, button: HTMLElement) => void;
  menuOf: string | null;
  onMore: (stageId: string, cursor: string) => void;
  handle: (handle: ColumnHandle | null) => void;
}

export function Column(props: Props) {
  const { t } = useLingui();
  const { column, ghost } = props;
  const { stage, cards, next_cursor } = column;
  const section = useRef<HTMLElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const [over, setOver] = useState(false);
  const [active, setActive] = useState<string | null>(null);

  const virtual = useVirtualizer({
    count: cards.length,
    getScrollElement: () => list.current,
    estimateSize: () => ROW,
    getItemKey: (index) => cards[index]?.id ?? index,
    overscan: 4,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? -1;

  const { onMore } = props;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `onMore` is new at every drawing
  useEffect(() => {
    if (next_cursor && last >= cards.length - 8) onMore(stage.id, next_cursor);
  }, [next_cursor, last, cards.length, stage.id]);

  useImperativeHandle(props.handle, () => ({
    show: (index) => virtual.scrollToIndex(index, { align: 'auto' }),
    reveal: () => section.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' }),
  }));

  useEffect(() => {
    if (!section.current || !list.current) return;
    return combine(
      dropTargetForElements({
        element: section.current,
        getData: () => ({ stage: stage.id }),
        canDrop: ({ source }) => source.data.type === 'deal',
        onDragEnter: ({ source }) => setOver(source.data.stage !== stage.id),
        onDragLeave: () => setOver(false),
        onDrop: () => setOver(false),
      }),
      autoScrollForElements({ element: list.current }),
    );
  }, [stage.id]);

  // One card of a column is in the tab order: the last visited one, or else the first that is drawn.
  const drawn = items.map((item) => cards[item.index]?.id);
  const tabStop = active && drawn.includes(active) ? active : drawn[0];
  const title = `stage-${stage.id}`;

  return (
    <section
      ref={section}
      className={classes.column}
      data-over={over || ghost !== null || undefined}
      data-stage={stage.id}
      aria-labelledby={title}
    >
      <div className={classes.head} style={{ '--stage': stage.color } as React.CSSProperties}>
        <div className={classes.headLine}>
          <h2 className={classes.name} id={title} title={stage.goal || undefined}>
            {stage.name}
          </h2>
          <span className={classes.count} data-testid="count">
            {formatNumber(column.deals)}
          </span>
          {props.writable && (
            <Tooltip label={t`Новая сделка`}>
              <ActionIcon
                className={classes.add}
                variant="subtle"
                color="gray"
                size="sm"
                aria-label={t`Новая сделка на этапе «${stage.name}»`}
                aria-expanded={props.adding}
                onClick={() => props.onAdding(props.adding ? null : stage.id)}
              >
                <IconPlus size={15} stroke={1.8} />
              </ActionIcon>
            </Tooltip>
          )}
        </div>
        <div className={classes.sums}>
          <span data-testid="sums">{formatSums(column.sums) || '—'}</span>
          {stage.target_conversion !== null && (
            <span title={t`Целевая конверсия этапа`}>
              <Trans>цель {formatShare(stage.target_conversion / 10_000)}</Trans>
            </span>
          )}
        </div>
      </div>
      {props.adding && (
        <QuickAdd
          stage={stage}
          pipelineId={props.pipelineId}
          onClose={() => props.onAdding(null)}
        />
      )}
      {ghost !== null && <div className={classes.ghost}>{ghost}</div>}
      <div ref={list} className={classes.list}>
        {cards.length === 0 && (
          <div className={classes.empty}>
            {props.filtered ? (
              <Trans>Под фильтр ничего не подходит</Trans>
            ) : (
              <Trans>Сделок нет</Trans>
            )}
          </div>
        )}
        {cards.length > 0 && (
          <div
            className={classes.cards}
            role="list"
            aria-labelledby={title}
            style={{ height: virtual.getTotalSize() }}
          >
            {items.map((item) => {
              const deal = cards[item.index];
              if (!deal) return null;
              return (
                <div
                  key={item.key}
                  className={classes.slot}
                  role="listitem"
                  aria-setsize={column.deals}
                  aria-posinset={item.index + 1}
                  style={{ transform: `translateY(${item.start}px)` }}
                >
                  <Card
                    deal={deal}
                    stage={stage}
                    writable={props.writable}
                    tabStop={deal.id === tabStop}
                    grabbed={deal.id === props.grabbed}
                    menuOpen={deal.id === props.menuOf}
                    onKey={props.onKey}
                    onFocus={setActive}
                    onBlur={props.onBlurCard}
                    onMenu={props.onMenu}
                  />
                </div>
              );
            })}
          </div>
        )}
      </div>
    </section>
  );
}

import { useLingui } from '@lingui/react/macro';
import { ActionIcon } from '@mantine/core';
import { IconArrowsDiagonal2, IconPencil, IconTrash } from '@tabler/icons-react';
import { type CSSProperties, type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import type { DashboardTile } from '@/api/types';
import classes from './Dashboards.module.css';
import { COLUMNS, moved, resized, settled } from './layout';
import { Tile } from './Tile';

interface Props {
  tiles: DashboardTile[];
  editing: boolean;
  onArrange: (tiles: DashboardTile[]) => void;
  onEdit: (tile: DashboardTile) => void;
  onRemove: (id: string) => void;
}

const ROW = 104;
const GAP = 12;

const ARROWS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Tiles on twelve columns. While editing they are dragged, or moved by arrows and resized with Shift. */
export function Grid({ tiles, editing, onArrange, onEdit, onRemove }: Props) {
  const { t } = useLingui();
  const box = useRef<HTMLDivElement>(null);
  const [said, setSaid] = useState('');
  const place = (tile: DashboardTile) => {
    onArrange(settled(tiles, tile));
    setSaid(t`Столбец ${tile.x + 1}, строка ${tile.y + 1}, ширина ${tile.w}, высота ${tile.h}`);
  };
  const drag = (tile: DashboardTile, event: PointerEvent, act: typeof moved) => {
    const width = box.current?.clientWidth ?? 0;
    if (!editing || event.button !== 0 || width === 0) return;
    event.preventDefault();
    const target = event.currentTarget as HTMLElement;
    target.setPointerCapture(event.pointerId);
    const start = { x: event.clientX, y: event.clientY };
    const column = (width + GAP) / COLUMNS;
    let last = tile;
    const move = (to: globalThis.PointerEvent) => {
      const dx = Math.round((to.clientX - start.x) / column);
      const dy = Math.round((to.clientY - start.y) / (ROW + GAP));
      const next = act(tile, dx, dy);
      if (next.x !== last.x || next.y !== last.y || next.w !== last.w || next.h !== last.h) {
        last = next;
        place(next);
      }
    };
    const end = () => {
      target.removeEventListener('pointermove', move);
      target.removeEventListener('pointerup', end);
    };
    target.addEventListener('pointermove', move);
    target.addEventListener('pointerup', end);
  };
  const key = (tile: DashboardTile, event: KeyboardEvent) => {
    const arrow = ARROWS[event.key];
    if (!arrow) return;
    event.preventDefault();
    const act = event.shiftKey ? resized : moved;
    place(act(tile, arrow[0], arrow[1]));
  };
  return (
    <>
      <div ref={box} className={classes.grid} data-editing={editing || undefined}>
        {tiles.map((tile) => (
          <section
            key={tile.id}
            className={classes.tile}
            data-tile={tile.id}
            style={
              {
                '--column': `${tile.x + 1} / span ${tile.w}`,
                '--row': `${tile.y + 1} / span ${tile.h}`,
              } as CSSProperties
            }
          >
            <Tile tile={tile} />
            {editing && (
              <div className={classes.handles}>
                <button
                  type="button"
                  className={classes.grip}
                  aria-label={t`Переместить плитку: стрелки двигают, Shift и стрелки меняют размер`}
                  onPointerDown={(event) => drag(tile, event, moved)}
                  onKeyDown={(event) => key(tile, event)}
                />
                <span className={classes.buttons}>
                  <ActionIcon
                    variant="default"
                    size="sm"
                    aria-label={t`Настроить плитку`}
                    onClick={() => onEdit(tile)}
                  >
                    <IconPencil size={13} aria-hidden />
                  </ActionIcon>
                  <ActionIcon
                    variant="default"
                    size="sm"
                    aria-label={t`Убрать плитку`}
                    onClick={() => onRemove(tile.id)}
                  >
                    <IconTrash size={13} aria-hidden />
                  </ActionIcon>
                </span>
                <span
                  className={classes.corner}
                  aria-hidden
                  onPointerDown={(event) => drag(tile, event, resized)}
                >
                  <IconArrowsDiagonal2 size={14} />
                </span>
              </div>
            )}
          </section>
        ))}
      </div>
      <div className="visually-hidden" role="status">
        {said}
      </div>
    </>
  );
}

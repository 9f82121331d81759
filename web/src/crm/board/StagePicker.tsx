import { useLingui } from '@lingui/react/macro';
import { NativeSelect } from '@mantine/core';
import { type RefObject, useEffect, useState } from 'react';
import type { BoardColumn } from '@/api/types';
import { formatNumber } from '@/kit/format';
import classes from './board.module.css';

interface Props {
  columns: BoardColumn[];
  root: RefObject<HTMLDivElement | null>;
}

/** On a phone one column fills the screen: this tells which one and leads to the others. */
export function StagePicker({ columns, root }: Props) {
  const { t } = useLingui();
  const [current, setCurrent] = useState(0);

  useEffect(() => {
    const board = root.current;
    if (!board) return;
    const onScroll = () => {
      const width = board.scrollWidth / Math.max(1, columns.length);
      setCurrent(Math.min(columns.length - 1, Math.round(board.scrollLeft / width)));
    };
    board.addEventListener('scroll', onScroll, { passive: true });
    return () => board.removeEventListener('scroll', onScroll);
  }, [root, columns.length]);

  return (
    <div className={classes.picker}>
      <NativeSelect
        size="sm"
        aria-label={t`Этап`}
        value={String(current)}
        onChange={(event) => {
          const column = root.current?.children[Number(event.currentTarget.value)];
          column?.scrollIntoView({ inline: 'start', block: 'nearest' });
        }}
        data={columns.map((column, index) => ({
          value: String(index),
          label: `${column.stage.name} · ${formatNumber(column.deals)}`,
        }))}
      />
    </div>
  );
}

import { t } from '@lingui/core/macro';
import type { ImportCounts } from '@/api/types';
import { formatNumber } from '@/kit/format';
import classes from './Counts.module.css';

type Kind = 'created' | 'updated' | 'unchanged' | 'refused';
const KINDS: Kind[] = ['created', 'updated', 'unchanged', 'refused'];

function label(kind: Kind, done: boolean): string {
  switch (kind) {
    case 'created':
      return done ? t`Создано` : t`Будет создано`;
    case 'updated':
      return done ? t`Обновлено` : t`Будет обновлено`;
    case 'unchanged':
      return t`Без изменений`;
    case 'refused':
      return done ? t`Отклонено` : t`Будет отклонено`;
  }
}

/** The four numbers of an import, large. */
export function CountTiles({ counts, done }: { counts: ImportCounts; done: boolean }) {
  return (
    <dl className={classes.tiles}>
      {KINDS.map((kind) => (
        <div
          key={kind}
          className={classes.tile}
          data-kind={kind}
          data-zero={counts[kind] === 0 || undefined}
        >
          <dt>{label(kind, done)}</dt>
          <dd data-count={kind}>{formatNumber(counts[kind])}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The same numbers in a row of a list; zeros are left out. */
export function CountsLine({ counts }: { counts: ImportCounts }) {
  const shown = KINDS.filter((kind) => counts[kind] > 0);
  if (shown.length === 0) return <span>—</span>;
  return (
    <span className={classes.counts}>
      {shown.map((kind) => (
        <span key={kind} data-kind={kind}>
          {label(kind, true)} <b>{formatNumber(counts[kind])}</b>
        </span>
      ))}
    </span>
  );
}

import { useLingui } from '@lingui/react/macro';
import type { SpeedRow } from '@/api/types';
import { formatPoints } from '@/kit/format';
import classes from '../room/Room.module.css';

type Change = NonNullable<SpeedRow['difference']>;

/** A difference of two shares in points, with its interval, or that it may be chance. */
export function Apart({ change }: { change: Change | null }) {
  const { t } = useLingui();
  if (!change) return <>—</>;
  if (change.too_few) return <span className={classes.quiet}>{t`мало данных`}</span>;
  if (!change.significant) return <span className={classes.quiet}>{t`может быть случайной`}</span>;
  return (
    <span className={classes.sure} data-better={change.difference > 0 || undefined}>
      {formatPoints(change.difference)}{' '}
      <small>
        {formatPoints(change.low)} … {formatPoints(change.high)}
      </small>
    </span>
  );
}

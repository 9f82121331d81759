import { useLingui } from '@lingui/react/macro';
import type { SpeedRow } from '@/api/types';
import { formatNumber } from '@/kit/format';
import classes from '../room/Room.module.css';

type Change = NonNullable<SpeedRow['difference']>;

/** A difference of two shares in points, with its interval, or that it may be chance. */
export function Apart({ change }: { change: Change | null }) {
  const { t } = useLingui();
  if (!change) return <>—</>;
  if (change.too_few) return <span className={classes.quiet}>{t`мало данных`}</span>;
  const points = (share: number) => formatNumber(Math.round(share * 100));
  const signed = (share: number) => (share > 0 ? `+${points(share)}` : points(share));
  if (!change.significant) return <span className={classes.quiet}>{t`может быть случайной`}</span>;
  return (
    <span className={classes.sure} data-better={change.difference > 0 || undefined}>
      {signed(change.difference)}{' '}
      <small>
        {signed(change.low)} … {signed(change.high)}
      </small>
    </span>
  );
}

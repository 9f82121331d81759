import type { FitBand } from '@/api/types';
import classes from './Fit.module.css';

/** The letter of a band. */
export function BandMark({ band }: { band: FitBand }) {
  return (
    <span className={classes.band} data-band={band}>
      {band}
    </span>
  );
}

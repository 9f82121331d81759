import { useLingui } from '@lingui/react/macro';
import type { Figure } from '@/api/types';
import { useExplain } from '../explain/useExplain';
import classes from './Figure.module.css';
import { interval, written } from './written';

interface Props {
  figure: Figure;
  /** What the number is, for those who do not see where it stands. */
  label: string;
  /** Shows the interval beside the number. */
  sure?: boolean;
  large?: boolean;
}

/** A number that opens its explanation. */
export function FigureLink({ figure, label, sure = false, large = false }: Props) {
  const { t } = useLingui();
  const { open } = useExplain();
  const shown = written(figure.value, figure);
  const range = sure ? interval(figure) : '';
  return (
    <span className={classes.figure}>
      <button
        type="button"
        className={large ? classes.large : classes.number}
        title={written(figure.value, figure, false)}
        aria-label={t`${label}: ${shown}. Как посчитано`}
        data-metric={figure.metric}
        data-value={figure.value ?? ''}
        onClick={() => open(figure.address)}
      >
        {shown}
      </button>
      {range && !figure.too_few && <span className={classes.range}>{range}</span>}
      {figure.too_few && <span className={classes.range}>{t`мало данных`}</span>}
    </span>
  );
}

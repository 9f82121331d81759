import { Trans, useLingui } from '@lingui/react/macro';
import { formatNumber, formatShare } from '@/kit/format';
import classes from './Fit.module.css';

interface Point {
  /** A letter beside the dot. */
  name?: string;
  n: number;
  predicted: number;
  observed: number;
  low: number;
  high: number;
}

interface Props {
  title: string;
  across: string;
  up: string;
  points: Point[];
}

const SIDE = 200;

/** What was to be expected against what came: on the diagonal they agree. */
export function Calibration({ title, across, up, points }: Props) {
  const { t } = useLingui();
  if (points.length === 0) return null;
  const word = (point: Point) =>
    t`${across} ${formatShare(point.predicted)}, ${up} ${formatShare(point.observed)}, сделок ${formatNumber(point.n)}`;
  const named = (point: Point) => (point.name ? `${point.name}: ${word(point)}` : word(point));
  // As far as there is something to see, in whole tenths.
  const highest = Math.max(...points.flatMap((point) => [point.predicted, point.high]));
  const scale = Math.min(1, Math.ceil(highest * 10) / 10);
  const x = (share: number) => (share / scale) * SIDE;
  const y = (share: number) => SIDE - x(share);
  return (
    <figure className={classes.figure}>
      <figcaption>{title}</figcaption>
      <svg
        viewBox={`-6 -14 ${SIDE + 18} ${SIDE + 34}`}
        role="img"
        aria-label={points.map(named).join('; ')}
      >
        <rect className={classes.frame} width={SIDE} height={SIDE} />
        <line className={classes.diagonal} x1={0} y1={SIDE} x2={SIDE} y2={0} />
        <text className={classes.tick} x={0} y={SIDE + 14}>
          0
        </text>
        <text className={classes.tick} x={SIDE} y={SIDE + 14} textAnchor="end">
          {formatShare(scale)}
        </text>
        <text className={classes.tick} x={0} y={-4}>
          {formatShare(scale)}
        </text>
        {points.map((point) => (
          <g key={point.name ?? point.predicted}>
            <line
              className={classes.whisker}
              x1={x(point.predicted)}
              x2={x(point.predicted)}
              y1={y(point.low)}
              y2={y(point.high)}
            />
            <circle
              className={classes.dot}
              cx={x(point.predicted)}
              cy={y(point.observed)}
              r={Math.min(8, 2.5 + Math.log10(Math.max(1, point.n)))}
            >
              <title>{named(point)}</title>
            </circle>
            {point.name && (
              <text className={classes.letter} x={x(point.predicted) + 8} y={y(point.observed) - 5}>
                {point.name}
              </text>
            )}
          </g>
        ))}
      </svg>
      <div className={classes.quiet}>
        <Trans>
          по горизонтали {across}, по вертикали {up}; на диагонали они совпадают
        </Trans>
      </div>
    </figure>
  );
}

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
  const y = (share: number) => SIDE - share * SIDE;
  return (
    <figure className={classes.figure}>
      <figcaption>{title}</figcaption>
      <svg
        viewBox={`-6 -6 ${SIDE + 18} ${SIDE + 12}`}
        role="img"
        aria-label={points.map(named).join('; ')}
      >
        <rect className={classes.frame} width={SIDE} height={SIDE} />
        <line className={classes.diagonal} x1={0} y1={SIDE} x2={SIDE} y2={0} />
        {points.map((point) => (
          <g key={point.name ?? point.predicted}>
            <line
              className={classes.whisker}
              x1={point.predicted * SIDE}
              x2={point.predicted * SIDE}
              y1={y(point.low)}
              y2={y(point.high)}
            />
            <circle
              className={classes.dot}
              cx={point.predicted * SIDE}
              cy={y(point.observed)}
              r={Math.min(8, 2.5 + Math.log10(Math.max(1, point.n)))}
            >
              <title>{named(point)}</title>
            </circle>
            {point.name && (
              <text
                className={classes.letter}
                x={point.predicted * SIDE + 8}
                y={y(point.observed) - 5}
              >
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

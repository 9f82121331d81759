import { i18n } from '@lingui/core';
import { t } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import { usePipelines } from '@/api/reference';
import { useMe } from '@/api/session';
import type {
  AttentionReport,
  Breakdown,
  DashboardTile,
  Forecast,
  Funnel,
  PlanFact,
  Series,
  WeakPoints,
} from '@/api/types';
import { ErrorState } from '@/kit/ErrorState';
import { formatNumber, shortMoneyIn } from '@/kit/format';
import { mergeSearch } from '@/kit/listState';
import { useExplain } from '../explain/useExplain';
import { FigureLink } from '../figure/FigureLink';
import { written } from '../figure/written';
import { timesInTen } from '../forecast/band';
import { todayIn } from '../period';
import { paint } from '../shape';
import classes from './Dashboards.module.css';
import { sliceNames, useMetrics } from './TileEditor';
import { periodNames, tileDays } from './tilePeriod';

/** What a tile asks: its period, its pipeline, and whose deals. */
function useQuestion(tile: DashboardTile) {
  const { workspace } = useMe();
  const { pipeline, ...filter } = tile.filters ?? {};
  return {
    ...(pipeline && { pipeline }),
    ...tileDays(tile.period ?? 'this_month', todayIn(workspace.time_zone)),
    filter,
  };
}

/** The page behind a tile asks what the tile asks. */
function addressOf(question: Record<string, string | undefined>): Record<string, string> {
  return mergeSearch({}, question);
}

/** One tile: its title, and a number, a line, bars or a small page beneath. */
export function Tile({ tile }: { tile: DashboardTile }) {
  const { t } = useLingui();
  const metric = useMetrics().find(({ key }) => key === tile.metric);
  const usual: Record<DashboardTile['view'], string> = {
    number: metric?.name ?? '',
    trend: metric?.name ?? '',
    bars: metric?.name ?? '',
    funnel: t`Воронка`,
    forecast: t`Прогноз выручки`,
    weak_points: t`Слабые места`,
    plan_fact: t`План-факт`,
    attention: t`Требуют внимания`,
  };
  const Body = BODIES[tile.view];
  return (
    <>
      <h2 className={classes.tileTitle}>
        {tile.title || usual[tile.view]}
        {about(tile) && <span className={classes.about}>{about(tile)}</span>}
      </h2>
      <Body tile={tile} />
    </>
  );
}

/** Views that always look at the same days. */
const TIMELESS = ['weak_points'];
/** Views that look at whole months, quarters and years only. */
const WHOLE = ['forecast', 'plan_fact'];

/** Of which days the tile speaks, and by what it is split. */
function about(tile: DashboardTile): string {
  if (TIMELESS.includes(tile.view)) return '';
  const period = tile.period ?? 'this_month';
  const whole = period === 'this_quarter' || period === 'this_year' ? period : 'this_month';
  const days = periodNames()[WHOLE.includes(tile.view) ? whole : period];
  const slice = tile.view === 'bars' && tile.by ? sliceNames()[tile.by] : undefined;
  return slice ? t`по ${slice}, ${days}` : days;
}

const BODIES: Record<DashboardTile['view'], (props: { tile: DashboardTile }) => React.ReactNode> = {
  number: NumberTile,
  trend: TrendTile,
  bars: BarsTile,
  funnel: FunnelTile,
  forecast: ForecastTile,
  weak_points: WeakTile,
  plan_fact: PlanTile,
  attention: AttentionTile,
};

interface StateProps<T> {
  query: { data?: T; error: unknown; refetch: () => unknown };
  children: (data: T) => React.ReactNode;
}

function Answer<T>({ query, children }: StateProps<T>) {
  if (query.error) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data === undefined) return <Skeleton height={40} aria-busy />;
  return <>{children(query.data)}</>;
}

/** Over a long time a column is a month. */
function byMonth(tile: DashboardTile): boolean {
  return ['this_year', 'last_12_months', 'all'].includes(tile.period ?? '');
}

function useSeries(tile: DashboardTile) {
  const question = useQuestion(tile);
  const every = byMonth(tile) ? 'month' : tile.period === 'this_month' ? 'day' : 'week';
  return useQuery({
    queryKey: [...keys.numbers, 'series', tile.metric, question, every],
    queryFn: ({ signal }): Promise<Series> =>
      data(
        http.GET('/api/v1/analyze/series/{metric}', {
          params: { path: { metric: tile.metric ?? '' }, query: { ...question, every } as never },
          signal,
        }),
      ),
  });
}

function NumberTile({ tile }: { tile: DashboardTile }) {
  const question = useQuestion(tile);
  const number = useQuery({
    queryKey: [...keys.numbers, 'number', tile.metric, question],
    queryFn: ({ signal }) =>
      data(
        http.GET('/api/v1/analyze/numbers/{metric}', {
          params: { path: { metric: tile.metric ?? '' }, query: question as never },
          signal,
        }),
      ),
  });
  return (
    <Answer query={number}>
      {(told) => <FigureLink figure={told.figure} label={told.name} large sure />}
    </Answer>
  );
}

/** `23 нояб.`, and for a column that is a month `нояб. 26`. */
function columnName(day: string, month: boolean): string {
  return new Intl.DateTimeFormat(
    i18n.locale || 'ru',
    month ? { month: 'short', year: '2-digit' } : { day: 'numeric', month: 'short' },
  ).format(new Date(`${day}T00:00:00`));
}

function TrendTile({ tile }: { tile: DashboardTile }) {
  const { open } = useExplain();
  const series = useSeries(tile);
  const dayName = (day: string) => columnName(day, byMonth(tile));
  return (
    <Answer query={series}>
      {({ points }) => {
        const most = Math.max(1e-9, ...points.map(({ figure }) => figure.value ?? 0));
        const [first, last] = [points[0], points[points.length - 1]];
        return (
          <>
            <div className={classes.bars}>
              {first && (
                <span className={classes.top} aria-hidden>
                  {written(most, first.figure)}
                </span>
              )}
              {points.map((point) => {
                const words = `${dayName(point.from)}: ${written(point.figure.value, point.figure)}`;
                return (
                  <button
                    key={point.from}
                    type="button"
                    className={classes.column}
                    title={words}
                    aria-label={words}
                    onClick={() => open(point.figure.address)}
                  >
                    <span
                      className={classes.columnBar}
                      style={{ height: `${((point.figure.value ?? 0) / most) * 100}%` }}
                    />
                  </button>
                );
              })}
            </div>
            {first && last && (
              <div className={classes.ends} aria-hidden>
                <span>{dayName(first.from)}</span>
                <span>{dayName(last.from)}</span>
              </div>
            )}
          </>
        );
      }}
    </Answer>
  );
}

function BarsTile({ tile }: { tile: DashboardTile }) {
  const question = useQuestion(tile);
  const breakdown = useQuery({
    queryKey: [...keys.numbers, 'breakdown', tile.metric, tile.by, question],
    queryFn: ({ signal }): Promise<Breakdown> =>
      data(
        http.GET('/api/v1/analyze/breakdown/{metric}', {
          params: {
            path: { metric: tile.metric ?? '' },
            query: { ...question, by: tile.by ?? 'owner' } as never,
          },
          signal,
        }),
      ),
  });
  return (
    <Answer query={breakdown}>
      {({ rows }) => {
        const most = Math.max(1e-9, ...rows.map(({ figure }) => figure.value ?? 0));
        return (
          <ul className={classes.rows}>
            {rows
              .filter(({ figure }) => figure.value)
              .map((row) => (
                <li key={row.key}>
                  <span className={classes.rowName}>{row.name}</span>
                  <span className={classes.rowTrack} aria-hidden>
                    <span style={{ width: `${((row.figure.value ?? 0) / most) * 100}%` }} />
                  </span>
                  <FigureLink figure={row.figure} label={row.name} />
                </li>
              ))}
          </ul>
        );
      }}
    </Answer>
  );
}

function FunnelTile({ tile }: { tile: DashboardTile }) {
  const question = useQuestion(tile);
  const first = usePipelines()[0]?.id;
  const pipeline = question.pipeline ?? first;
  const funnel = useQuery({
    queryKey: [...keys.numbers, 'funnel', question, pipeline],
    queryFn: ({ signal }): Promise<Funnel> =>
      data(
        http.GET('/api/v1/analyze/funnel', {
          params: { query: { ...question, pipeline } },
          signal,
        }),
      ),
    enabled: pipeline !== undefined,
  });
  return (
    <Answer query={funnel}>
      {({ steps }) => (
        <ul className={classes.rows}>
          {steps.map((step) => (
            <li key={step.key}>
              <span className={classes.rowName}>{step.name}</span>
              <span className={classes.rowTrack} aria-hidden>
                <span
                  style={{
                    width: `${(step.from_start ?? 0) * 100}%`,
                    background: paint(step.color),
                  }}
                />
              </span>
              <b>{formatNumber(step.reached.deals)}</b>
            </li>
          ))}
        </ul>
      )}
    </Answer>
  );
}

function ForecastTile({ tile }: { tile: DashboardTile }) {
  const { pipeline, filter } = useQuestion(tile);
  const period =
    tile.period === 'this_quarter' ? 'quarter' : tile.period === 'this_year' ? 'year' : 'month';
  const query = { ...(pipeline && { pipeline }), filter, period };
  const forecast = useQuery({
    queryKey: [...keys.numbers, 'forecast', query],
    queryFn: ({ signal }): Promise<Forecast> =>
      data(http.GET('/api/v1/analyze/forecast', { params: { query }, signal })),
  });
  return (
    <Answer query={forecast}>
      {(told) => {
        const money = shortMoneyIn(told.currency);
        const times = timesInTen(told.revenue);
        return (
          <>
            <Link
              to="/forecast"
              search={addressOf({ ...filter, pipeline, period })}
              className={classes.bigLink}
            >
              {money(told.revenue.p50)}
            </Link>
            <div className={classes.quiet}>
              <Trans>
                в {times} случаях из 10 от {money(told.revenue.p10)} до {money(told.revenue.p90)},
                уже выиграно {money(told.won_revenue.value ?? 0)}
              </Trans>
            </div>
          </>
        );
      }}
    </Answer>
  );
}

function WeakTile({ tile }: { tile: DashboardTile }) {
  const { pipeline, filter } = useQuestion(tile);
  const first = usePipelines()[0]?.id;
  const query = { pipeline: pipeline ?? first, filter };
  const found = useQuery({
    queryKey: [...keys.numbers, 'weak', query],
    queryFn: ({ signal }): Promise<WeakPoints> =>
      data(http.GET('/api/v1/analyze/weak-points', { params: { query }, signal })),
    enabled: query.pipeline !== undefined,
  });
  return (
    <Answer query={found}>
      {({ findings }) =>
        findings.length === 0 ? (
          <p className={classes.quiet}>
            <Trans>Слабых мест не видно</Trans>
          </p>
        ) : (
          <ul className={classes.findings}>
            {findings.map((finding) => (
              <li key={finding.step}>
                <Link to="/weak-points" search={addressOf({ ...filter, pipeline: query.pipeline })}>
                  {finding.sentence}
                </Link>
              </li>
            ))}
          </ul>
        )
      }
    </Answer>
  );
}

function PlanTile({ tile }: { tile: DashboardTile }) {
  const { t } = useLingui();
  const { pipeline, filter } = useQuestion(tile);
  const period =
    tile.period === 'this_quarter' ? 'quarter' : tile.period === 'this_year' ? 'year' : 'month';
  const query = { ...(pipeline && { pipeline }), filter, period } as const;
  const plan = useQuery({
    queryKey: [...keys.numbers, 'plan-fact', query],
    queryFn: ({ signal }): Promise<PlanFact> =>
      data(http.GET('/api/v1/analyze/plan-fact', { params: { query }, signal })),
  });
  return (
    <Answer query={plan}>
      {({ rows, metrics }) => (
        <ul className={classes.rows}>
          {rows[0]?.cells.map((cell) => {
            const name = metrics.find(({ key }) => key === cell.metric)?.name ?? cell.metric;
            return (
              <li key={cell.metric}>
                <span className={classes.rowName}>{name}</span>
                <span className={classes.rowTrack} aria-hidden>
                  <span style={{ width: `${Math.min(1, cell.share ?? 0) * 100}%` }} />
                </span>
                <span>
                  <FigureLink figure={cell.fact} label={name} />{' '}
                  <span className={classes.quiet}>
                    {cell.plan === null ? t`нет плана` : `/ ${written(cell.plan, cell.fact)}`}
                  </span>
                </span>
              </li>
            );
          })}
        </ul>
      )}
    </Answer>
  );
}

function AttentionTile({ tile }: { tile: DashboardTile }) {
  const question = useQuestion(tile);
  const metrics = useMetrics();
  const report = useQuery({
    queryKey: [...keys.numbers, 'attention', question],
    queryFn: ({ signal }): Promise<AttentionReport> =>
      data(http.GET('/api/v1/analyze/attention', { params: { query: question }, signal })),
  });
  return (
    <Answer query={report}>
      {({ figures }) => (
        <ul className={classes.rows}>
          {figures.map((figure) => {
            const name = metrics.find(({ key }) => key === figure.metric)?.name ?? figure.metric;
            return (
              <li key={figure.metric}>
                <span className={classes.rowName}>{name}</span>
                <span />
                <FigureLink figure={figure} label={name} />
              </li>
            );
          })}
        </ul>
      )}
    </Answer>
  );
}

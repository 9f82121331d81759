import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button, Progress, Table } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import { useCan } from '@/api/session';
import type { ForecastRecord, Job } from '@/api/types';
import { ErrorState } from '@/kit/ErrorState';
import { formatAgo, formatNumber, formatShare, shortMoneyIn } from '@/kit/format';
import classes from './Forecast.module.css';
import { monthName } from './MonthChart';

interface Props {
  query: { pipeline?: string; filter: Record<string, string> };
}

/** How good past forecasts were, beside the two usual ways. */
export function RecordSection({ query }: Props) {
  const { t } = useLingui();
  const client = useQueryClient();
  const can = useCan();
  const key = ['record', query] as const;
  const record = useQuery({
    queryKey: key,
    queryFn: ({ signal }): Promise<ForecastRecord> =>
      data(http.GET('/api/v1/analyze/forecast/record', { params: { query }, signal })),
    refetchInterval: (state) => (state.state.data?.job_id ? 1_000 : false),
  });
  const count = useMutation({
    mutationFn: (): Promise<Job> =>
      data(http.POST('/api/v1/analyze/forecast/record', { params: { query } })),
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
  const known = record.data;
  return (
    <section aria-label={t`Насколько прогноз сбывался`}>
      <div className={classes.headingRow}>
        <h2 className={classes.heading}>
          <Trans>Насколько прогноз сбывался</Trans>
        </h2>
        {known && !known.job_id && can('jobs.read') && (
          <Button
            variant="default"
            size="compact-sm"
            loading={count.isPending}
            onClick={() => count.mutate()}
          >
            {known.made_at ? <Trans>Пересчитать</Trans> : <Trans>Посчитать</Trans>}
          </Button>
        )}
        {known?.made_at && (
          <span className={classes.quiet}>
            <Trans>посчитано {formatAgo(known.made_at)}</Trans>
          </span>
        )}
      </div>
      {(record.error || count.error) && (
        <ErrorState error={record.error ?? count.error} onRetry={() => void record.refetch()} />
      )}
      {known?.job_id && <Counting id={known.job_id} />}
      {known && !known.made_at && !known.job_id && (
        <p className={classes.quiet}>
          <Trans>
            Каждый прошедший месяц прогнозируется заново так, как было видно в его начале, и
            сравнивается с тем, что вышло.
          </Trans>
        </p>
      )}
      {known?.made_at && <Known record={known} />}
    </section>
  );
}

function Counting({ id }: { id: string }) {
  const { t } = useLingui();
  const can = useCan();
  const job = useQuery({
    queryKey: keys.job(id),
    queryFn: ({ signal }): Promise<Job> =>
      data(http.GET('/api/v1/jobs/{id}', { params: { path: { id } }, signal })),
    enabled: can('jobs.read'),
    refetchInterval: 700,
  });
  const stop = useMutation({
    mutationFn: () => data(http.POST('/api/v1/jobs/{id}/cancel', { params: { path: { id } } })),
  });
  const done = job.data?.done ?? 0;
  const total = job.data?.total ?? 12;
  return (
    <div className={classes.counting}>
      <Progress.Root size="md">
        <Progress.Section
          value={(done / Math.max(1, total)) * 100}
          animated
          aria-label={t`Считаем прошлые месяцы`}
        />
      </Progress.Root>
      <span className={classes.quiet}>
        <Trans>
          Месяцев: {formatNumber(done)} из {formatNumber(total)}
        </Trans>
      </span>
      {can('jobs.read') && (
        <Button
          variant="default"
          size="compact-sm"
          loading={stop.isPending}
          onClick={() => stop.mutate()}
        >
          <Trans>Остановить</Trans>
        </Button>
      )}
    </div>
  );
}

function Known({ record }: { record: ForecastRecord }) {
  const { t } = useLingui();
  const money = shortMoneyIn(record.currency);
  const inside = record.months.filter((month) => month.inside).length;
  const side = (bias: number | null | undefined) => {
    if (bias === null || bias === undefined) return '—';
    const by = formatShare(Math.abs(bias));
    return bias < 0 ? t`занижает на ${by}` : t`завышает на ${by}`;
  };
  const ways = [
    { name: t`Прогноз Voronka`, score: record.ours },
    { name: t`Даты и суммы продавцов`, score: record.by_dates },
    { name: t`Процент этапа × сумма`, score: record.by_stages },
  ];
  return (
    <>
      <p className={classes.trust}>
        <Trans>
          Вышло в обещанных границах: {formatNumber(inside)} из{' '}
          <Plural
            value={record.months.length}
            one="# месяца"
            few="# месяцев"
            many="# месяцев"
            other="# месяца"
          />
          . Обещано 8 из 10.
        </Trans>
      </p>
      <div className={classes.record}>
        <section
          className={classes.tableBox}
          aria-label={t`Прогноз и факт по месяцам`}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          tabIndex={0}
        >
          <Table className={classes.table} data-testid="record-scores">
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">
                  <Trans>Способ</Trans>
                </Table.Th>
                <Table.Th scope="col">
                  <Trans>Средняя ошибка</Trans>
                </Table.Th>
                <Table.Th scope="col">
                  <Trans>В какую сторону</Trans>
                </Table.Th>
                <Table.Th scope="col">
                  <Trans>Попал в обещанные границы</Trans>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {ways.map(({ name, score }) => (
                <Table.Tr key={name}>
                  <Table.Th scope="row">{name}</Table.Th>
                  <Table.Td>{formatShare(score?.wmape)}</Table.Td>
                  <Table.Td>{side(score?.bias)}</Table.Td>
                  <Table.Td>{formatShare(score?.inside)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
          <Table className={classes.table}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">
                  <Trans>Месяц</Trans>
                </Table.Th>
                <Table.Th scope="col">
                  <Trans>Прогноз</Trans>
                </Table.Th>
                <Table.Th scope="col">
                  <Trans>Вышло</Trans>
                </Table.Th>
                <Table.Th scope="col">
                  <Trans>В границах</Trans>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {record.months.map((month) => (
                <Table.Tr key={month.from}>
                  <Table.Th scope="row">{monthName(month.from)}</Table.Th>
                  <Table.Td>
                    {money(month.forecast.p10)} – {money(month.forecast.p90)}
                  </Table.Td>
                  <Table.Td>{money(month.actual)}</Table.Td>
                  <Table.Td className={classes.hit} data-inside={month.inside}>
                    {month.inside ? t`да` : t`нет`}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </section>
        <Reliability record={record} />
      </div>
      {record.notes.map((note) => (
        <p key={note} className={classes.quiet}>
          {note}
        </p>
      ))}
    </>
  );
}

const SIDE = 200;

/** Told chances of being won against the share that was: on the diagonal they agree. */
function Reliability({ record }: { record: ForecastRecord }) {
  const { t } = useLingui();
  if (record.reliability.length === 0) return null;
  const words = record.reliability
    .map((bin) => t`обещано ${formatShare(bin.predicted)}, вышло ${formatShare(bin.observed)}`)
    .join('; ');
  const y = (share: number) => SIDE - share * SIDE;
  return (
    <figure className={classes.reliability}>
      <figcaption>
        <Trans>Вероятность выигрыша за 90 дней: обещано и вышло</Trans>
      </figcaption>
      <svg viewBox={`-6 -14 ${SIDE + 18} ${SIDE + 34}`} role="img" aria-label={words}>
        <rect className={classes.frame} width={SIDE} height={SIDE} />
        <line className={classes.diagonal} x1={0} y1={SIDE} x2={SIDE} y2={0} />
        <text className={classes.tick} x={0} y={SIDE + 14}>
          0
        </text>
        <text className={classes.tick} x={SIDE} y={SIDE + 14} textAnchor="end">
          {formatShare(1)}
        </text>
        <text className={classes.tick} x={0} y={-4}>
          {formatShare(1)}
        </text>
        {record.reliability.map((bin) => (
          <g key={bin.low}>
            <line
              className={classes.whisker}
              x1={bin.predicted * SIDE}
              x2={bin.predicted * SIDE}
              y1={y(bin.observed_low)}
              y2={y(bin.observed_high)}
            />
            <circle
              className={classes.dot}
              cx={bin.predicted * SIDE}
              cy={y(bin.observed)}
              r={Math.min(8, 2.5 + Math.log10(bin.n))}
            >
              <title>
                {t`обещано ${formatShare(bin.predicted)}, вышло ${formatShare(bin.observed)}, сделок ${formatNumber(bin.n)}`}
              </title>
            </circle>
          </g>
        ))}
      </svg>
      <div className={classes.quiet}>
        <Trans>по горизонтали обещано, по вертикали вышло; на диагонали они совпадают</Trans>
      </div>
    </figure>
  );
}

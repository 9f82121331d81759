import { Trans, useLingui } from '@lingui/react/macro';
import { SegmentedControl, Select, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import { useMe } from '@/api/session';
import type { Band, Forecast } from '@/api/types';
import { ErrorState } from '@/kit/ErrorState';
import {
  formatDates,
  formatMoney,
  formatNumber,
  formatRange,
  formatShare,
  shortMoneyIn,
} from '@/kit/format';
import { useListState } from '@/kit/listState';
import { AnalyzePage } from '../AnalyzePage';
import { useExplain } from '../explain/useExplain';
import { FigureLink } from '../figure/FigureLink';
import { ALL, QuestionBar } from '../QuestionBar';
import { timesInTen } from './band';
import classes from './Forecast.module.css';
import { MonthChart } from './MonthChart';
import { RecordSection } from './RecordSection';

const OWN = ['pipeline', 'period', 'group', 'explain', 'part'] as const;
const PERIODS = ['month', 'quarter', 'year'] as const;

/** How many deals will be won and for how much, how sure that is, and how good such forecasts were. */
export function ForecastPage() {
  const { t } = useLingui();
  useMe();
  const state = useListState(OWN);
  const search = useSearch({ strict: false }) as Record<string, string>;
  const pipeline = search.pipeline || ALL;
  const period = PERIODS.find((one) => one === search.period) ?? 'month';
  const group = search.group || 'owner';
  const scope = { ...(pipeline === ALL ? {} : { pipeline }), filter: state.filters };
  const query = { ...scope, period, group: group as 'owner' };
  const forecast = useQuery({
    queryKey: [...keys.numbers, 'forecast', query],
    queryFn: ({ signal }): Promise<Forecast> =>
      data(http.GET('/api/v1/analyze/forecast', { params: { query }, signal })),
    placeholderData: (previous) => previous,
  });
  return (
    <AnalyzePage
      title={t`Прогноз`}
      bar={
        <QuestionBar state={state} pipeline={pipeline}>
          <SegmentedControl
            aria-label={t`Период`}
            value={period}
            onChange={(value) => state.set({ period: value })}
            data={[
              { value: 'month', label: t`Месяц` },
              { value: 'quarter', label: t`Квартал` },
              { value: 'year', label: t`Год` },
            ]}
          />
        </QuestionBar>
      }
    >
      {forecast.error ? (
        <ErrorState error={forecast.error} onRetry={() => void forecast.refetch()} />
      ) : !forecast.data ? (
        <Skeleton height={260} aria-busy />
      ) : (
        <div className={classes.page} data-old={forecast.isPlaceholderData || undefined}>
          <Head forecast={forecast.data} />
          <h2 className={classes.heading}>
            <Trans>По месяцам</Trans>
          </h2>
          <MonthChart forecast={forecast.data} />
          <div className={classes.headingRow}>
            <h2 className={classes.heading}>
              <Trans>Кто сколько принесёт</Trans>
            </h2>
            <Select
              aria-label={t`Разбить по`}
              allowDeselect={false}
              w={170}
              value={group}
              onChange={(value) => state.set({ group: value ?? '' })}
              data={[
                { value: 'owner', label: t`по сотрудникам` },
                { value: 'team', label: t`по командам` },
                { value: 'pipeline', label: t`по воронкам` },
                { value: 'source', label: t`по источникам` },
              ]}
            />
          </div>
          <Groups forecast={forecast.data} />
          <RecordSection query={scope} />
          {forecast.data.notes.map((note) => (
            <p key={note} className={classes.quiet}>
              {note}
            </p>
          ))}
        </div>
      )}
    </AnalyzePage>
  );
}

/** The two headline numbers, and what they are made of. */
function Head({ forecast }: { forecast: Forecast }) {
  const { t } = useLingui();
  const { open } = useExplain();
  const [from, to] = formatDates(forecast.from, forecast.to);
  const money = shortMoneyIn(forecast.currency);
  const count = (value: number) => formatNumber(Math.round(value));
  const whole = forecast.revenue.mean || 1;
  const won = forecast.won_revenue.value ?? 0;
  const parts = [
    { name: t`Уже выиграно`, value: won, kind: 'won' },
    { name: t`Сделки в работе`, value: forecast.open.revenue.mean, kind: 'open' },
    { name: t`Ещё не созданы`, value: forecast.fresh.revenue.mean, kind: 'fresh' },
  ];
  return (
    <section className={classes.head} aria-label={t`Прогноз на период`}>
      <div>
        <div className={classes.quiet}>
          <Trans>
            Выручка с {from} по {to}
          </Trans>
        </div>
        <div className={classes.big} data-forecast={Math.round(forecast.revenue.p50)}>
          {formatMoney({
            amount: Math.round(forecast.revenue.p50 / 1e7) * 1e7,
            currency: forecast.currency,
          })}
        </div>
        <Range band={forecast.revenue} show={money} />
      </div>
      <div>
        <div className={classes.quiet}>
          <Trans>Продаж</Trans>
        </div>
        <div className={classes.big}>{count(forecast.sales.p50)}</div>
        <Range band={forecast.sales} show={count} />
      </div>
      <div className={classes.made}>
        <div className={classes.quiet}>
          <Trans>Из чего складывается, в среднем {money(whole)}</Trans>
        </div>
        <div className={classes.stack} aria-hidden>
          {parts.map((part) => (
            <span
              key={part.kind}
              data-kind={part.kind}
              style={{ width: `${Math.max(0, part.value / whole) * 100}%` }}
            />
          ))}
        </div>
        <ul className={classes.parts}>
          <li>
            <i data-kind="won" aria-hidden /> {parts[0]?.name}{' '}
            <FigureLink figure={forecast.won_revenue} label={t`Уже выиграно`} />
          </li>
          <li>
            <i data-kind="open" aria-hidden />{' '}
            <button
              type="button"
              className={classes.link}
              onClick={() => forecast.open.address && open(forecast.open.address)}
            >
              {parts[1]?.name} <b>{money(forecast.open.revenue.mean)}</b>
            </button>
          </li>
          <li>
            <i data-kind="fresh" aria-hidden /> {parts[2]?.name}{' '}
            <b>{money(forecast.fresh.revenue.mean)}</b>
          </li>
        </ul>
        <p className={classes.quiet}>
          {forecast.plan.revenue !== null && (
            <>
              <Trans>
                План {money(forecast.plan.revenue)}, вероятность выполнить{' '}
                <b>{formatShare(forecast.plan.chance)}</b>.
              </Trans>{' '}
            </>
          )}
          <Trans>
            Обычными способами вышло бы: по датам продавцов {money(forecast.usual.by_dates)}, по
            процентам этапов {money(forecast.usual.by_stages)}.
          </Trans>
        </p>
      </div>
    </section>
  );
}

function Range({ band, show }: { band: Band; show: (value: number) => string }) {
  const times = timesInTen(band);
  return (
    <div className={classes.quiet}>
      <Trans>
        в {times} случаях из 10 от {show(band.p10)} до {show(band.p90)}
      </Trans>
    </div>
  );
}

function Groups({ forecast }: { forecast: Forecast }) {
  const { t } = useLingui();
  const money = shortMoneyIn(forecast.currency);
  const planned = forecast.groups.some((group) => group.plan !== null);
  const groups = forecast.groups.filter((group) => group.revenue.p90 > 0);
  const most = Math.max(1, ...groups.map((group) => Math.max(group.revenue.p90, group.plan ?? 0)));
  if (groups.length === 0) {
    return (
      <p className={classes.quiet}>
        <Trans>Пока нечего разбивать.</Trans>
      </p>
    );
  }
  return (
    <>
      <div className={classes.legend} aria-hidden>
        <i data-kind="won" /> <Trans>выиграно</Trans>
        <i data-kind="mean" /> <Trans>ожидается</Trans>
        <i data-kind="range" /> <Trans>8 случаев из 10</Trans>
        {planned && (
          <>
            <i data-kind="plan" /> <Trans>план</Trans>
          </>
        )}
      </div>
      <ul className={classes.groups}>
        {groups.map((group) => (
          <li key={group.key}>
            <span className={classes.groupName}>{group.name}</span>
            <span className={classes.groupTrack} aria-hidden>
              <span
                className={classes.groupMean}
                style={{ width: `${(group.revenue.p50 / most) * 100}%` }}
              />
              <span
                className={classes.groupWon}
                style={{ width: `${(group.won_revenue / most) * 100}%` }}
              />
              <span
                className={classes.groupRange}
                style={{
                  left: `${(group.revenue.p10 / most) * 100}%`,
                  width: `${((group.revenue.p90 - group.revenue.p10) / most) * 100}%`,
                }}
              />
              {group.plan !== null && (
                <span
                  className={classes.groupPlan}
                  style={{ left: `${(group.plan / most) * 100}%` }}
                />
              )}
            </span>
            <span className={classes.groupValue}>
              <b>{money(group.revenue.p50)}</b>{' '}
              <span className={classes.quiet}>
                {formatRange(money(group.revenue.p10), money(group.revenue.p90))}
                {group.plan !== null && ` · ${t`план ${money(group.plan)}`}`}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

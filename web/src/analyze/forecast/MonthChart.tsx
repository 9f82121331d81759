import { i18n } from '@lingui/core';
import { Trans, useLingui } from '@lingui/react/macro';
import { Table } from '@mantine/core';
import type { Forecast } from '@/api/types';
import { shortMoneyIn } from '@/kit/format';
import { useExplain } from '../explain/useExplain';
import classes from './Forecast.module.css';

/** `нояб. 26` */
export function monthName(day: string): string {
  return new Intl.DateTimeFormat(i18n.locale || 'ru', { month: 'short', year: '2-digit' }).format(
    new Date(`${day}T00:00:00`),
  );
}

/** Twelve months that were and six that will be, these with the band they will lie in. */
export function MonthChart({ forecast }: { forecast: Forecast }) {
  const { t } = useLingui();
  const { open } = useExplain();
  const money = shortMoneyIn(forecast.currency);
  const past = forecast.past.map((month) => month.revenue.value ?? 0);
  const most = Math.max(1, ...past, ...forecast.months.map((month) => month.revenue.p90));
  const share = (value: number) => `${(Math.max(0, value) / most) * 100}%`;
  return (
    <>
      <div className={classes.legend} aria-hidden>
        <i data-kind="won" /> <Trans>выиграно</Trans>
        <i data-kind="band" /> <Trans>8 случаев из 10</Trans>
        <i data-kind="middle" /> <Trans>ожидается</Trans>
      </div>
      <div className={classes.chart}>
        <span className={classes.top} aria-hidden>
          {money(most)}
        </span>
        {forecast.past.map((month, index) => (
          <button
            key={month.from}
            type="button"
            className={classes.column}
            aria-label={`${monthName(month.from)}: ${money(past[index] ?? 0)}`}
            title={`${monthName(month.from)}: ${money(past[index] ?? 0)}`}
            onClick={() => open(month.revenue.address)}
          >
            <span className={classes.plot}>
              <span className={classes.actual} style={{ height: share(past[index] ?? 0) }} />
            </span>
            <span className={classes.month}>{monthName(month.from)}</span>
          </button>
        ))}
        {forecast.months.map((month) => {
          const words = t`${monthName(month.from)}: ${money(month.revenue.p50)}, от ${money(month.revenue.p10)} до ${money(month.revenue.p90)}`;
          return (
            <div key={month.from} className={classes.column} title={words}>
              <span className={classes.plot} role="img" aria-label={words}>
                <span
                  className={classes.band}
                  style={{
                    bottom: share(month.revenue.p10),
                    height: share(month.revenue.p90 - month.revenue.p10),
                  }}
                />
                <span className={classes.wonBar} style={{ height: share(month.won) }} />
                <span className={classes.middle} style={{ bottom: share(month.revenue.p50) }} />
              </span>
              <span className={classes.month}>{monthName(month.from)}</span>
            </div>
          );
        })}
      </div>
      <details className={classes.details}>
        <summary>
          <Trans>Числами</Trans>
        </summary>
        <section
          className={classes.tableBox}
          aria-label={t`Прогноз числами`}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          tabIndex={0}
        >
          <Table className={classes.table}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">
                  <Trans>Месяц</Trans>
                </Table.Th>
                <Table.Th scope="col">
                  <Trans>Ожидается</Trans>
                </Table.Th>
                <Table.Th scope="col">
                  <Trans>В 8 случаях из 10</Trans>
                </Table.Th>
                <Table.Th scope="col">
                  <Trans>Выиграно</Trans>
                </Table.Th>
                <Table.Th scope="col">
                  <Trans>В работе</Trans>
                </Table.Th>
                <Table.Th scope="col">
                  <Trans>Не созданы</Trans>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {forecast.months.map((month) => (
                <Table.Tr key={month.from}>
                  <Table.Th scope="row">{monthName(month.from)}</Table.Th>
                  <Table.Td>{money(month.revenue.p50)}</Table.Td>
                  <Table.Td>
                    {money(month.revenue.p10)} – {money(month.revenue.p90)}
                  </Table.Td>
                  <Table.Td>{money(month.won)}</Table.Td>
                  <Table.Td>{money(month.open)}</Table.Td>
                  <Table.Td>{money(month.fresh)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </section>
      </details>
    </>
  );
}

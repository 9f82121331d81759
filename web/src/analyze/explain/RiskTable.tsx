import { Trans, useLingui } from '@lingui/react/macro';
import { Table } from '@mantine/core';
import type { Explanation } from '@/api/types';
import { formatNumber, formatShare } from '@/kit/format';
import classes from './Explain.module.css';

type Row = NonNullable<Explanation['risk_table']>[number];

interface Props {
  rows: Row[];
  causes: string[];
  /** Rows are hours of working time, not days. */
  hours?: boolean;
}

/** Hours are told to a hundredth: a minute is one sixtieth. */
const told = (time: number) => formatNumber(Math.round(time * 100) / 100);

const WIDE = 560;
const HIGH = 120;

/** How the share grew day by day, with its band; the figures are folded beneath. */
export function RiskTable({ rows, causes, hours = false }: Props) {
  const { t } = useLingui();
  const last = Math.max(1, rows[rows.length - 1]?.day ?? 1);
  const most = Math.max(0.05, ...rows.map((row) => Math.min(1, row.high)));
  const x = (day: number) => (day / last) * WIDE;
  const y = (share: number) => HIGH - (Math.min(share, most) / most) * HIGH;
  // A step function: the share stays until the next day that something happens on.
  const steps = (of: (row: Row) => number) =>
    rows.flatMap((row, index) => {
      const before = index > 0 ? of(rows[index - 1] as Row) : 0;
      return [`${x(row.day)},${y(before)}`, `${x(row.day)},${y(of(row))}`];
    });
  const band = [...steps((row) => row.high), ...steps((row) => row.low).reverse()];
  return (
    <details className={classes.risk}>
      <summary>
        {hours ? (
          <Trans>По часам: сколько ждали и скольким ответили</Trans>
        ) : (
          <Trans>По дням: сколько наблюдалось и что произошло</Trans>
        )}
      </summary>
      <svg
        className={classes.curve}
        viewBox={`0 -4 ${WIDE} ${HIGH + 8}`}
        role="img"
        aria-label={
          hours
            ? t`Доля по часам: к ${told(last)} часу ${formatShare(rows[rows.length - 1]?.incidence)}`
            : t`Доля по дням: к ${formatNumber(last)} дню ${formatShare(rows[rows.length - 1]?.incidence)}`
        }
      >
        <polygon className={classes.band} points={band.join(' ')} />
        <polyline
          className={classes.line}
          points={['0,120', ...steps((row) => row.incidence)].join(' ')}
        />
      </svg>
      <div className={classes.axis} aria-hidden>
        <span>0</span>
        <span>{hours ? t`${told(last)} ч` : t`${formatNumber(last)} дн.`}</span>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div className={classes.riskRows} tabIndex={0} role="region" aria-label={t`Таблица риска`}>
        <Table className={classes.riskTable}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{hours ? <Trans>Час</Trans> : <Trans>День</Trans>}</Table.Th>
              <Table.Th scope="col">
                {hours ? <Trans>Ждали</Trans> : <Trans>Были в работе</Trans>}
              </Table.Th>
              {causes.map((cause) => (
                <Table.Th key={cause} scope="col">
                  {cause}
                </Table.Th>
              ))}
              <Table.Th scope="col">
                {hours ? <Trans>Дольше не наблюдали</Trans> : <Trans>Ещё открыты</Trans>}
              </Table.Th>
              <Table.Th scope="col">
                <Trans>Доля</Trans>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Table.Tr key={row.day}>
                <Table.Td>{told(row.day)}</Table.Td>
                <Table.Td>{formatNumber(row.at_risk)}</Table.Td>
                {causes.map((cause, index) => (
                  <Table.Td key={cause}>{formatNumber(row.events[index] ?? 0)}</Table.Td>
                ))}
                <Table.Td>{formatNumber(row.censored)}</Table.Td>
                <Table.Td>{formatShare(row.incidence)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </details>
  );
}

import { Trans, useLingui } from '@lingui/react/macro';
import { Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Marketing, MarketingRow } from '@/api/types';
import { formatDate, formatNumber } from '@/kit/format';
import { ScrollBox } from '@/kit/ScrollBox';
import tables from '@/kit/table.module.css';
import { FigureLink } from '../figure/FigureLink';
import classes from '../room/Room.module.css';
import own from './Marketing.module.css';

/** What is laid side by side. */
export type MarketingBy = 'campaign' | 'channel' | 'landing' | 'content' | 'day';

interface Props {
  found: Marketing;
  by: MarketingBy;
}

/** Campaigns, channels, pages or days side by side; every number of deals opens its explanation. */
export function MarketingTable({ found, by }: Props) {
  const { t } = useLingui();
  const what: Record<MarketingBy, string> = {
    campaign: t`Кампания`,
    channel: t`Канал`,
    landing: t`Посадочная страница`,
    content: t`Контент`,
    day: t`День`,
  };
  const hint = {
    reach: t`Не меньше стольких людей: самый большой охват одной кампании за день. Охват не складывается.`,
    spend: t`Расход кампаний разделён между страницами по числу посещений, начатых на них.`,
  };
  const pages = by === 'landing' || by === 'content';
  return (
    <ScrollBox className={tables.scroller} label={t`Расход и результат`}>
      <table className={`${tables.table} ${tables.lines} ${classes.table}`}>
        <thead>
          <tr>
            <th>{what[by]}</th>
            {by === 'day' ? (
              <td />
            ) : (
              <th>
                <Trans>Итог</Trans>
              </th>
            )}
            <th>
              <Tooltip label={hint.reach} multiline w={260}>
                <span className={own.hinted}>
                  <Trans>Охват, от</Trans>
                </span>
              </Tooltip>
            </th>
            <th>
              <Trans>Посетители</Trans>
            </th>
            <th>
              <Trans>Лиды</Trans>
            </th>
            <th>
              <Trans>Квалиф.</Trans>
            </th>
            <th>
              <Trans>Выиграно</Trans>
            </th>
            <th>
              <Trans>Выигрывают</Trans>
            </th>
            <th>
              {pages ? (
                <Tooltip label={hint.spend} multiline w={260}>
                  <span className={own.hinted}>
                    <Trans>Расход</Trans>
                  </span>
                </Tooltip>
              ) : (
                <Trans>Расход</Trans>
              )}
            </th>
            <th>
              <Trans>Цена лида</Trans>
            </th>
            <th>
              <Trans>Цена клиента</Trans>
            </th>
            <th>
              <Trans>Выручка</Trans>
            </th>
            <th>
              <Trans>Окупаемость</Trans>
            </th>
          </tr>
        </thead>
        <tbody>
          {found.rows.map((row) => (
            <Row key={row.key ?? 'none'} row={row} by={by} />
          ))}
          {found.none && <Row row={found.none} by={by} apart />}
        </tbody>
        <tfoot>
          <Row row={found.all} by={by} apart />
        </tfoot>
      </table>
    </ScrollBox>
  );
}

/** A day, or the days of a week, as people write them; what was shown before stays as it is until they come. */
function dayName(name: string): string {
  return name.replaceAll(/\d{4}-\d{2}-\d{2}/g, (day) => formatDate(day));
}

interface RowProps {
  row: MarketingRow;
  by: MarketingBy;
  /** It sums others up, or is of none: it is not judged. */
  apart?: boolean;
}

function Row({ row, by, apart }: RowProps) {
  const { t } = useLingui();
  const name = by === 'day' && row.key ? dayName(row.name) : row.name;
  const of = (label: string) => `${name}: ${label}`;
  return (
    <tr>
      <td>
        {by === 'campaign' && row.key ? (
          <Link to="/campaigns/$id" params={{ id: row.key }}>
            {name}
          </Link>
        ) : (
          name
        )}
      </td>
      <td>{!apart && by !== 'day' && <Verdict row={row} />}</td>
      <td>{row.reach ? formatNumber(row.reach) : '—'}</td>
      <td>
        <FigureLink figure={row.visitors} label={of(t`посетители`)} />
      </td>
      <td>
        <FigureLink figure={row.leads} label={of(t`лиды`)} />
      </td>
      <td>
        <FigureLink figure={row.qualified} label={of(t`квалифицированные`)} />
      </td>
      <td>
        <FigureLink figure={row.won} label={of(t`выиграно`)} />
      </td>
      <td>
        <FigureLink figure={row.win_rate} label={of(t`доля выигрыша`)} sure />
      </td>
      <td>
        <FigureLink figure={row.spend} label={of(t`расход`)} />
      </td>
      <td>
        <FigureLink figure={row.cost_per_lead} label={of(t`цена лида`)} />
      </td>
      <td>
        <FigureLink figure={row.acquisition_cost} label={of(t`цена клиента`)} />
      </td>
      <td>
        <FigureLink figure={row.revenue} label={of(t`выручка`)} />
      </td>
      <td>
        <FigureLink figure={row.romi_expected} label={of(t`ожидаемая окупаемость`)} sure />
      </td>
    </tr>
  );
}

function Verdict({ row }: { row: MarketingRow }) {
  const { t } = useLingui();
  const words = {
    pays: t`окупается`,
    loses: t`не окупается`,
    unclear: t`пока неясно`,
    too_few: t`мало сделок`,
    no_cost: t`нет расхода`,
  };
  return (
    <span className={own.verdict} data-verdict={row.verdict}>
      {words[row.verdict]}
    </span>
  );
}

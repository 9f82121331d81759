import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import type { Marketing, MarketingRow } from '@/api/types';
import { formatNumber } from '@/kit/format';
import { ScrollBox } from '@/kit/ScrollBox';
import { FigureLink } from '../figure/FigureLink';
import classes from '../room/Room.module.css';
import own from './Marketing.module.css';

interface Props {
  found: Marketing;
  by: 'campaign' | 'channel';
}

/** Campaigns or channels side by side; every number of deals opens its explanation. */
export function MarketingTable({ found, by }: Props) {
  const { t } = useLingui();
  return (
    <>
      <h2 className={classes.heading}>
        {by === 'campaign' ? <Trans>По кампаниям</Trans> : <Trans>По каналам</Trans>}
      </h2>
      <ScrollBox className={classes.box} label={t`Расход и результат`}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th>{by === 'campaign' ? <Trans>Кампания</Trans> : <Trans>Канал</Trans>}</th>
              <th>
                <Trans>Итог</Trans>
              </th>
              <th>
                <Trans>Посещения</Trans>
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
                <Trans>Расход</Trans>
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
          </tbody>
          <tfoot>
            <Row row={found.all} by={by} whole />
          </tfoot>
        </table>
      </ScrollBox>
    </>
  );
}

function Row({ row, by, whole }: { row: MarketingRow; by: Props['by']; whole?: boolean }) {
  const { t } = useLingui();
  const of = (label: string) => `${row.name}: ${label}`;
  return (
    <tr>
      <td>
        {by === 'campaign' && row.key ? (
          <Link to="/campaigns/$id" params={{ id: row.key }}>
            {row.name}
          </Link>
        ) : (
          row.name
        )}
      </td>
      <td>{!whole && row.key && <Verdict row={row} />}</td>
      <td>{row.visits ? formatNumber(row.visits) : '—'}</td>
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

import { Trans, useLingui } from '@lingui/react/macro';
import { SegmentedControl, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import { useMe } from '@/api/session';
import type { Contrast, ContrastRow, ContrastSide } from '@/api/types';
import { useChoice } from '@/kit/choice';
import { ErrorState } from '@/kit/ErrorState';
import { formatNumber, formatPoints, formatShare } from '@/kit/format';
import { ScrollBox } from '@/kit/ScrollBox';
import tables from '@/kit/table.module.css';
import { FigureLink } from '../figure/FigureLink';
import { interval } from '../figure/written';
import { periodOf, todayIn } from '../period';
import classes from './Contrast.module.css';

interface Props {
  /** The period in the page's hands; without it the section has a choice of its own. */
  period?: { from?: string; to?: string };
}

/** What share of the won and of the lost had each answer, band or source; every count opens its deals. */
export function WonLost({ period }: Props) {
  const { t } = useLingui();
  const { workspace } = useMe();
  const [span, setSpan] = useChoice('closed', ['12m', '90d', 'all']);
  const [by, setBy] = useChoice('apart', ['answer', 'fit', 'source']);
  const days = period ?? periodOf({ period: span }, todayIn(workspace.time_zone));
  const query = { by, from: days.from, to: days.to };
  const found = useQuery({
    queryKey: [...keys.numbers, 'contrast', query],
    queryFn: ({ signal }): Promise<Contrast> =>
      data(http.GET('/api/v1/analyze/contrast', { params: { query }, signal })),
    placeholderData: (previous) => previous,
  });
  return (
    <section className={classes.section} aria-labelledby="won-lost">
      <div className={classes.heading}>
        <h2 className={classes.heading} id="won-lost" style={{ margin: 0 }}>
          <Trans>Что отличает выигранные</Trans>
        </h2>
        <SegmentedControl
          size="xs"
          aria-label={t`По чему сравнить`}
          value={by}
          onChange={setBy}
          data={[
            { value: 'answer', label: t`Ответы` },
            { value: 'fit', label: t`Профиль` },
            { value: 'source', label: t`Источник` },
          ]}
        />
        {!period && (
          <SegmentedControl
            size="xs"
            aria-label={t`Закрыты за`}
            value={span}
            onChange={setSpan}
            data={[
              { value: '90d', label: t`90 дней` },
              { value: '12m', label: t`12 месяцев` },
              { value: 'all', label: t`Всё время` },
            ]}
          />
        )}
      </div>
      {found.error ? (
        <ErrorState error={found.error} onRetry={() => void found.refetch()} />
      ) : !found.data ? (
        <Skeleton height={180} aria-busy />
      ) : (
        <Table found={found.data} asked={by === 'answer'} />
      )}
    </section>
  );
}

function Table({ found, asked }: { found: Contrast; asked: boolean }) {
  const { t } = useLingui();
  if (found.rows.length === 0) {
    return (
      <p className={classes.quiet}>
        {asked ? (
          <Trans>На вопросы квалификации пока не отвечали.</Trans>
        ) : (
          <Trans>Сравнивать пока нечего.</Trans>
        )}
      </p>
    );
  }
  return (
    <>
      <p className={classes.quiet}>
        {asked ? (
          <Trans>
            Доли — среди тех, кого спросили: проигранных рано спросить не успевают. Отличие ещё не
            причина.
          </Trans>
        ) : (
          <Trans>Доли — среди тех, о ком это известно. Отличие ещё не причина.</Trans>
        )}
      </p>
      <ScrollBox className={tables.scroller} label={t`Выигранные и проигранные`}>
        <table className={`${tables.table} ${tables.top} ${classes.table}`}>
          <thead>
            <tr>
              <th scope="col">{asked ? <Trans>Ответ</Trans> : <Trans>Признак</Trans>}</th>
              <th scope="col">
                <Trans>Выигранные</Trans> <FigureLink figure={found.won} label={t`Выигранные`} />
              </th>
              <th scope="col">
                <Trans>Проигранные</Trans> <FigureLink figure={found.lost} label={t`Проигранные`} />
              </th>
              <th scope="col">
                <Trans>Разница</Trans>
              </th>
              <th scope="col">
                <Trans>Вывод</Trans>
              </th>
            </tr>
          </thead>
          <tbody>
            {found.rows.map((row) => (
              <Row key={row.key} row={row} asked={asked} />
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </>
  );
}

function Row({ row, asked }: { row: ContrastRow; asked: boolean }) {
  const { t } = useLingui();
  const words = {
    more_of_won: t`чаще у выигранных`,
    more_of_lost: t`чаще у проигранных`,
    no_difference: t`разницы не видно`,
    too_few: t`мало данных`,
  };
  const { difference } = row;
  return (
    <tr data-key={row.key}>
      <th scope="row">{row.name}</th>
      <td>
        <Side side={row.of_won} asked={asked} label={t`${row.name}: выигранные`} />
      </td>
      <td>
        <Side side={row.of_lost} asked={asked} label={t`${row.name}: проигранные`} />
      </td>
      <td>
        {difference && row.verdict !== 'too_few' ? (
          <>
            <span className={classes.share}>{t`${formatPoints(difference.value)} п. п.`}</span>
            <span className={classes.line}>
              {formatPoints(difference.low)} … {formatPoints(difference.high)}
            </span>
          </>
        ) : (
          '—'
        )}
      </td>
      <td>
        <span className={classes.verdict} data-verdict={row.verdict}>
          {words[row.verdict]}
        </span>
      </td>
    </tr>
  );
}

function Side({ side, asked, label }: { side: ContrastSide; asked: boolean; label: string }) {
  const { t } = useLingui();
  const range = interval({ low: side.low, high: side.high, unit: 'share', currency: null });
  return (
    <>
      <span className={classes.share}>{formatShare(side.share)}</span>{' '}
      <span className={classes.quiet}>{side.known > 0 && range}</span>
      <span className={classes.line}>
        <FigureLink figure={side.had} label={label} />{' '}
        {asked ? t`из ${formatNumber(side.known)} спрошенных` : t`из ${formatNumber(side.known)}`}
        {asked && ` · ${t`${formatShare(side.of_all)} всех`}`}
      </span>
    </>
  );
}

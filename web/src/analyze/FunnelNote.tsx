import { Plural, Trans, useLingui } from '@lingui/react/macro';
import type { Funnel, FunnelStep } from '@/api/types';
import { formatDate, formatDates, formatSums } from '@/kit/format';
import classes from './Funnel.module.css';
import { FigureLink } from './figure/FigureLink';
import { NumberLink } from './NumberLink';

interface Props {
  funnel: Funnel;
  weak: FunnelStep | null;
}

/** In words: what is counted, what is not settled yet, and where most was lost. */
export function FunnelNote({ funnel, weak }: Props) {
  const { t } = useLingui();
  const { cohort, open, won, lost, from, as_of, against } = funnel;
  const seen = as_of?.slice(0, 10) ?? null;
  const to = seen && funnel.to && seen < funnel.to ? seen : funnel.to;
  return (
    <div className={classes.note}>
      {seen && (
        <p className={classes.past}>
          <Trans>Так это выглядело {formatDate(seen)}: всё, что было позже, не учтено.</Trans>
        </p>
      )}
      <p>
        <Period from={from} to={to} /> <Created deals={cohort.deals} />
        {cohort.sums.length > 0 && ` (${formatSums(cohort.sums)})`}.{' '}
        <Trans>
          Число у этапа — сколько из них дошли до него или дальше: пропущенный этап потерей не
          считается.
        </Trans>
      </p>
      <p>
        <Trans>
          Выиграно <NumberLink number={won} label={t`Выиграно`} />, проиграно{' '}
          <NumberLink number={lost} label={t`Проиграно`} />, ещё в работе{' '}
          <NumberLink number={open} label={t`Ещё в работе`} />. С учётом их будет выиграно{' '}
          <FigureLink figure={funnel.win} label={t`Доля выигрыша`} sure />
        </Trans>
        {funnel.close?.median.value != null && (
          <>
            {'. '}
            <Trans>
              Путь до выигрыша обычно занимает{' '}
              <FigureLink figure={funnel.close.median} label={t`Время до выигрыша`} />
            </Trans>
          </>
        )}
      </p>
      {against && (
        <p>
          <Trans>Для сравнения.</Trans> <Period from={against.from} to={against.to} />{' '}
          <Created deals={against.cohort.deals} />
          {', '}
          <Trans>
            будет выиграно <FigureLink figure={against.win} label={t`Доля выигрыша`} sure />
          </Trans>
        </p>
      )}
      {weak && (
        <p className={classes.weak}>
          <Trans>
            Больше всего потеряно на этапе <b>«{weak.name}»</b>:
          </Trans>{' '}
          <Plural
            value={weak.lost.deals}
            one="# сделка"
            few="# сделки"
            many="# сделок"
            other="# сделки"
          />
          {weak.lost.sums.length > 0 && ` · ${formatSums(weak.lost.sums)}`}
        </p>
      )}
    </div>
  );
}

function Created({ deals }: { deals: number }) {
  return (
    <Plural
      value={deals}
      one="создана # сделка"
      few="создано # сделки"
      many="создано # сделок"
      other="создано # сделки"
    />
  );
}

function Period({ from, to }: { from: string | null; to: string | null }) {
  if (from && to) {
    const [first, last] = formatDates(from, to);
    return (
      <Trans>
        С {first} по {last}
      </Trans>
    );
  }
  if (from) return <Trans>С {formatDate(from)}</Trans>;
  if (to) return <Trans>По {formatDate(to)}</Trans>;
  return <Trans>За всё время</Trans>;
}

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
  const { cohort, open, won, lost, from, to } = funnel;
  return (
    <div className={classes.note}>
      <p>
        <Period from={from} to={to} />{' '}
        <Plural
          value={cohort.deals}
          one="создана # сделка"
          few="создано # сделки"
          many="создано # сделок"
          other="создано # сделки"
        />
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
            {', '}
            <Trans>
              половина за <FigureLink figure={funnel.close.median} label={t`Время до выигрыша`} />
            </Trans>
          </>
        )}
      </p>
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

import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import { useCan } from '@/api/session';
import type { DealChance as Chance, DealDetail } from '@/api/types';
import { formatNumber, formatShare } from '@/kit/format';
import classes from './Chance.module.css';

/** How likely an open deal is to be won, and what moves that most. */
export function DealChance({ deal }: { deal: DealDetail }) {
  const { t } = useLingui();
  const can = useCan();
  const open = deal.status === 'open' && can('reports.read');
  const chance = useQuery({
    queryKey: [...keys.numbers, 'chance', deal.id, deal.version],
    queryFn: ({ signal }): Promise<Chance> =>
      data(
        http.GET('/api/v1/analyze/deals/{id}/chance', {
          params: { path: { id: deal.id } },
          signal,
        }),
      ),
    enabled: open,
  });
  const told = chance.data;
  if (!open || !told || told.probability === null) return null;
  return (
    <section className={classes.chance} aria-label={t`Вероятность выигрыша`}>
      <h2 className={classes.title}>
        <Trans>Вероятность выигрыша</Trans>
      </h2>
      <div className={classes.value}>
        <b>{formatShare(told.probability)}</b>
        <span className={classes.quiet}>
          <Trans>
            за 30 дней {formatShare(told.month)}, за 90 дней {formatShare(told.quarter)}
          </Trans>
        </span>
      </div>
      <span className={classes.track} aria-hidden>
        <span style={{ width: `${told.probability * 100}%` }} />
      </span>
      <ul className={classes.reasons}>
        {told.reasons.map((reason) => (
          <li key={reason.text} data-up={reason.effect > 0 || undefined}>
            <b>
              {reason.effect > 0 ? '+' : '−'}
              {formatNumber(Math.round(Math.abs(reason.effect) * 100))}
            </b>{' '}
            {reason.text}
          </li>
        ))}
      </ul>
    </section>
  );
}

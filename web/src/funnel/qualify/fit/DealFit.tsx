import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useCan } from '@/api/session';
import record from '@/crm/record/record.module.css';
import { formatSigned } from '@/kit/format';
import { BandMark } from './BandMark';
import classes from './Fit.module.css';
import { dealFitQuery } from './fitCalls';

/** How well the client of a deal fits the profile, and what gave the points. */
export function DealFit({ deal }: { deal: string }) {
  const { t } = useLingui();
  const can = useCan();
  const fit = useQuery(dealFitQuery(deal)).data;
  if (!fit) return null;
  return (
    <section className={record.card} aria-label={t`Соответствие профилю`}>
      <h2 className={record.heading}>
        {can('reports.read') ? (
          <Link to="/fit">
            <Trans>Соответствие профилю</Trans>
          </Link>
        ) : (
          <Trans>Соответствие профилю</Trans>
        )}
        <span className={record.count}>{formatSigned(fit.score)}</span>
        <span className={record.headingEnd}>
          <BandMark band={fit.band} />
        </span>
      </h2>
      {fit.why.length > 0 ? (
        <ul className={classes.why}>
          {fit.why.map((line) => (
            <li key={line.told}>
              <b data-below={line.points < 0 || undefined}>{formatSigned(line.points)}</b>{' '}
              {line.told}
            </li>
          ))}
        </ul>
      ) : (
        <p className={record.quiet}>
          <Trans>Ни одно правило не подошло</Trans>
        </p>
      )}
      {fit.unknown.length > 0 && (
        <p className={record.quiet}>
          <Trans>Не заполнено: {fit.unknown.join(', ')}</Trans>
        </p>
      )}
    </section>
  );
}

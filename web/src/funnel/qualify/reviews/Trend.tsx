import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { formatDate, formatNumber } from '@/kit/format';
import { ScrollBox } from '@/kit/ScrollBox';
import tables from '@/kit/table.module.css';
import { trendQuery } from './reviewCalls';
import classes from './reviews.module.css';

interface Props {
  /** Only this person's reviews are listed below. */
  person: string | undefined;
  onPerson: (id: string) => void;
}

/** Twelve weeks of each person, and the criteria where people are weakest. */
export function Trend({ person, onPerson }: Props) {
  const { t } = useLingui();
  const trend = useQuery(trendQuery).data;
  if (!trend || trend.people.length === 0) return null;
  return (
    <div className={classes.trend}>
      <section>
        <h2 className={classes.heading}>
          <Trans>По неделям</Trans>
        </h2>
        <ScrollBox
          className={`${tables.scroller} ${classes.box}`}
          label={t`Средняя оценка по неделям`}
          fromEnd
        >
          <table className={`${tables.table} ${tables.lines} ${classes.table}`}>
            <thead>
              <tr>
                <th className={tables.stays}>
                  <Trans>Сотрудник</Trans>
                </th>
                <th data-number>
                  <Trans>В среднем</Trans>
                </th>
                {trend.weeks.map((week) => (
                  <th key={week} className={classes.week}>
                    {formatDate(week)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {trend.people.map((one) => (
                <tr key={one.id}>
                  <td className={tables.stays}>
                    <button
                      type="button"
                      className={classes.open}
                      aria-pressed={person === one.id}
                      onClick={() => onPerson(person === one.id ? '' : one.id)}
                    >
                      {one.name}
                    </button>
                  </td>
                  <td data-number>
                    <b>{formatNumber(Math.round(one.score))}</b>{' '}
                    <span className={classes.quiet}>/ {one.reviews}</span>
                  </td>
                  {one.weeks.map((week, index) => (
                    <td key={trend.weeks[index]} className={classes.week}>
                      {week.score !== null && (
                        <span
                          className={classes.cell}
                          style={{ '--good': `${week.score}%` } as never}
                          title={t`оценок: ${week.reviews}`}
                        >
                          {Math.round(week.score)}
                          <i>/ {week.reviews}</i>
                        </span>
                      )}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollBox>
        <p className={classes.quiet}>
          <Trans>
            Оценка — доля лучших отметок, от 0 до 100; после черты — сколько звонков оценено.
          </Trans>
        </p>
      </section>
      <section>
        <h2 className={classes.heading}>
          <Trans>Где слабее всего</Trans>
        </h2>
        <ol className={classes.weak}>
          {trend.criteria.map((one) => (
            <li key={one.set + one.key}>
              <span>{one.name}</span>
              <b>{Math.round(one.score)}</b>
              <span className={classes.quiet}>/ {one.reviews}</span>
              <span className={classes.bar} aria-hidden>
                <span style={{ width: `${one.score}%` }} />
              </span>
            </li>
          ))}
        </ol>
      </section>
    </div>
  );
}

import { Trans, useLingui } from '@lingui/react/macro';
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { FitAccuracy, FitProfile, FitShare } from '@/api/types';
import { useAddressed } from '@/kit/choice';
import { ErrorState } from '@/kit/ErrorState';
import { formatDate, formatNumber, formatShare } from '@/kit/format';
import { ScrollBox } from '@/kit/ScrollBox';
import tables from '@/kit/table.module.css';
import { BandMark } from './BandMark';
import { Calibration } from './Calibration';
import classes from './Fit.module.css';
import { accuracyQuery } from './fitCalls';
import { type Asked, askedOf, JudgedDeals } from './JudgedDeals';
import { area } from './rules';

type Separation = FitAccuracy['all'];

/** How far the points have told won deals from lost ones, and whether each band keeps its promise. */
export function FitAccuracySection({ profile }: { profile: FitProfile }) {
  const { t } = useLingui();
  const found = useQuery(accuracyQuery);
  const [address, setAddress] = useAddressed('judged');
  const asked = askedOf(address);
  const known = found.data;
  return (
    <section className={classes.section} aria-labelledby="fit-accuracy">
      <h2 className={classes.heading} id="fit-accuracy">
        <Trans>Отличает ли профиль тех, кто купит</Trans>
      </h2>
      {found.error ? (
        <ErrorState error={found.error} onRetry={() => void found.refetch()} />
      ) : !known ? (
        <Skeleton height={180} aria-busy />
      ) : (
        <>
          <Verdict separation={known.all} />
          <p className={classes.quiet}>
            <SinceText separation={known.since} day={formatDate(profile.created_at)} />
          </p>
          <div className={classes.columns}>
            <div>
              <ScrollBox className={tables.scroller} label={t`Выигрыш по группам`}>
                <Bands
                  known={known}
                  onAsk={({ band, part }) => setAddress([band, part].filter(Boolean).join('.'))}
                />
              </ScrollBox>
              <p className={classes.quiet} style={{ marginTop: 8 }}>
                <Trans>
                  Баллы — по тому, что было известно через неделю после создания сделки или перед её
                  закрытием. Без сделок моложе {formatDate(known.ripe_until)}: среди них закрылись
                  пока только быстрые. Новые — созданные с {formatDate(known.later_from)}.
                </Trans>
              </p>
            </div>
            <Calibration
              title={t`Доля выигранных: прежние и новые`}
              across={t`прежние`}
              up={t`новые`}
              points={known.bands
                .filter((row) => row.holds !== 'too_few')
                .map((row) => ({
                  name: row.band,
                  n: row.later.of,
                  predicted: row.earlier.share ?? 0,
                  observed: row.later.share ?? 0,
                  low: row.later.low,
                  high: row.later.high,
                }))}
            />
          </div>
        </>
      )}
      {asked && <JudgedDeals asked={asked} onClose={() => setAddress(undefined)} />}
    </section>
  );
}

function Verdict({ separation }: { separation: Separation }) {
  const told = area(separation.auc);
  switch (separation.verdict) {
    case 'too_few':
      return (
        <p className={classes.said}>
          <Trans>
            Пока мало данных: нужно хотя бы 20 выигранных и 20 проигранных сделок, которым хватило
            времени.
          </Trans>
        </p>
      );
    case 'tells':
      return (
        <p className={classes.said}>
          <b>
            <Trans>Отличает.</Trans>
          </b>{' '}
          <Trans>
            Из двух сделок, выигранной и проигранной, у выигранной больше баллов в {told} случаев;
            наугад было бы 50 %.
          </Trans>
        </p>
      );
    case 'reversed':
      return (
        <p className={classes.said}>
          <b>
            <Trans>Наоборот.</Trans>
          </b>{' '}
          <Trans>
            У выигранных сделок баллов меньше: больше только в {told} случаев, наугад было бы 50 %.
          </Trans>
        </p>
      );
    default:
      return (
        <p className={classes.said}>
          <b>
            <Trans>Не видно.</Trans>
          </b>{' '}
          <Trans>
            У выигранной сделки больше баллов, чем у проигранной, в {told} случаев — как наугад.
          </Trans>
        </p>
      );
  }
}

/** The rules may have been fitted to what was known when they were written: what came after is the test. */
function SinceText({ separation, day }: { separation: Separation; day: string }) {
  const told = area(separation.auc);
  return told ? (
    <Trans>
      Проверка на сделках, закрытых после этой версии ({day}): {told}, сделок{' '}
      {formatNumber(separation.won.of)}.
    </Trans>
  ) : (
    <Trans>
      Правила могли быть подобраны под эти же сделки. Закрытых после версии ({day}) пока{' '}
      {formatNumber(separation.won.of)} — мало для проверки.
    </Trans>
  );
}

function Bands({ known, onAsk }: { known: FitAccuracy; onAsk: (asked: Asked) => void }) {
  const { t } = useLingui();
  const words = {
    too_few: t`мало данных`,
    holds: t`держится`,
    more_often: t`стали чаще`,
    less_often: t`стали реже`,
  };
  return (
    <table className={`${tables.table} ${classes.table}`}>
      <thead>
        <tr>
          <th scope="col">
            <Trans>Группа</Trans>
          </th>
          <th scope="col">
            <Trans>Выиграно</Trans>
          </th>
          <th scope="col">
            <Trans>Прежние</Trans>
          </th>
          <th scope="col">
            <Trans>Новые</Trans>
          </th>
          <th scope="col">
            <Trans>Держится ли</Trans>
          </th>
        </tr>
      </thead>
      <tbody>
        {known.bands.map((row) => {
          const part = (share: FitShare, part?: 'earlier' | 'later') => (
            <Part
              share={share}
              label={t`Сделки группы ${row.band}: ${formatNumber(share.count)} из ${formatNumber(share.of)}`}
              onOpen={() => onAsk({ band: row.band, part })}
              sure={!part}
            />
          );
          return (
            <tr key={row.band}>
              <td>
                <BandMark band={row.band} />
              </td>
              <td data-number>{part(row.won)}</td>
              <td data-number>{part(row.earlier, 'earlier')}</td>
              <td data-number>{part(row.later, 'later')}</td>
              <td>
                <span className={`${classes.holds} ${classes.quiet}`} data-holds={row.holds}>
                  {words[row.holds]}
                </span>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

interface PartProps {
  share: FitShare;
  label: string;
  sure: boolean;
  onOpen: () => void;
}

function Part({ share, label, sure, onOpen }: PartProps) {
  const { t } = useLingui();
  if (share.of === 0) return '—';
  const whole = (value: number) => Math.round(value * 100);
  return (
    <>
      <b>{formatShare(share.share)}</b>{' '}
      {sure && (
        <span className={classes.quiet}>
          {whole(share.low)}–{whole(share.high)}{' '}
        </span>
      )}
      <button type="button" className={classes.count} aria-label={label} onClick={onOpen}>
        {t`${formatNumber(share.count)} из ${formatNumber(share.of)}`}
      </button>
    </>
  );
}

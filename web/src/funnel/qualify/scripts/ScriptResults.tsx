import { Trans, useLingui } from '@lingui/react/macro';
import { Drawer, Loader, SegmentedControl } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import type { Script, ScriptDeal, ScriptVersionResults } from '@/api/types';
import { useAddressed } from '@/kit/choice';
import { ErrorState } from '@/kit/ErrorState';
import { formatDate, formatNumber, formatPoints, formatShare } from '@/kit/format';
import { ScrollBox } from '@/kit/ScrollBox';
import tables from '@/kit/table.module.css';
import { ScriptPicture } from './ScriptPicture';
import { resultsQuery } from './scriptCalls';
import classes from './scripts.module.css';

/** So many deals are listed behind a number. */
const MOST_BEHIND = 500;

/** Which deals a number is made of. */
export interface Behind {
  title: string;
  version: number;
  part?: 'qualified' | 'lost' | 'undecided' | 'watched' | 'before';
  step?: string;
  left?: boolean;
}

/** Which version qualifies more, and where runs are lost. */
export function ScriptResultsView({ script }: { script: Script }) {
  const { t } = useLingui();
  const query = useQuery(resultsQuery(script.id));
  const [behind, setBehind] = useState<Behind | null>(null);
  const [chosen, setChosen] = useAddressed('of');
  if (query.isError) {
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (!query.data) return <Loader size="sm" />;
  const { days, versions } = query.data;
  const followed = versions.filter((one) => one.runs > 0);
  const shown = followed.find((one) => String(one.number) === chosen) ?? followed[0];
  const steps = script.versions.find((one) => one.number === shown?.number)?.steps ?? [];
  if (!shown) {
    return (
      <p className={classes.quiet}>
        <Trans>По этому скрипту ещё никто не прошёл.</Trans>
      </p>
    );
  }
  return (
    <>
      <h2 className={classes.heading}>
        <Trans>Какая версия квалифицирует больше</Trans>
      </h2>
      <Versions days={days} versions={versions} onOpen={setBehind} />
      <p className={classes.quiet}>
        <Trans>
          Доля сделок, прошедших квалификацию за {days} дн. после первого прохождения. Сделки, за
          которыми наблюдают меньше, отказом не считаются. Версии шли одна за другой: на разницу
          могло повлиять и время.
        </Trans>
      </p>
      <div className={classes.headingLine}>
        <h2 className={classes.heading}>
          <Trans>Где разговоры обрываются</Trans>
        </h2>
        {followed.length > 1 && (
          <SegmentedControl
            aria-label={t`Версия`}
            data={followed.map(({ number }) => ({
              value: String(number),
              label: t`Версия ${number}`,
            }))}
            value={String(shown.number)}
            onChange={setChosen}
          />
        )}
      </div>
      <ScriptPicture steps={steps} of={shown} onOpen={setBehind} />
      <Deals script={script.id} behind={behind} onClose={() => setBehind(null)} />
    </>
  );
}

interface VersionsProps {
  days: number;
  versions: ScriptVersionResults[];
  onOpen: (behind: Behind) => void;
}

function Versions({ days, versions, onOpen }: VersionsProps) {
  const { t } = useLingui();
  const parts = [
    { part: 'qualified', name: t`Прошли` },
    { part: 'lost', name: t`Проиграны` },
    { part: 'undecided', name: t`Не решено` },
    { part: 'watched', name: t`Ещё смотрим` },
    { part: 'before', name: t`Прошли раньше` },
  ] as const;
  return (
    <ScrollBox className={`${tables.scroller} ${classes.box}`} label={t`Сравнение версий`}>
      <table className={`${tables.table} ${tables.lines}`}>
        <thead>
          <tr>
            <th>
              <Trans>Версия</Trans>
            </th>
            <th data-number>
              <Trans>Сделок</Trans>
            </th>
            <th>
              <Trans>Квалифицировано за {days} дн.</Trans>
            </th>
            <th>
              <Trans>Против прошлой</Trans>
            </th>
            {parts.map(({ part, name }) => (
              <th key={part} data-number>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {versions.map((one) => (
            <tr key={one.number}>
              <td>
                <b>{one.number}</b>
              </td>
              <td data-number>
                <button
                  type="button"
                  className={`${classes.open} ${classes.count}`}
                  onClick={() =>
                    onOpen({ title: t`Версия ${one.number}: сделки`, version: one.number })
                  }
                >
                  {formatNumber(one.deals)}
                </button>
              </td>
              <td>
                <ShareBar of={one} />
              </td>
              <td>
                <Against of={one} />
              </td>
              {parts.map(({ part, name }) => (
                <td key={part} data-number>
                  <button
                    type="button"
                    className={`${classes.open} ${classes.count}`}
                    onClick={() =>
                      onOpen({
                        title: t`Версия ${one.number}: ${name.toLowerCase()}`,
                        version: one.number,
                        part,
                      })
                    }
                  >
                    {formatNumber(one.parts[part])}
                  </button>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

function ShareBar({ of }: { of: ScriptVersionResults }) {
  const { t } = useLingui();
  const { share } = of;
  if (!share) return <span className={classes.quiet}>—</span>;
  const percent = (value: number) => `${value * 100}%`;
  return (
    <div className={classes.share}>
      <b>{formatShare(share.value)}</b>
      <span className={classes.range} aria-hidden>
        <span style={{ left: percent(share.low), width: percent(share.high - share.low) }} />
        <i style={{ left: percent(share.value) }} />
      </span>
      <span className={classes.quiet}>
        {formatShare(share.low)} – {formatShare(share.high)}
      </span>
      {share.too_few && <span className={classes.warn}>{t`мало данных`}</span>}
    </div>
  );
}

function Against({ of }: { of: ScriptVersionResults }) {
  const { t } = useLingui();
  const { difference } = of;
  if (!difference) return <span className={classes.quiet}>—</span>;
  const points = (value: number) => formatPoints(value, 1);
  const verdicts = {
    better: t`лучше`,
    worse: t`хуже`,
    unsure: t`может быть случайностью`,
    too_few: t`мало данных`,
  };
  return (
    <>
      <span className={classes.verdict} data-verdict={difference.verdict}>
        {verdicts[difference.verdict]}
      </span>{' '}
      <span className={classes.quiet}>
        {t`${points(difference.value)} п. п. (${points(difference.low)} … ${points(difference.high)})`}
      </span>
    </>
  );
}

interface DealsProps {
  script: string;
  behind: Behind | null;
  onClose: () => void;
}

/** The very deals behind a number. */
function Deals({ script, behind, onClose }: DealsProps) {
  const { t } = useLingui();
  const narrow = useMediaQuery('(max-width: 48em)');
  const deals = useQuery({
    queryKey: [...keys.scripts, 'deals', script, behind],
    queryFn: (): Promise<ScriptDeal[]> => {
      const { title: _, ...query } = behind ?? { title: '', version: 0 };
      return data(
        http.GET('/api/v1/scripts/{id}/results/deals', {
          params: { path: { id: script }, query },
        }),
      );
    },
    enabled: behind !== null,
  });
  return (
    <Drawer
      opened={behind !== null}
      onClose={onClose}
      position="right"
      size={narrow ? '100%' : 480}
      title={behind?.title}
      closeButtonProps={{ 'aria-label': t`Закрыть` }}
    >
      {deals.error ? (
        <ErrorState error={deals.error} onRetry={() => void deals.refetch()} />
      ) : !deals.data ? (
        <Loader size="sm" />
      ) : deals.data.length === 0 ? (
        <p className={classes.quiet}>
          <Trans>Таких сделок нет.</Trans>
        </p>
      ) : (
        <ul className={classes.deals}>
          {deals.data.map((deal) => (
            <li key={deal.deal_id}>
              <Link to="/deals/$id" params={{ id: deal.deal_id }}>
                {deal.title}
              </Link>
              <span className={classes.quiet}>
                {formatDate(deal.at)}
                {deal.owner && <> · {deal.owner}</>}
              </span>
            </li>
          ))}
          {deals.data.length >= MOST_BEHIND && (
            <li className={classes.quiet}>
              <Trans>Показаны первые {formatNumber(MOST_BEHIND)}.</Trans>
            </li>
          )}
        </ul>
      )}
    </Drawer>
  );
}

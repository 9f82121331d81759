import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useCan } from '@/api/session';
import type { FitProfile, FitVersion, ToldLesson } from '@/api/types';
import { ErrorState } from '@/kit/ErrorState';
import { formatDate, formatSigned } from '@/kit/format';
import { Page } from '@/kit/Page';
import { ScrollBox } from '@/kit/ScrollBox';
import tables from '@/kit/table.module.css';
import { BandMark } from './BandMark';
import { Counting } from './Counting';
import classes from './Fit.module.css';
import { FitAccuracySection } from './FitAccuracySection';
import { profileQuery, type Tried, useFitCalls, versionsQuery } from './fitCalls';
import { LessonSection } from './LessonSection';
import { ProfileEditor } from './ProfileEditor';
import { BANDS, offered, scoresOf } from './rules';

/** Who the ideal client is, in points; and whether the points have told those who buy. */
export function FitPage({ children }: { children?: ReactNode }) {
  const { t } = useLingui();
  const can = useCan();
  const found = useQuery(profileQuery);
  const [draft, setDraft] = useState<Tried | null>(null);
  const profile = found.data;
  const edits = can('questions.write');
  const take = (next: Tried) => {
    setDraft(next);
    document.getElementById('fit-rules')?.scrollIntoView({ block: 'start' });
  };
  return (
    <Page
      title={t`Профиль клиента`}
      facts={
        profile &&
        profile.number > 0 &&
        t`версия ${profile.number} от ${formatDate(profile.created_at)}`
      }
      actions={
        profile &&
        edits &&
        !draft && (
          <Button onClick={() => setDraft({ rules: profile.rules, limits: profile.limits })}>
            {profile.number > 0 ? <Trans>Изменить</Trans> : <Trans>Задать правила</Trans>}
          </Button>
        )
      }
    >
      {found.error ? (
        <ErrorState error={found.error} onRetry={() => void found.refetch()} />
      ) : !profile ? (
        <Skeleton height={220} aria-busy />
      ) : (
        <>
          <section className={classes.section} aria-labelledby="fit-rules">
            <h2 className={classes.heading} id="fit-rules">
              <Trans>За что баллы</Trans>
            </h2>
            {draft ? (
              <ProfileEditor
                // Another draft begins anew.
                key={JSON.stringify(draft)}
                version={profile.number}
                start={draft}
                onClose={() => setDraft(null)}
              />
            ) : (
              <Rules profile={profile} />
            )}
            <Judging profile={profile} edits={edits} />
            {!draft && profile.number > 1 && <Versions edits={edits} onTake={take} />}
          </section>
          {can('reports.read') && profile.number > 0 && <FitAccuracySection profile={profile} />}
          {edits && <LessonSection onTake={(told) => take(proposed(told, profile))} />}
          {children}
        </>
      )}
    </Page>
  );
}

/** The rules that hardly are chance, as a profile to look at. */
function proposed(told: ToldLesson, profile: FitProfile): Tried {
  const effects = told.lesson?.effects ?? [];
  return {
    rules: effects.filter(offered).map((one) => one.rule),
    limits: told.lesson?.limits ?? profile.limits,
  };
}

function Rules({ profile }: { profile: FitProfile }) {
  const { t } = useLingui();
  if (profile.rules.length === 0) {
    return (
      <p className={classes.quiet}>
        <Trans>
          Правил пока нет. Задайте, за что клиент получает баллы: отрасль, размер, регион, источник,
          ответы. По сумме баллов сделка попадает в группу от A до D, и все отчёты можно разбить по
          этим группам.
        </Trans>
      </p>
    );
  }
  return (
    <>
      <ScrollBox className={tables.scroller} label={t`Правила`}>
        <table className={`${tables.table} ${classes.table}`}>
          <tbody>
            {profile.rules.map((rule) => (
              <tr key={`${rule.told} ${rule.points}`}>
                <td data-number style={{ width: 60 }}>
                  <span className={classes.points} data-below={rule.points < 0 || undefined}>
                    {formatSigned(rule.points)}
                  </span>
                </td>
                <td>{rule.told}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
      <p className={classes.said} style={{ marginTop: 8 }}>
        {BANDS.map((band) => {
          const [from, below] = scoresOf(band, profile.limits);
          return (
            <span key={band} style={{ marginRight: 14, whiteSpace: 'nowrap' }}>
              <BandMark band={band} />{' '}
              {from === null ? t`меньше ${formatSigned(below ?? 0)}` : t`от ${formatSigned(from)}`}
            </span>
          );
        })}
      </p>
    </>
  );
}

/** The work that judges all deals by the newest version. */
function Judging({ profile, edits }: { profile: FitProfile; edits: boolean }) {
  const { t } = useLingui();
  const { recount, stop } = useFitCalls();
  const { job } = profile;
  if (!job || job.state === 'done') return null;
  if (job.state === 'queued' || job.state === 'running') {
    return (
      <Counting
        job={job}
        label={t`Оцениваем сделки`}
        onStop={edits ? () => stop.mutate(job.id) : undefined}
      />
    );
  }
  return (
    <div className={classes.line}>
      <span>
        {job.state === 'cancelled' ? (
          <Trans>Пересчёт остановлен: часть сделок оценена по прежней версии.</Trans>
        ) : (
          (job.error ?? t`Пересчёт не удался.`)
        )}
      </span>
      {edits && (
        <Button
          size="compact-sm"
          variant="default"
          loading={recount.isPending}
          onClick={() => recount.mutate()}
        >
          <Trans>Продолжить</Trans>
        </Button>
      )}
    </div>
  );
}

function Versions({ edits, onTake }: { edits: boolean; onTake: (next: Tried) => void }) {
  const [open, setOpen] = useState(false);
  const versions = useQuery({ ...versionsQuery, enabled: open });
  return (
    <details className={classes.details} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <Trans>Прежние версии</Trans>
      </summary>
      {(versions.data ?? []).slice(1).map((version) => (
        <Version key={version.number} version={version} edits={edits} onTake={onTake} />
      ))}
    </details>
  );
}

interface VersionProps {
  version: FitVersion;
  edits: boolean;
  onTake: (next: Tried) => void;
}

function Version({ version, edits, onTake }: VersionProps) {
  const { t } = useLingui();
  const rules = version.rules.map((rule) => `${formatSigned(rule.points)} ${rule.told}`).join('; ');
  return (
    <div className={classes.version}>
      <b>{t`Версия ${version.number}`}</b>{' '}
      <span className={classes.quiet}>
        {formatDate(version.created_at)}
        {version.by && ` · ${version.by}`}
      </span>
      <p>{rules || <Trans>без правил</Trans>}</p>
      {edits && (
        <Button
          size="compact-xs"
          variant="default"
          aria-label={t`Взять правила версии ${version.number}`}
          onClick={() => onTake({ rules: version.rules, limits: version.limits })}
        >
          <Trans>Взять за основу</Trans>
        </Button>
      )}
    </div>
  );
}

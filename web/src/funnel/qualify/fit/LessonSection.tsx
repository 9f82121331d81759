import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { errorText } from '@/api/problem';
import type { FitLesson, ToldLesson } from '@/api/types';
import { formatAgo, formatDate, formatNumber, formatSigned } from '@/kit/format';
import { ScrollBox } from '@/kit/ScrollBox';
import tables from '@/kit/table.module.css';
import { Calibration } from './Calibration';
import { Counting } from './Counting';
import classes from './Fit.module.css';
import { lessonQuery, useFitCalls } from './fitCalls';
import { area, offered } from './rules';

interface Props {
  /** Opens the rules with what is proposed; nothing is saved by that. */
  onTake: (told: ToldLesson) => void;
}

/** What past deals would give points for: a proposal, with how it did on deals it had not seen. */
export function LessonSection({ onTake }: Props) {
  const { t } = useLingui();
  const found = useQuery(lessonQuery);
  const { learn, stop } = useFitCalls();
  const told = found.data;
  // Those who do not see all deals are not offered it.
  if (!told) return null;
  const { job, lesson } = told;
  const busy = job?.state === 'queued' || job?.state === 'running';
  return (
    <section className={classes.section} aria-labelledby="fit-lesson">
      <h2 className={classes.heading} id="fit-lesson">
        <Trans>Баллы по прошлым сделкам</Trans>
        {!busy && (
          <Button
            size="compact-sm"
            variant="default"
            loading={learn.isPending}
            onClick={() => learn.mutate()}
          >
            {lesson ? <Trans>Подобрать заново</Trans> : <Trans>Подобрать</Trans>}
          </Button>
        )}
        {lesson && (
          <span className={classes.quiet}>
            <Trans>подобрано {formatAgo(lesson.at)}</Trans>
          </span>
        )}
      </h2>
      {learn.error && <p className={classes.said}>{errorText(learn.error)}</p>}
      {job?.state === 'failed' && <p className={classes.said}>{job.error}</p>}
      {busy && job && (
        <Counting job={job} label={t`Читаем сделки`} onStop={() => stop.mutate(job.id)} />
      )}
      {!lesson && !busy && (
        <p className={classes.quiet}>
          <Trans>
            Программа подберёт баллы по закрытым сделкам и проверит их на более новых, которых не
            видела. Сами они ничего не изменят: вы решите, что взять.
          </Trans>
        </p>
      )}
      {lesson && <Lesson told={told} lesson={lesson} onTake={onTake} />}
    </section>
  );
}

interface LessonProps extends Props {
  told: ToldLesson;
  lesson: FitLesson;
}

function Lesson({ told, lesson, onTake }: LessonProps) {
  const { t } = useLingui();
  if (lesson.too_few) {
    return (
      <p className={classes.said}>
        <Trans>
          Пока мало данных: и среди прежних, и среди новых сделок нужно хотя бы 20 выигранных и 20
          проигранных. Есть {formatNumber(lesson.learned_from)} и {formatNumber(lesson.held_back)}.
        </Trans>
      </p>
    );
  }
  const sure = lesson.effects.filter(offered).length;
  const proposed = area(lesson.auc_of_sure ?? lesson.auc);
  const byHand = area(lesson.auc_by_hand);
  const doubtful = lesson.effects.filter((one) => !one.sure).length;
  return (
    <>
      <p className={classes.said}>
        <Trans>
          Подобрано по {formatNumber(lesson.learned_from)} сделкам, проверено на{' '}
          {formatNumber(lesson.held_back)} более новых, с {formatDate(lesson.held_from)}: у
          выигранной больше баллов, чем у проигранной, в {proposed} случаев.
        </Trans>{' '}
        {byHand && <Trans>Нынешние правила на них же: {byHand}.</Trans>}
      </p>
      <p className={classes.quiet}>
        <Trans>
          10 баллов удваивают шансы выигрыша при прочих равных. Это связь, а не причина.
        </Trans>{' '}
        {told.told_compared_with.length > 0 && (
          <Trans>По сравнению с: {told.told_compared_with.join('; ')}.</Trans>
        )}
      </p>
      <div className={classes.columns}>
        <div>
          {sure > 0 && (
            <ScrollBox className={tables.scroller} label={t`Что предлагается`}>
              <Effects told={told} lesson={lesson} sure />
            </ScrollBox>
          )}
          {sure > 0 ? (
            <div className={classes.line}>
              <Button size="xs" variant="default" onClick={() => onTake(told)}>
                <Trans>Открыть в правилах</Trans>
              </Button>
              <span className={classes.quiet}>
                <Trans>только уверенные: {formatNumber(sure)}; сохраняете вы</Trans>
              </span>
            </div>
          ) : (
            <p className={classes.said}>
              <Trans>Уверенно ничто не отличает выигранные сделки: предлагать нечего.</Trans>
            </p>
          )}
          {doubtful > 0 && (
            <details className={classes.details}>
              <summary>
                <Trans>Может быть случайностью: {formatNumber(doubtful)}</Trans>
              </summary>
              <ScrollBox className={tables.scroller} label={t`Может быть случайностью`}>
                <Effects told={told} lesson={lesson} sure={false} />
              </ScrollBox>
            </details>
          )}
        </div>
        <Calibration
          title={t`Вероятность по всем признакам вместе`}
          across={t`обещано`}
          up={t`вышло`}
          points={lesson.bins.map((bin) => ({ ...bin, n: bin.deals }))}
        />
      </div>
    </>
  );
}

function Effects({ told, lesson, sure }: { told: ToldLesson; lesson: FitLesson; sure: boolean }) {
  const { t } = useLingui();
  const rows = lesson.effects.map((effect, index) => ({ effect, name: told.told[index] ?? '' }));
  return (
    <table className={`${tables.table} ${classes.table}`}>
      <thead>
        <tr>
          <th scope="col">
            <Trans>Баллы</Trans>
          </th>
          <th scope="col">
            <Trans>За что</Trans>
          </th>
          <th scope="col">
            <Trans>Выиграно</Trans>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows
          .filter(({ effect }) => (sure ? offered(effect) : !effect.sure))
          .map(({ effect, name }) => (
            <tr key={name}>
              <td data-number>
                {sure ? (
                  <b>{formatSigned(effect.rule.points)}</b>
                ) : (
                  formatSigned(effect.rule.points)
                )}{' '}
                <span className={classes.quiet}>
                  {formatSigned(Math.round(effect.low))} … {formatSigned(Math.round(effect.high))}
                </span>
              </td>
              <td>{name}</td>
              <td data-number>{t`${formatNumber(effect.won)} из ${formatNumber(effect.deals)}`}</td>
            </tr>
          ))}
      </tbody>
    </table>
  );
}

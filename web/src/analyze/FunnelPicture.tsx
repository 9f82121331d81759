import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { VisuallyHidden } from '@mantine/core';
import type { Funnel, FunnelChange, FunnelStep } from '@/api/types';
import { formatMoneyShort, formatPoints, formatShare, formatSums } from '@/kit/format';
import classes from './Funnel.module.css';
import { FigureLink } from './figure/FigureLink';
import { NumberLink } from './NumberLink';
import { corners, type Edges, edges, paint } from './shape';

interface Props {
  funnel: Funnel;
  /** The step with the largest loss. */
  weak: FunnelStep | null;
}

/** The funnel as a narrowing shape; on a phone as bars. In reading order it is a plain list. */
export function FunnelPicture({ funnel, weak }: Props) {
  const shapes = edges(funnel.steps);
  const most = Math.max(1, ...funnel.steps.map((step) => step.lost.deals));
  return (
    <ol className={classes.picture}>
      <Head />
      {funnel.steps.map((step, index) => (
        <Step
          key={step.key}
          step={step}
          shape={shapes[index] ?? { top: 0, bottom: 0 }}
          most={most}
          weak={step === weak}
          past={funnel.as_of !== null}
        />
      ))}
    </ol>
  );
}

/** What stands in the columns, and what is drawn on the bars. */
function Head() {
  return (
    <li className={classes.head} aria-hidden>
      <span>
        <Trans>Этап</Trans>
      </span>
      <span className={classes.headShape}>
        <Trans>Дошли до этапа</Trans>
      </span>
      <span className={classes.headBars}>
        <Trans>Дойдут с предыдущего этапа</Trans>
        <span className={classes.legend}>
          <i data-kind="fill" /> <Trans>пока</Trans>
          <i data-kind="interval" /> <Trans>ожидается</Trans>
          <i data-kind="mark" /> <Trans>цель</Trans>
        </span>
      </span>
      <span>
        <Trans>Потеряно на этапе</Trans>
      </span>
    </li>
  );
}

interface StepProps {
  step: FunnelStep;
  shape: Edges;
  most: number;
  weak: boolean;
  /** Seen from a past day: nothing of it is now. */
  past: boolean;
}

function Step({ step, shape, most, weak, past }: StepProps) {
  const { t } = useLingui();
  const [sum, ...others] = step.reached.sums;
  return (
    <li className={classes.step} data-step={step.key}>
      <div className={classes.name}>
        <span className={classes.dot} style={{ background: paint(step.color) }} aria-hidden />
        <span className={classes.nameText}>
          {step.name}
          <Stay step={step} />
        </span>
      </div>
      <div className={classes.shape}>
        <svg
          className={classes.wedge}
          viewBox="0 0 100 100"
          preserveAspectRatio="none"
          aria-hidden="true"
        >
          <polygon points={corners(shape)} />
        </svg>
        <span className={classes.bar} style={{ width: `${shape.top}%` }} aria-hidden />
        <span className={classes.reached}>
          <NumberLink number={step.reached} label={t`Дошли до этапа «${step.name}»`} />
          {sum && (
            <span className={classes.sum} title={formatSums(step.reached.sums, false)}>
              {formatMoneyShort(sum)}
              {others.length > 0 && (
                <>
                  {' + '}
                  <Plural
                    value={others.length}
                    one="# валюта"
                    few="# валюты"
                    many="# валют"
                    other="# валюты"
                  />
                </>
              )}
            </span>
          )}
        </span>
      </div>
      <Conversion step={step} />
      <div className={classes.lost} data-weak={weak || undefined}>
        {step.lost.deals > 0 ? (
          <>
            <span className={classes.lostText}>
              <span className={classes.quiet}>
                <Trans>потеряно</Trans>{' '}
              </span>
              <NumberLink number={step.lost} label={t`Потеряно на этапе «${step.name}»`} />
              <span className={classes.sum}>{formatSums(step.lost.sums.slice(0, 1))}</span>
            </span>
            <span className={classes.track} aria-hidden>
              <span
                className={classes.lostBar}
                style={{ width: `${(step.lost.deals / most) * 100}%` }}
              />
            </span>
          </>
        ) : (
          <span className={classes.quiet}>
            <Trans>без потерь</Trans>
          </span>
        )}
        {step.standing.deals > 0 && (
          <span className={classes.standing}>
            {past ? <Trans>было здесь</Trans> : <Trans>сейчас здесь</Trans>}{' '}
            <NumberLink
              number={step.standing}
              label={past ? t`Было на этапе «${step.name}»` : t`Сейчас на этапе «${step.name}»`}
            />
          </span>
        )}
      </div>
    </li>
  );
}

/** What share of the step before will come here, how sure that is, what came so far and what was planned. */
function Conversion({ step }: { step: FunnelStep }) {
  const { t } = useLingui();
  const { expected, observed } = step;
  if (!expected || !observed) return <div className={classes.conversion} />;
  const target = step.target === null ? null : step.target / 10_000;
  const below = target !== null && (expected.high ?? 1) < target;
  return (
    <div className={classes.conversion}>
      <span className={classes.conversionText}>
        <FigureLink figure={expected} label={t`Дойдут до этапа «${step.name}»`} sure />
      </span>
      <span className={classes.track} aria-hidden>
        <span
          className={classes.fill}
          data-below={below || undefined}
          style={{ width: `${(observed.value ?? 0) * 100}%` }}
        />
        {expected.low !== null && expected.high !== null && (
          <span
            className={classes.interval}
            style={{
              left: `${expected.low * 100}%`,
              width: `${(expected.high - expected.low) * 100}%`,
            }}
          />
        )}
        {target !== null && (
          <span className={classes.mark} style={{ left: `${Math.min(100, target * 100)}%` }} />
        )}
      </span>
      <span className={classes.quiet}>
        <Trans>
          пока <FigureLink figure={observed} label={t`Дошли до этапа «${step.name}», пока`} />
        </Trans>
        {step.undecided.deals > 0 && (
          <>
            {', '}
            <Trans>
              в работе{' '}
              <NumberLink number={step.undecided} label={t`Ещё не решено, «${step.name}»`} />
            </Trans>
          </>
        )}
        {target !== null && (
          <span className={below ? classes.below : undefined} title={t`Цель этапа`}>
            {' · '}
            <Trans>цель {formatShare(target)}</Trans>
            <VisuallyHidden>{below ? t`, не достигается` : t`, достигается`}</VisuallyHidden>
          </span>
        )}
      </span>
      {step.change && <Change change={step.change} />}
    </div>
  );
}

/** The difference from the funnel beside, and whether it means anything. */
export function Change({ change }: { change: FunnelChange }) {
  const { t } = useLingui();
  const verdict = change.too_few
    ? t`мало данных`
    : change.significant
      ? t`различие достоверно`
      : t`в пределах случайного`;
  return (
    <span
      className={classes.change}
      data-sure={(change.significant && !change.too_few) || undefined}
      data-up={change.difference >= 0 || undefined}
    >
      {formatPoints(change.difference)} <Trans>п. п.</Trans> · {verdict}
    </span>
  );
}

/** How long deals stay: half of them leave in so many days. */
function Stay({ step }: { step: FunnelStep }) {
  const { t } = useLingui();
  if (!step.time || step.time.median.value === null) return null;
  return (
    <span className={classes.stay}>
      <Trans>
        стоят <FigureLink figure={step.time.median} label={t`Время на этапе «${step.name}»`} />
      </Trans>
    </span>
  );
}

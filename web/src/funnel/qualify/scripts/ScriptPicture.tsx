import { useLingui } from '@lingui/react/macro';
import type { ScriptStep, ScriptVersionResults } from '@/api/types';
import { formatNumber, formatShare } from '@/kit/format';
import { ScrollBox } from '@/kit/ScrollBox';
import { HEIGHT, pictureOf, WIDTH } from './picture';
import type { Behind } from './ScriptResults';
import classes from './scripts.module.css';
import { called, outcomeName } from './steps';

interface Props {
  steps: ScriptStep[];
  of: ScriptVersionResults;
  onOpen: (behind: Behind) => void;
}

/** The script from above: how many runs came to each step, by which answers, and where they were broken off. */
export function ScriptPicture({ steps, of, onOpen }: Props) {
  const { t } = useLingui();
  const { width, height, places, ways } = pictureOf(steps);
  const uses = new Map(of.steps.map((one) => [one.step, one]));
  const share = (part: number) => (of.runs > 0 ? part / of.runs : 0);
  return (
    <ScrollBox className={classes.pictureBox} label={t`Путь по шагам`}>
      <div className={classes.picture} style={{ width, height }}>
        <svg width={width} height={height} aria-hidden>
          <title>{t`Путь по шагам`}</title>
          {ways.map(({ step, answer, path }) => {
            const taken = share(uses.get(step)?.answers[answer] ?? 0);
            return (
              <path
                key={`${step} ${answer}`}
                d={path}
                strokeWidth={1 + taken * 9}
                data-unused={taken === 0 || undefined}
              />
            );
          })}
        </svg>
        {steps.map((step) => {
          const place = places.get(step.key);
          const use = uses.get(step.key);
          if (!place || !use) return null;
          const name = called(steps, step.key);
          return (
            <div
              key={step.key}
              className={classes.node}
              data-end={step.end ?? undefined}
              style={{ left: place.x, top: place.y, width: WIDTH, height: HEIGHT }}
            >
              <button
                type="button"
                className={classes.nodeMain}
                title={name}
                onClick={() =>
                  onOpen({ title: t`Дошли: ${name}`, version: of.number, step: step.key })
                }
              >
                <span className={classes.stepName}>{name}</span>
                <span className={classes.quiet}>
                  {formatShare(share(use.reached))} · {formatNumber(use.reached)}
                  {step.end && name !== outcomeName(step.end) && <> · {outcomeName(step.end)}</>}
                </span>
              </button>
              {use.left > 0 && (
                <button
                  type="button"
                  className={classes.left}
                  aria-label={t`Прервано на шаге «${name}»: ${use.left}`}
                  title={t`Прервано здесь`}
                  onClick={() =>
                    onOpen({
                      title: t`Прервано: ${name}`,
                      version: of.number,
                      step: step.key,
                      left: true,
                    })
                  }
                >
                  −{formatNumber(use.left)}
                </button>
              )}
              <span
                className={classes.nodeBar}
                style={{ width: `${share(use.reached) * 100}%` }}
                aria-hidden
              />
            </div>
          );
        })}
      </div>
    </ScrollBox>
  );
}

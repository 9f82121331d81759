import { useLingui } from '@lingui/react/macro';
import type { ScriptStep, ScriptVersionResults } from '@/api/types';
import { formatNumber, formatShare } from '@/kit/format';
import { ScrollBox } from '@/kit/ScrollBox';
import type { Behind } from './ScriptResults';
import classes from './scripts.module.css';
import { called, layers, outcomeName } from './steps';

const WIDTH = 196;
const HEIGHT = 48;
const GAP_X = 28;
const GAP_Y = 34;

interface Props {
  steps: ScriptStep[];
  of: ScriptVersionResults;
  onOpen: (behind: Behind) => void;
}

/** The script from above: how many runs came to each step, by which answers, and where they were broken off. */
export function ScriptPicture({ steps, of, onOpen }: Props) {
  const { t } = useLingui();
  const rows = layers(steps);
  const widest = Math.max(...rows.map((row) => row.length), 1);
  const width = widest * (WIDTH + GAP_X) - GAP_X;
  const height = rows.length * (HEIGHT + GAP_Y) - GAP_Y;
  const places = new Map(
    rows.flatMap((row, y) => {
      const left = (width - row.length * (WIDTH + GAP_X) + GAP_X) / 2;
      return row.map(
        (key, x) => [key, { x: left + x * (WIDTH + GAP_X), y: y * (HEIGHT + GAP_Y) }] as const,
      );
    }),
  );
  const uses = new Map(of.steps.map((one) => [one.step, one]));
  const share = (part: number) => (of.runs > 0 ? part / of.runs : 0);
  const ways = steps.flatMap((step) =>
    (step.answers ?? []).map((answer, index) => ({
      key: `${step.key} ${index}`,
      from: places.get(step.key),
      to: places.get(answer.to),
      share: share(uses.get(step.key)?.answers[index] ?? 0),
    })),
  );
  return (
    <ScrollBox className={classes.pictureBox} label={t`Путь по шагам`}>
      <div className={classes.picture} style={{ width, height }}>
        <svg width={width} height={height} aria-hidden>
          <title>{t`Путь по шагам`}</title>
          {ways.map(({ key, from, to, share }) => {
            if (!from || !to) return null;
            const [x1, y1] = [from.x + WIDTH / 2, from.y + HEIGHT];
            const [x2, y2] = [to.x + WIDTH / 2, to.y];
            const bend = Math.max(GAP_Y, Math.abs(y2 - y1) / 2);
            return (
              <path
                key={key}
                d={`M${x1},${y1} C${x1},${y1 + bend} ${x2},${y2 - bend} ${x2},${y2}`}
                strokeWidth={1 + share * 9}
                data-unused={share === 0 || undefined}
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

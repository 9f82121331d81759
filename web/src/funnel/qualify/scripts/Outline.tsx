import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { IconAlertTriangle, IconPlus } from '@tabler/icons-react';
import type { ScriptStep } from '@/api/types';
import classes from './scripts.module.css';
import { called, outcomeName } from './steps';

interface Props {
  steps: ScriptStep[];
  at: number;
  /** The numbers of the steps that keep the script from being published. */
  faulty: Set<number>;
  onSelect: (key: string) => void;
  onAdd?: () => void;
}

/** The numbers of the steps that answers lead to. */
function placesOf(steps: ScriptStep[], step: ScriptStep): string[] {
  const numbers = (step.answers ?? []).map((answer) => {
    const place = steps.findIndex((one) => one.key === answer.to);
    return place < 0 ? '→ ?' : `→ ${place + 1}`;
  });
  return [...new Set(numbers)];
}

/** All steps, and where their answers lead. */
export function Outline({ steps, at, faulty, onSelect, onAdd }: Props) {
  const { t } = useLingui();
  return (
    <nav className={classes.outline} aria-label={t`Шаги`}>
      <ol>
        {steps.map((step, index) => (
          <li key={step.key}>
            <button
              type="button"
              className={classes.line}
              aria-current={index === at ? 'step' : undefined}
              onClick={() => onSelect(step.key)}
            >
              <span className={classes.number}>{index + 1}</span>
              <span className={classes.stepName}>{called(steps, step.key)}</span>
              {faulty.has(index) && (
                <IconAlertTriangle size={14} className={classes.warn} aria-label={t`Есть ошибка`} />
              )}
              <span className={classes.leads}>
                {step.end ? outcomeName(step.end) : placesOf(steps, step).join(' · ')}
              </span>
            </button>
          </li>
        ))}
      </ol>
      {onAdd && (
        <Button
          variant="subtle"
          size="compact-xs"
          leftSection={<IconPlus size={13} />}
          onClick={onAdd}
        >
          <Trans>Шаг</Trans>
        </Button>
      )}
    </nav>
  );
}

import { useLingui } from '@lingui/react/macro';
import { Button, Textarea } from '@mantine/core';
import type { ReviewCriterion } from '@/api/types';
import type { Written } from './reviewCalls';
import classes from './reviews.module.css';

interface Props {
  criteria: ReviewCriterion[];
  value: Written;
  onChange: (value: Written) => void;
}

/** Marks by criteria, what to say, and what to practise. */
export function MarkFields({ criteria, value, onChange }: Props) {
  const { t } = useLingui();
  const mark = (key: string, given: number) => {
    const { [key]: known, ...rest } = value.marks;
    // What did not come up in the call has no mark: a second press takes it back.
    onChange({ ...value, marks: known === given ? rest : { ...rest, [key]: given } });
  };
  return (
    <>
      <div className={classes.marks}>
        {criteria.map((one) => (
          <div key={one.key} className={classes.mark}>
            <div>
              {one.name}
              {one.hint && <div className={classes.quiet}>{one.hint}</div>}
            </div>
            <Button.Group aria-label={one.name}>
              {(one.kind === 'scale' ? [1, 2, 3, 4, 5] : [1, 0]).map((given) => (
                <Button
                  key={given}
                  size="compact-sm"
                  variant={value.marks[one.key] === given ? 'filled' : 'default'}
                  aria-pressed={value.marks[one.key] === given}
                  onClick={() => mark(one.key, given)}
                >
                  {one.kind === 'scale' ? given : given === 1 ? t`Да` : t`Нет`}
                </Button>
              ))}
            </Button.Group>
          </div>
        ))}
      </div>
      <Textarea
        label={t`Комментарий`}
        autosize
        minRows={2}
        value={value.comment}
        onChange={(event) => onChange({ ...value, comment: event.currentTarget.value })}
      />
      <Textarea
        label={t`Что потренировать`}
        autosize
        minRows={1}
        value={value.practise}
        onChange={(event) => onChange({ ...value, practise: event.currentTarget.value })}
      />
    </>
  );
}

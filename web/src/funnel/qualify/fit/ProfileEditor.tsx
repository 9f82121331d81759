import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, NumberInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { errorText } from '@/api/problem';
import { useMe } from '@/api/session';
import type { FitLimits } from '@/api/types';
import { minorDigits } from '@/kit/format';
import classes from './Fit.module.css';
import { previewQuery, type Tried, useFitCalls } from './fitCalls';
import { Preview } from './Preview';
import { RuleRow } from './RuleRow';
import { type DraftRule, draftOf, inOrder, ruleOf, whole } from './rules';

interface Props {
  version: number;
  start: Tried;
  onClose: () => void;
}

/** Rules and limits of bands with what they would do; saving makes a new version. */
export function ProfileEditor({ version, start, onClose }: Props) {
  const { t } = useLingui();
  const per = 10 ** minorDigits(useMe().workspace.currency);
  const next = useRef(0);
  const fresh = () => {
    next.current += 1;
    return next.current;
  };
  const [rules, setRules] = useState<DraftRule[]>(() => {
    const drafts = start.rules.map((rule) => draftOf(rule, fresh(), per));
    return drafts.length > 0 ? drafts : [blank(fresh())];
  });
  const [limits, setLimits] = useState<FitLimits>(start.limits);
  const { save } = useFitCalls();
  const said = rules.filter(whole).map((rule) => ruleOf(rule, per));
  const tried: Tried = { rules: said, limits };
  const [settled] = useDebouncedValue(JSON.stringify(tried), 400);
  const preview = useQuery({
    ...previewQuery(JSON.parse(settled) as Tried),
    enabled: inOrder(limits),
    placeholderData: (previous) => previous,
  });
  const change = (id: number, part: Partial<DraftRule>) =>
    setRules(rules.map((rule) => (rule.id === id ? { ...rule, ...part } : rule)));
  const half = rules.some((rule) => !whole(rule) && (rule.values.length > 0 || rule.points !== ''));
  return (
    <div className={classes.editor}>
      <div>
        {rules.map((rule, index) => (
          <RuleRow
            key={rule.id}
            rule={rule}
            place={index + 1}
            onChange={(part) => change(rule.id, part)}
            onRemove={() => setRules(rules.filter((other) => other.id !== rule.id))}
          />
        ))}
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={13} />}
          onClick={() => setRules([...rules, blank(fresh())])}
        >
          <Trans>Правило</Trans>
        </Button>
        <div className={classes.limits}>
          {(['a', 'b', 'c'] as const).map((name) => (
            <NumberInput
              key={name}
              size="xs"
              label={t`${name.toUpperCase()} от, баллов`}
              allowDecimal={false}
              value={limits[name]}
              onChange={(value) =>
                typeof value === 'number' && setLimits({ ...limits, [name]: value })
              }
            />
          ))}
        </div>
        {!inOrder(limits) && (
          <p className={classes.quiet} role="alert">
            <Trans>Границы должны убывать: A больше B, B больше C</Trans>
          </p>
        )}
        {save.error && (
          <Alert color="red" variant="outline" role="alert" p="xs" mt="sm">
            {errorText(save.error)}
          </Alert>
        )}
        <div className={classes.line}>
          <Button
            loading={save.isPending}
            disabled={said.length === 0 || half || !inOrder(limits)}
            onClick={() => save.mutate({ ...tried, version }, { onSuccess: onClose })}
          >
            <Trans>Сохранить версию</Trans>
          </Button>
          <Button variant="default" onClick={onClose}>
            <Trans>Отмена</Trans>
          </Button>
          {half && (
            <span className={classes.quiet}>
              <Trans>Есть незаполненное правило</Trans>
            </span>
          )}
        </div>
      </div>
      {preview.data && <Preview found={preview.data} old={preview.isPlaceholderData} />}
    </div>
  );
}

function blank(id: number): DraftRule {
  return { id, fact: 'industry', values: [], from: '', to: '', points: '' };
}

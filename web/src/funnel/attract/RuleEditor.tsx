import { Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon, Alert, Button, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { errorText } from '@/api/problem';
import type { CampaignRule, CampaignWhole } from '@/api/types';
import classes from './attract.module.css';
import { useCampaignCalls } from './campaignCalls';

const EMPTY: CampaignRule = { source: '', medium: '', campaign: '', content: '', term: '' };

interface Props {
  campaign: CampaignWhole;
  readOnly: boolean;
}

/** Patterns of UTM tags; a visit that fits one belongs to the campaign. */
export function RuleEditor({ campaign, readOnly }: Props) {
  const { t } = useLingui();
  const { change } = useCampaignCalls(campaign);
  const [draft, setDraft] = useState<CampaignRule[] | null>(null);
  const rules = draft ?? (campaign.rules.length > 0 ? campaign.rules : [EMPTY]);
  const set = (index: number, part: Partial<CampaignRule>) =>
    setDraft(rules.map((rule, at) => (at === index ? { ...rule, ...part } : rule)));
  const said = rules.filter((rule) => Object.values(rule).some((pattern) => pattern));
  return (
    <>
      <p className={classes.quiet}>
        <Trans>
          Звёздочка заменяет любые знаки: crm* подходит к crm_осень. Пустое поле — любое.
        </Trans>
      </p>
      {rules.map((rule, index) => (
        // Rules have no ids of their own: their place is what they are.
        // biome-ignore lint/suspicious/noArrayIndexKey: a rule is its place in the list
        <div key={index} className={classes.rule}>
          {(['source', 'medium', 'campaign'] as const).map((part) => (
            <TextInput
              key={part}
              label={index === 0 ? `utm_${part}` : undefined}
              aria-label={t`utm_${part}, правило ${index + 1}`}
              readOnly={readOnly}
              value={rule[part]}
              onChange={(event) => set(index, { [part]: event.currentTarget.value })}
            />
          ))}
          {!readOnly && (
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-label={t`Убрать правило ${index + 1}`}
              onClick={() => setDraft(rules.filter((_, at) => at !== index))}
            >
              <IconX size={15} />
            </ActionIcon>
          )}
        </div>
      ))}
      {change.error && (
        <Alert color="red" variant="outline" role="alert" p="xs">
          {errorText(change.error)}
        </Alert>
      )}
      {!readOnly && (
        <div className={classes.line}>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={13} />}
            onClick={() => setDraft([...rules, EMPTY])}
          >
            <Trans>Правило</Trans>
          </Button>
          {draft && (
            <Button
              size="xs"
              loading={change.isPending}
              onClick={() => change.mutate({ rules: said }, { onSuccess: () => setDraft(null) })}
            >
              <Trans>Сохранить</Trans>
            </Button>
          )}
        </div>
      )}
    </>
  );
}

import { Trans, useLingui } from '@lingui/react/macro';
import { Button, CopyButton, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import { useCan } from '@/api/session';
import type { CampaignWhole } from '@/api/types';
import classes from './attract.module.css';
import { placeholders, ruleName, tagged, tagsOf } from './tagged';

/** Makes a link whose visits will be recognised, and says what they would count as. */
export function LinkBuilder({ campaign }: { campaign: CampaignWhole }) {
  const { t } = useLingui();
  const can = useCan();
  const [chosen, setChosen] = useState('0');
  const rule = campaign.rules[Number(chosen)] ?? campaign.rules[0];
  const [page, setPage] = useState('https://');
  const [content, setContent] = useState('');
  const [term, setTerm] = useState('');
  const link = tagged(page, {
    ...tagsOf(rule, campaign.name),
    utm_content: content || (rule?.content ?? '').replaceAll('*', ''),
    utm_term: term || (rule?.term ?? '').replaceAll('*', ''),
    erid: campaign.erid ?? '',
  });
  const [asked] = useDebouncedValue(link, 300);
  const tried = useQuery({
    queryKey: [...keys.campaigns, 'try', asked],
    queryFn: () => data(http.POST('/api/v1/campaigns/recognise', { body: { url: asked ?? '' } })),
    enabled: Boolean(asked) && can('campaigns.write'),
  });
  const found = tried.data;
  const open = link ? placeholders(link).join(', ') : '';
  return (
    <>
      {campaign.rules.length > 1 && (
        <Select
          label={t`По правилу`}
          allowDeselect={false}
          data={campaign.rules.map((one, index) => ({
            value: String(index),
            label: ruleName(one),
          }))}
          value={chosen}
          onChange={(value) => setChosen(value ?? '0')}
        />
      )}
      <div className={classes.line}>
        <TextInput
          style={{ flex: 2, minWidth: 200 }}
          label={t`Страница`}
          value={page}
          onChange={(event) => setPage(event.currentTarget.value)}
        />
        <TextInput
          style={{ flex: 1, minWidth: 120 }}
          label="utm_content"
          placeholder={t`баннер, слово`}
          value={content}
          onChange={(event) => setContent(event.currentTarget.value)}
        />
        <TextInput
          style={{ flex: 1, minWidth: 120 }}
          label="utm_term"
          placeholder="{keyword}"
          value={term}
          onChange={(event) => setTerm(event.currentTarget.value)}
        />
      </div>
      {link && (
        <>
          <code className={classes.code} style={{ marginTop: 10 }}>
            {link}
          </code>
          <div className={classes.line}>
            <CopyButton value={link}>
              {({ copied, copy }) => (
                <Button size="xs" variant="default" onClick={copy}>
                  {copied ? <Trans>Скопировано</Trans> : <Trans>Скопировать</Trans>}
                </Button>
              )}
            </CopyButton>
            {found && (
              <span className={found.campaign === campaign.name ? classes.quiet : classes.warn}>
                {found.campaign ? (
                  <Trans>Посещение будет засчитано кампании «{found.campaign}»</Trans>
                ) : (
                  <Trans>Посещение не будет узнано: добавьте правило</Trans>
                )}
              </span>
            )}
          </div>
          {open && (
            <p className={classes.warn} role="status">
              <Trans>
                {open} подставит только рекламный кабинет: в письме, посте или на листовке ссылка
                останется с этим текстом.
              </Trans>
            </p>
          )}
          {!campaign.erid && (
            <p className={classes.quiet}>
              <Trans>Токен ERID попадёт в ссылку, когда будет указан у кампании.</Trans>
            </p>
          )}
        </>
      )}
    </>
  );
}

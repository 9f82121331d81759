import { Trans, useLingui } from '@lingui/react/macro';
import { Button, CopyButton, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import { useCan } from '@/api/session';
import type { CampaignWhole } from '@/api/types';
import classes from './attract.module.css';
import { tagged } from './tagged';

/** Makes a link whose visits will be recognised, and says what they would count as. */
export function LinkBuilder({ campaign }: { campaign: CampaignWhole }) {
  const { t } = useLingui();
  const can = useCan();
  const rule = campaign.rules[0];
  const [page, setPage] = useState('https://');
  const [content, setContent] = useState('');
  const link = tagged(page, {
    utm_source: (rule?.source ?? '').replaceAll('*', ''),
    utm_medium: (rule?.medium ?? '').replaceAll('*', ''),
    utm_campaign: (rule?.campaign || campaign.name).replaceAll('*', ''),
    utm_content: content,
  });
  const [asked] = useDebouncedValue(link, 300);
  const tried = useQuery({
    queryKey: [...keys.campaigns, 'try', asked],
    queryFn: () => data(http.POST('/api/v1/campaigns/recognise', { body: { url: asked ?? '' } })),
    enabled: Boolean(asked) && can('campaigns.write'),
  });
  const found = tried.data;
  return (
    <>
      <div className={classes.line}>
        <TextInput
          style={{ flex: 2 }}
          label={t`Страница`}
          value={page}
          onChange={(event) => setPage(event.currentTarget.value)}
        />
        <TextInput
          style={{ flex: 1 }}
          label="utm_content"
          placeholder={t`баннер, слово`}
          value={content}
          onChange={(event) => setContent(event.currentTarget.value)}
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
          {found?.warnings.map((warning) => (
            <p key={warning} className={classes.warn}>
              {warning}
            </p>
          ))}
        </>
      )}
    </>
  );
}

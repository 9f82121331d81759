import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, Modal, Select, Skeleton } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import { listQuery } from '@/api/list';
import { errorText } from '@/api/problem';
import { useCan } from '@/api/session';
import type { Campaign, CampaignWhole, Page, UnknownTags as Tags } from '@/api/types';
import { EmptyState } from '@/kit/EmptyState';
import { ErrorState } from '@/kit/ErrorState';
import { formatDate } from '@/kit/format';
import classes from './attract.module.css';

/** Tags of the last 30 days that no rule knows; one click makes them a rule. */
export function UnknownTags({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const found = useQuery({
    queryKey: keys.unknownTags,
    queryFn: (): Promise<Page<Tags>> => data(http.GET('/api/v1/campaigns/unknown-tags')),
  });
  const campaigns = useQuery({
    queryKey: [...keys.campaigns, 'choice'],
    queryFn: (): Promise<Page<Campaign>> =>
      data(
        http.GET('/api/v1/campaigns', {
          params: {
            query: listQuery({ filters: { archived: 'false' }, sort: 'name' }, { limit: 200 }),
          },
        }),
      ),
  });
  const items = found.data?.items;
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={t`Метки, которых никто не знает`}
      closeButtonProps={{ 'aria-label': t`Закрыть` }}
    >
      {found.error ? (
        <ErrorState error={found.error} onRetry={() => void found.refetch()} />
      ) : !items ? (
        <Skeleton height={160} aria-busy />
      ) : items.length === 0 ? (
        <EmptyState
          title={t`Все метки узнаны`}
          text={t`За 30 дней не было посещений и обращений с незнакомыми метками.`}
        />
      ) : (
        <ul className={classes.unknown}>
          {items.map((tags) => (
            <Line
              key={`${tags.source} ${tags.medium} ${tags.campaign}`}
              tags={tags}
              campaigns={campaigns.data?.items ?? []}
            />
          ))}
        </ul>
      )}
    </Modal>
  );
}

const NEW = 'new';

function Line({ tags, campaigns }: { tags: Tags; campaigns: Campaign[] }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const canWrite = useCan()('campaigns.write');
  const [chosen, setChosen] = useState<string | null>(null);
  const rule = {
    source: tags.source ?? '',
    medium: tags.medium ?? '',
    campaign: tags.campaign ?? '',
    content: '',
    term: '',
  };
  const name = tags.campaign ?? tags.source ?? '';
  const add = useMutation({
    meta: { form: true },
    mutationFn: (): Promise<CampaignWhole> =>
      chosen === NEW
        ? data(
            http.POST('/api/v1/campaigns', {
              body: { name, channel_id: tags.channel?.id, rules: [rule] },
            }),
          )
        : data(
            http.POST('/api/v1/campaigns/{id}/rules', {
              params: { path: { id: chosen ?? '' } },
              body: rule,
            }),
          ),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.campaigns }),
  });
  const shown = Object.entries({
    utm_source: tags.source,
    utm_medium: tags.medium,
    utm_campaign: tags.campaign,
  }).filter(([, value]) => value);
  const text = shown.map(([key, value]) => `${key}=${value}`).join(' ');
  const options = campaigns.map((one) => ({ value: one.id, label: one.name }));
  if (tags.channel) options.unshift({ value: NEW, label: t`Новая кампания «${name}»` });
  return (
    <li>
      <code className={classes.tags}>{text}</code>
      <p className={classes.quiet}>
        {tags.touches > 0 && (
          <>
            <Plural
              value={tags.touches}
              one="# касание"
              few="# касания"
              many="# касаний"
              other="# касания"
            />
            {' · '}
          </>
        )}
        {tags.visits > 0 && (
          <>
            <Plural
              value={tags.visits}
              one="# посещение"
              few="# посещения"
              many="# посещений"
              other="# посещения"
            />
            {' · '}
          </>
        )}
        <Trans>последнее {formatDate(tags.last_at)}</Trans>
        {tags.channel && ` · ${tags.channel.name}`}
      </p>
      {tags.warnings.map((warning) => (
        <p key={warning} className={classes.warn}>
          {warning}
        </p>
      ))}
      {canWrite && (
        <div className={classes.line}>
          <Select
            size="xs"
            searchable
            aria-label={t`Кампания для ${text}`}
            placeholder={t`Кампания`}
            data={options}
            value={chosen}
            onChange={setChosen}
          />
          <Button
            size="xs"
            variant="default"
            disabled={!chosen}
            loading={add.isPending}
            onClick={() => add.mutate()}
          >
            <Trans>Сделать правилом</Trans>
          </Button>
        </div>
      )}
      {add.error && (
        <Alert color="red" variant="outline" role="alert" p="xs">
          {errorText(add.error)}
        </Alert>
      )}
    </li>
  );
}

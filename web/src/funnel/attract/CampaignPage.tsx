import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useUserOptions } from '@/api/reference';
import { useCan } from '@/api/session';
import type { CampaignWhole } from '@/api/types';
import { RecordTitle } from '@/crm/record/RecordTitle';
import { ErrorState } from '@/kit/ErrorState';
import { formatMoney } from '@/kit/format';
import { InlineDate, InlineMoney, InlineSelect, InlineText } from '@/kit/InlineEdit';
import { Page } from '@/kit/Page';
import classes from './attract.module.css';
import { campaignQuery, useCampaignCalls, useChannelOptions } from './campaignCalls';
import { DayGrid } from './DayGrid';
import { LinkBuilder } from './LinkBuilder';
import { RuleEditor } from './RuleEditor';

interface Props {
  /** The numbers of the campaign's deals: they come from the reports, which a stage does not know. */
  numbers?: (campaign: CampaignWhole) => ReactNode;
}

export function CampaignPage({ numbers }: Props) {
  const { id } = useParams({ from: '/_app/campaigns/$id' });
  const query = useQuery(campaignQuery(id));
  if (query.isError && !query.data) {
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (!query.data) return <Loader size="sm" m="xl" />;
  return <Loaded campaign={query.data} numbers={numbers} />;
}

function Loaded({ campaign, numbers }: { campaign: CampaignWhole } & Props) {
  const { t } = useLingui();
  const can = useCan();
  const readOnly = !can('campaigns.write');
  const { change } = useCampaignCalls(campaign);
  const channels = useChannelOptions();
  const users = useUserOptions();
  const save = (body: Parameters<typeof change.mutateAsync>[0]) => change.mutateAsync(body);
  return (
    <Page
      title={
        <RecordTitle
          label={t`Название кампании`}
          value={campaign.name}
          readOnly={readOnly}
          onSave={(name) => save({ name })}
        />
      }
      facts={
        <>
          {campaign.channel?.name}
          {campaign.totals.cost && <> · {formatMoney(campaign.totals.cost)}</>}
          {campaign.archived && <> · {t`в архиве`}</>}
        </>
      }
      actions={
        <>
          <Link to="/inquiries" search={{ campaign: campaign.id, state: 'new,taken,settled' }}>
            <Trans>Обращения кампании</Trans>
          </Link>
          {!readOnly && (
            <Button variant="default" onClick={() => void save({ archived: !campaign.archived })}>
              {campaign.archived ? <Trans>Вернуть из архива</Trans> : <Trans>В архив</Trans>}
            </Button>
          )}
        </>
      }
    >
      {numbers?.(campaign)}
      <div className={classes.columns}>
        <div>
          <section className={classes.section} aria-label={t`О кампании`}>
            <div className={classes.facts}>
              <InlineSelect
                label={t`Канал`}
                readOnly={readOnly}
                options={channels}
                value={campaign.channel?.id ?? null}
                onSave={(channel_id) => save({ channel_id: channel_id ?? undefined })}
              />
              <InlineSelect
                label={t`Ответственный`}
                readOnly={readOnly}
                options={users}
                value={campaign.owner?.id ?? null}
                onSave={(owner_id) => save({ owner_id })}
              />
              <InlineDate
                label={t`Начало`}
                readOnly={readOnly}
                value={campaign.starts_on ?? null}
                onSave={(starts_on) => save({ starts_on })}
              />
              <InlineDate
                label={t`Конец`}
                readOnly={readOnly}
                value={campaign.ends_on ?? null}
                onSave={(ends_on) => save({ ends_on })}
              />
              <InlineMoney
                label={t`Бюджет`}
                readOnly={readOnly}
                value={campaign.budget ?? { amount: 0, currency: campaign.currency }}
                onSave={(budget) => save({ budget: budget.amount })}
              />
              <InlineText
                label={t`Цель`}
                readOnly={readOnly}
                value={campaign.goal}
                onSave={(goal) => save({ goal: goal ?? '' })}
              />
              <InlineText
                label={t`Наценка сверх цены площадки, %`}
                readOnly={readOnly}
                value={String(campaign.markup / 100)}
                onSave={(value) => save({ markup: hundredths(value) })}
              />
              <InlineText
                label={t`Токен рекламы (ERID)`}
                readOnly={readOnly}
                value={campaign.erid ?? ''}
                onSave={(erid) => save({ erid: erid || null })}
              />
            </div>
          </section>
          <section className={classes.section} aria-labelledby="rules-title">
            <h2 className={classes.heading} id="rules-title">
              <Trans>Метки, по которым её узнают</Trans>
            </h2>
            <RuleEditor campaign={campaign} readOnly={readOnly} />
          </section>
          <section className={classes.section} aria-labelledby="link-title">
            <h2 className={classes.heading} id="link-title">
              <Trans>Ссылка с метками</Trans>
            </h2>
            <LinkBuilder campaign={campaign} />
          </section>
        </div>
        <section className={classes.section} aria-labelledby="days-title">
          <h2 className={classes.heading} id="days-title">
            <Trans>Расход и охват по дням</Trans>
          </h2>
          <DayGrid campaign={campaign} readOnly={readOnly} />
        </section>
      </div>
    </Page>
  );
}

/** Hundredths of a percent of what was written: "3 %", "3,5"; what is no number is told by the server. */
function hundredths(text: string | null): number {
  const plain = (text ?? '').replaceAll(/[\s%]/g, '').replace(',', '.');
  const share = Math.round(Number(plain) * 100);
  return Number.isFinite(share) ? share : -1;
}

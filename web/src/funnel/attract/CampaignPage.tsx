import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useChannelOptions, useUserOptions } from '@/api/reference';
import { useCan } from '@/api/session';
import type { AdPlatform, CampaignWhole } from '@/api/types';
import { RecordTitle } from '@/crm/record/RecordTitle';
import { AD_PLATFORMS, adPlatform } from '@/kit/adPlatform';
import { ErrorState } from '@/kit/ErrorState';
import { formatMoney } from '@/kit/format';
import { InlineDate, InlineMoney, InlineSelect, InlineText } from '@/kit/InlineEdit';
import { Page } from '@/kit/Page';
import classes from './attract.module.css';
import { campaignQuery, useCampaignCalls } from './campaignCalls';
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
                value={campaign.budget ?? null}
                currency={campaign.currency}
                onSave={(budget) => save({ budget: budget?.amount || null })}
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
              <InlineSelect
                label={t`Площадка`}
                readOnly={readOnly}
                options={AD_PLATFORMS.map((value) => ({ value, label: adPlatform(value) }))}
                value={campaign.platform ?? null}
                onSave={(platform) => save({ platform: platform as AdPlatform | null })}
              />
              <InlineText
                label={t`Номер на площадке`}
                readOnly={readOnly}
                value={campaign.external_id ?? ''}
                onSave={(external_id) => save({ external_id: external_id || null })}
              />
              <InlineText
                label={t`Название в отчётах`}
                readOnly={readOnly}
                value={campaign.external_name ?? ''}
                onSave={(external_name) => save({ external_name: external_name || null })}
              />
            </div>
          </section>
          <section className={classes.section} aria-labelledby="goals-title">
            <h2 className={classes.heading} id="goals-title">
              <Trans>Что она должна принести</Trans>
            </h2>
            <div className={classes.facts}>
              <InlineText
                label={t`Лидов`}
                readOnly={readOnly}
                value={campaign.goal_leads ? String(campaign.goal_leads) : ''}
                onSave={(value) => save({ goal_leads: whole(value) })}
              />
              <InlineText
                label={t`Квалифицированных`}
                readOnly={readOnly}
                value={campaign.goal_qualified ? String(campaign.goal_qualified) : ''}
                onSave={(value) => save({ goal_qualified: whole(value) })}
              />
              <InlineMoney
                label={t`Выручки`}
                readOnly={readOnly}
                value={campaign.goal_revenue ?? null}
                currency={campaign.currency}
                onSave={(goal) => save({ goal_revenue: goal?.amount || null })}
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

/** A whole number as written; what is none is told by the server. */
function whole(text: string | null): number | null {
  const plain = (text ?? '').replaceAll(/\s/g, '');
  if (!plain) return null;
  return /^\d+$/.test(plain) ? Number(plain) : -1;
}

/** Hundredths of a percent of what was written: "3 %", "3,5"; what is no number is told by the server. */
function hundredths(text: string | null): number {
  const plain = (text ?? '').replaceAll(/[\s%]/g, '').replace(',', '.');
  const share = Math.round(Number(plain) * 100);
  return Number.isFinite(share) ? share : -1;
}

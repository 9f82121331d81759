import { Trans, useLingui } from '@lingui/react/macro';
import { Progress, Skeleton } from '@mantine/core';
import { useMe } from '@/api/session';
import type { CampaignWhole, Figure } from '@/api/types';
import { formatDate } from '@/kit/format';
import { Explain } from '../explain/Explain';
import { written } from '../figure/written';
import { periodOf, todayIn } from '../period';
import classes from '../room/Room.module.css';
import { Tiles } from '../room/Tiles';
import { useMarketing } from './useMarketing';

/** What a campaign brought, against what it was to bring. */
export function CampaignNumbers({ campaign }: { campaign: CampaignWhole }) {
  const { t } = useLingui();
  const { workspace } = useMe();
  const today = todayIn(workspace.time_zone);
  const year = periodOf({ period: '12m' }, today);
  // Its own days where it has them, at most up to today.
  const from = campaign.starts_on && campaign.starts_on <= today ? campaign.starts_on : year.from;
  const to = campaign.ends_on && campaign.ends_on < today ? campaign.ends_on : today;
  const whole = from && from <= to ? { from, to } : { from: year.from ?? today, to: today };
  const found = useMarketing({ ...whole, by: 'campaign', touch: 'first' });
  if (!found.data) return found.isError ? null : <Skeleton height={76} mb="md" aria-busy />;
  const row = found.data.rows.find((one) => one.key === campaign.id);
  if (!row) return null;
  const tiles: { name: string; figure: Figure; goal?: number | null }[] = [
    { name: t`Лиды`, figure: row.leads, goal: campaign.goal_leads },
    { name: t`Квалифицированные`, figure: row.qualified, goal: campaign.goal_qualified },
    { name: t`Выручка`, figure: row.revenue, goal: campaign.goal_revenue?.amount },
    { name: t`Цена лида`, figure: row.cost_per_lead },
    { name: t`Цена клиента`, figure: row.acquisition_cost },
    { name: t`Окупаемость, ожидаемая`, figure: row.romi_expected },
  ];
  return (
    <section aria-label={t`Что принесла кампания`}>
      <p className={classes.quiet}>
        <Trans>
          {formatDate(whole.from)} – {formatDate(whole.to)}, по первому касанию
        </Trans>
      </p>
      <Tiles
        tiles={tiles.map(({ goal, ...tile }) => ({
          ...tile,
          below: goal ? <Goal figure={tile.figure} goal={goal} name={tile.name} /> : undefined,
        }))}
      />
      <Explain />
    </section>
  );
}

function Goal({ figure, goal, name }: { figure: Figure; goal: number; name: string }) {
  const { t } = useLingui();
  const share = Math.max(0, (figure.value ?? 0) / goal);
  const target = written(goal, figure);
  const percent = Math.round(share * 100);
  return (
    <div>
      <Progress
        size={4}
        mt={4}
        value={Math.min(100, percent)}
        aria-label={t`${name}: ${percent} % цели`}
      />
      <span className={classes.tileName}>
        <Trans>
          {percent} % от {target}
        </Trans>
      </span>
    </div>
  );
}

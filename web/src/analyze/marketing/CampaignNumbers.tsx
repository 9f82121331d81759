import { useLingui } from '@lingui/react/macro';
import { Skeleton } from '@mantine/core';
import { useMe } from '@/api/session';
import { Explain } from '../explain/Explain';
import { periodOf, todayIn } from '../period';
import classes from '../room/Room.module.css';
import { Tiles } from '../room/Tiles';
import { useMarketing } from './useMarketing';

/** What one campaign brought in the last twelve months. */
export function CampaignNumbers({ id }: { id: string }) {
  const { t } = useLingui();
  const { workspace } = useMe();
  const { from, to } = periodOf({ period: '12m' }, todayIn(workspace.time_zone));
  const found = useMarketing({ from: from ?? '', to: to ?? '', by: 'campaign', touch: 'first' });
  if (!found.data) return found.isError ? null : <Skeleton height={76} mb="md" aria-busy />;
  const row = found.data.rows.find((one) => one.key === id);
  if (!row) return null;
  const tiles = [
    { name: t`Лиды`, figure: row.leads },
    { name: t`Цена лида`, figure: row.cost_per_lead },
    { name: t`Выиграно`, figure: row.won },
    { name: t`Цена клиента`, figure: row.acquisition_cost },
    { name: t`Выручка`, figure: row.revenue },
    { name: t`Окупаемость, ожидаемая`, figure: row.romi_expected },
  ];
  return (
    <section aria-label={t`Последние 12 месяцев`}>
      <p className={classes.quiet}>{t`Последние 12 месяцев, по первому касанию`}</p>
      <Tiles tiles={tiles} />
      <Explain />
    </section>
  );
}

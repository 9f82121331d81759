/** What a card says, in words: for hints and for those who do not see it. */
import { plural, t } from '@lingui/core/macro';
import type { Deal } from '@/api/types';
import { daysSince, formatDate, formatMoney } from '@/kit/format';

export function days(count: number): string {
  return plural(count, { one: '# день', few: '# дня', many: '# дней', other: '# дня' });
}

/** How long a deal has stood on its stage, as short as a card wants it. */
export function stageAge(deal: Pick<Deal, 'stage_entered_at'>): string {
  const count = daysSince(deal.stage_entered_at);
  return count === 0 ? t`сегодня` : days(count);
}

/** The next step: none, late, or planned. */
export function stepWords(
  deal: Pick<Deal, 'attention' | 'next_step' | 'next_step_at' | 'status'>,
): string {
  const step = deal.next_step ?? t`без названия`;
  const when = formatDate(deal.next_step_at);
  switch (deal.attention) {
    case 'overdue':
      return t`Шаг просрочен: ${step}, ${when}`;
    case 'no_next_step':
      return t`Следующий шаг не назначен`;
    default:
      return deal.next_step_at ? t`Следующий шаг: ${step}, ${when}` : t`Следующий шаг: ${step}`;
  }
}

export function cardWords(deal: Deal): string {
  const age = stageAge(deal);
  return [
    deal.title,
    deal.company?.name,
    formatMoney(deal.value),
    deal.owner ? deal.owner.name : t`Нет ответственного`,
    t`На этапе: ${age}`,
    deal.stuck ? t`Застряла` : null,
    deal.status === 'won' ? t`Выиграна` : stepWords(deal),
  ]
    .filter(Boolean)
    .join('. ');
}

/** The words of the business for the codes of the API. */
import { t } from '@lingui/core/macro';
import type { DealStatus, PointLabel, StageKind } from '@/api/types';

export function statusLabel(status: DealStatus): string {
  switch (status) {
    case 'open':
      return t`В работе`;
    case 'won':
      return t`Выиграна`;
    case 'lost':
      return t`Проиграна`;
  }
}

export const STAGE_KINDS: StageKind[] = [
  'attract',
  'qualify',
  'present',
  'close',
  'purchase',
  'retain',
];

export function stageKindLabel(kind: StageKind): string {
  switch (kind) {
    case 'attract':
      return t`Привлечение`;
    case 'qualify':
      return t`Квалификация`;
    case 'present':
      return t`Презентация`;
    case 'close':
      return t({ message: 'Закрытие', context: 'a kind of stage' });
    case 'purchase':
      return t`Покупка`;
    case 'retain':
      return t`Удержание`;
  }
}

export function pointLabel(label: PointLabel): string {
  switch (label) {
    case 'work':
      return t`Рабочий`;
    case 'mobile':
      return t`Мобильный`;
    case 'home':
      return t`Домашний`;
    case 'other':
      return t`Другой`;
  }
}

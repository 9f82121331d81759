/** The words of an import. */
import { t } from '@lingui/core/macro';
import type { Import, ImportEntity, ImportState } from '@/api/types';

export const ENTITIES: ImportEntity[] = [
  'companies',
  'contacts',
  'deals',
  'stage-changes',
  'ad-days',
];

export function entityLabel(entity: ImportEntity): string {
  switch (entity) {
    case 'companies':
      return t`Компании`;
    case 'contacts':
      return t`Контакты`;
    case 'deals':
      return t`Сделки`;
    case 'stage-changes':
      return t`Переходы по этапам`;
    case 'ad-days':
      return t`Отчёт о рекламе`;
  }
}

export function entityHint(entity: ImportEntity): string {
  switch (entity) {
    case 'companies':
      return t`Организации: название, ИНН, телефон, сайт, ответственный.`;
    case 'contacts':
      return t`Люди: имя, должность, телефоны, почта, компания.`;
    case 'deals':
      return t`Сделки и лиды: название, сумма, этап, даты создания и закрытия.`;
    case 'stage-changes':
      return t`История: какая сделка, на какой этап и когда перешла. Сначала загрузите сделки.`;
    case 'ad-days':
      return t`Расход, показы и клики по дням из Яндекс Директа, VK Рекламы или Google Ads.`;
  }
}

export function stateLabel(state: ImportState): string {
  switch (state) {
    case 'uploaded':
      return t`Файл загружен`;
    case 'checking':
      return t`Проверяется`;
    case 'checked':
      return t`Проверен`;
    case 'running':
      return t`Загружается`;
    case 'done':
      return t`Загружено`;
    case 'failed':
      return t`Ошибка`;
    case 'cancelled':
      return t`Остановлен`;
    case 'undoing':
      return t`Отменяется`;
    case 'undone':
      return t`Отменён`;
  }
}

/** The server works on it right now, so the page asks how far it is. */
export function busy(state: ImportState): boolean {
  return state === 'checking' || state === 'running' || state === 'undoing';
}

/** Something of it is in the database and can be taken back. */
export function canUndo(item: Import): boolean {
  if (item.state === 'done') return true;
  const stopped = item.state === 'failed' || item.state === 'cancelled';
  return stopped && written(item) > 0 && item.job?.kind !== 'import.check';
}

/** How many records an import made or changed. */
export function written(item: Import): number {
  return (item.counts?.created ?? 0) + (item.counts?.updated ?? 0);
}

export const STEPS = ['file', 'columns', 'check', 'run'] as const;
export type Step = (typeof STEPS)[number];

/** Where an import stands; a person may step back to the columns until it has run. */
export function stepOf(state: ImportState, asked: string | undefined): Step {
  switch (state) {
    case 'uploaded':
      return 'columns';
    case 'checking':
      return 'check';
    case 'checked':
      return asked === 'columns' ? 'columns' : 'check';
    case 'failed':
    case 'cancelled':
      return asked === 'columns' ? 'columns' : 'run';
    default:
      return 'run';
  }
}

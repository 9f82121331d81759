import { t } from '@lingui/core/macro';

/** What a stage can ask for before a deal enters it, in the order of the deal's page. */
export const REQUIRED = [
  'amount',
  'company',
  'contact',
  'owner',
  'source',
  'next_step',
  'expected_close',
  'checklist',
] as const;

export function requiredLabel(field: string): string {
  switch (field) {
    case 'amount':
      return t`сумма`;
    case 'company':
      return t`компания`;
    case 'contact':
      return t`контакт`;
    case 'owner':
      return t`ответственный`;
    case 'source':
      return t`источник`;
    case 'next_step':
      return t`следующий шаг с датой`;
    case 'expected_close':
      return t`ожидаемое закрытие`;
    case 'checklist':
      return t`чек-лист прежнего этапа`;
    default:
      return field;
  }
}

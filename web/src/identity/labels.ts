/** The words for roles, permissions and visibility. */
import { t } from '@lingui/core/macro';
import type { Permission, Role, Visibility } from '@/api/types';

export const ROLES: Role[] = [
  'owner',
  'head_of_sales',
  'salesperson',
  'marketer',
  'accountant',
  'support',
  'viewer',
];

export function roleLabel(role: Role): string {
  switch (role) {
    case 'owner':
      return t`Владелец`;
    case 'head_of_sales':
      return t`Руководитель продаж`;
    case 'salesperson':
      return t`Продавец`;
    case 'marketer':
      return t`Маркетолог`;
    case 'accountant':
      return t`Бухгалтер`;
    case 'support':
      return t`Поддержка`;
    case 'viewer':
      return t`Наблюдатель`;
  }
}

export function visibilityLabel(visibility: Visibility): string {
  switch (visibility) {
    case 'own':
      return t`Только свои`;
    case 'team':
      return t`Своей команды`;
    case 'all':
      return t`Все`;
  }
}

export const PERMISSIONS: Permission[] = [
  'deals.read',
  'deals.write',
  'deals.bulk',
  'deals.delete',
  'companies.read',
  'companies.write',
  'companies.delete',
  'contacts.read',
  'contacts.write',
  'contacts.delete',
  'tasks.read',
  'tasks.write',
  'notes.write',
  'activities.write',
  'campaigns.read',
  'campaigns.write',
  'forms.read',
  'forms.write',
  'inquiries.read',
  'inquiries.write',
  'routing.write',
  'telephony.write',
  'mail.send',
  'mail.write',
  'consents.write',
  'privacy.run',
  'content.read',
  'content.write',
  'qualification.write',
  'questions.write',
  'scripts.write',
  'reviews.write',
  'reports.read',
  'plans.write',
  'dashboards.write',
  'import.run',
  'export.run',
  'jobs.read',
  'pipelines.write',
  'dictionaries.write',
  'users.read',
  'users.write',
  'workspace.write',
];

/** A permission that this version of the interface does not know yet is shown by its code. */
export function permissionLabel(permission: string): string {
  const labels: Record<Permission, string> = {
    'deals.read': t`Видеть сделки`,
    'deals.write': t`Менять сделки`,
    'deals.bulk': t`Менять много сделок сразу`,
    'deals.delete': t`Удалять сделки`,
    'companies.read': t`Видеть компании`,
    'companies.write': t`Менять компании`,
    'companies.delete': t`Удалять компании`,
    'contacts.read': t`Видеть контакты`,
    'contacts.write': t`Менять контакты`,
    'contacts.delete': t`Удалять контакты`,
    'tasks.read': t`Видеть задачи`,
    'tasks.write': t`Менять задачи`,
    'notes.write': t`Писать заметки`,
    'activities.write': t`Записывать звонки, письма и встречи`,
    'campaigns.read': t`Видеть кампании`,
    'campaigns.write': t`Вести кампании и расходы`,
    'forms.read': t`Видеть формы, посещения и подписки`,
    'forms.write': t`Менять формы и сайты`,
    'inquiries.read': t`Видеть обращения`,
    'inquiries.write': t`Разбирать обращения`,
    'routing.write': t`Решать, кому достаются обращения`,
    'telephony.write': t`Настраивать телефонию`,
    'mail.send': t`Отправлять письма`,
    'mail.write': t`Настраивать почту и шаблоны`,
    'consents.write': t`Вносить и отзывать согласия`,
    'privacy.run': t`Выдавать и удалять персональные данные`,
    'content.read': t`Видеть материалы`,
    'content.write': t`Менять материалы`,
    'qualification.write': t`Квалифицировать лиды`,
    'questions.write': t`Менять вопросы квалификации и профиль клиента`,
    'scripts.write': t`Менять скрипты`,
    'reviews.write': t`Оценивать звонки`,
    'plans.write': t`Ставить планы`,
    'dashboards.write': t`Собирать дашборды`,
    'reports.read': t`Смотреть отчёты`,
    'import.run': t`Загружать из файлов`,
    'export.run': t`Выгружать в файлы`,
    'jobs.read': t`Видеть фоновые работы`,
    'pipelines.write': t`Настраивать воронки`,
    'dictionaries.write': t`Менять справочники`,
    'users.read': t`Видеть пользователей`,
    'users.write': t`Управлять пользователями`,
    'workspace.write': t`Менять настройки компании`,
  };
  return labels[permission as Permission] ?? permission;
}

import { t } from '@lingui/core/macro';
import {
  type Icon,
  IconAddressBook,
  IconBooks,
  IconBriefcase,
  IconBuilding,
  IconChecklist,
  IconDropletHalf2,
  IconFileImport,
  IconFilter,
  IconForms,
  IconHeadphones,
  IconInbox,
  IconLayoutDashboard,
  IconLayoutKanban,
  IconMagnet,
  IconMailCheck,
  IconMailForward,
  IconPhone,
  IconRoute,
  IconSettings,
  IconSpeakerphone,
  IconTargetArrow,
  IconTrendingUp,
  IconUserCheck,
  IconUserStar,
} from '@tabler/icons-react';
import type { LinkProps } from '@tanstack/react-router';
import type { Permission } from '@/api/types';

export interface Place {
  to: NonNullable<LinkProps['to']>;
  label: string;
  icon: Icon;
  /** Without this permission the place is not offered. */
  needs?: Permission;
  /** One of the few that fit in the bar at the bottom of a phone. */
  tab?: boolean;
}

export interface PlaceGroup {
  label: string;
  places: Place[];
}

/** Where one can go; the menu and the command palette both read this list. */
export function placeGroups(): PlaceGroup[] {
  return [
    {
      label: t`Продажи`,
      places: [
        {
          to: '/board',
          label: t`Доска`,
          icon: IconLayoutKanban,
          needs: 'deals.read',
          tab: true,
        },
        { to: '/deals', label: t`Сделки`, icon: IconBriefcase, needs: 'deals.read', tab: true },
        {
          to: '/inquiries',
          label: t`Обращения`,
          icon: IconInbox,
          needs: 'inquiries.read',
        },
        { to: '/calls', label: t`Звонки`, icon: IconPhone, needs: 'deals.read' },
        { to: '/mails', label: t`Исходящие письма`, icon: IconMailForward, needs: 'mail.send' },
        { to: '/tasks', label: t`Задачи`, icon: IconChecklist, needs: 'tasks.read', tab: true },
      ],
    },
    {
      label: t`Привлечение`,
      places: [
        {
          to: '/attract',
          label: t`Привлечение`,
          icon: IconMagnet,
          needs: 'reports.read',
        },
        {
          to: '/campaigns',
          label: t`Кампании`,
          icon: IconSpeakerphone,
          needs: 'campaigns.read',
        },
        { to: '/forms', label: t`Формы`, icon: IconForms, needs: 'forms.read' },
        {
          to: '/subscriptions',
          label: t`Подписки`,
          icon: IconMailCheck,
          needs: 'forms.read',
        },
      ],
    },
    {
      label: t`Квалификация`,
      places: [
        {
          to: '/qualify',
          label: t`Квалификация`,
          icon: IconUserCheck,
          needs: 'reports.read',
        },
        { to: '/fit', label: t`Профиль клиента`, icon: IconUserStar, needs: 'reports.read' },
        { to: '/content', label: t`Материалы`, icon: IconBooks, needs: 'content.read' },
        { to: '/scripts', label: t`Скрипты`, icon: IconRoute, needs: 'deals.read' },
        {
          to: '/reviews',
          label: t`Оценки звонков`,
          icon: IconHeadphones,
          needs: 'deals.read',
        },
      ],
    },
    {
      label: t`Клиенты`,
      places: [
        { to: '/companies', label: t`Компании`, icon: IconBuilding, needs: 'companies.read' },
        { to: '/contacts', label: t`Контакты`, icon: IconAddressBook, needs: 'contacts.read' },
      ],
    },
    {
      label: t`Аналитика`,
      places: [
        { to: '/funnel', label: t`Воронка продаж`, icon: IconFilter, needs: 'reports.read' },
        {
          to: '/weak-points',
          label: t`Слабые места`,
          icon: IconDropletHalf2,
          needs: 'reports.read',
        },
        { to: '/forecast', label: t`Прогноз`, icon: IconTrendingUp, needs: 'reports.read' },
        { to: '/plan-fact', label: t`План-факт`, icon: IconTargetArrow, needs: 'reports.read' },
        {
          to: '/dashboards',
          label: t`Дашборды`,
          icon: IconLayoutDashboard,
          needs: 'reports.read',
        },
      ],
    },
    {
      label: t`Управление`,
      places: [
        { to: '/imports', label: t`Импорт`, icon: IconFileImport, needs: 'import.run' },
        { to: '/settings', label: t`Настройки`, icon: IconSettings },
      ],
    },
  ];
}

import { useLingui } from '@lingui/react/macro';
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useCan } from '@/api/session';
import type { Permission } from '@/api/types';
import classes from '@/kit/settings.module.css';

/** The settings: a list of places on the left, on a phone a strip at the top. */
export function SettingsLayout() {
  const { t } = useLingui();
  const can = useCan();
  const nav = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  // On a phone the strip is longer than the screen, and the open place may lie outside.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address decides which place is open
  useEffect(() => {
    const open = nav.current?.querySelector('[aria-current="page"]');
    open?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [pathname]);
  const places: { to: string; label: string; needs?: Permission }[] = [
    { to: '/settings/profile', label: t`Профиль` },
    { to: '/settings/tokens', label: t`Ключи API` },
    { to: '/settings/workspace', label: t`Компания` },
    { to: '/settings/users', label: t`Пользователи и команды`, needs: 'users.read' },
    { to: '/settings/roles', label: t`Роли`, needs: 'users.read' },
    { to: '/settings/pipelines', label: t`Воронки и этапы`, needs: 'pipelines.write' },
    { to: '/settings/dictionaries', label: t`Справочники`, needs: 'dictionaries.write' },
    { to: '/settings/mail', label: t`Почта`, needs: 'mail.send' },
    { to: '/settings/letters', label: t`Шаблоны писем`, needs: 'mail.send' },
    { to: '/settings/channels', label: t`Каналы и страницы`, needs: 'campaigns.read' },
    { to: '/settings/sites', label: t`Сайты и посещения`, needs: 'forms.read' },
    { to: '/settings/privacy', label: t`Персональные данные`, needs: 'privacy.run' },
    { to: '/settings/routing', label: t`Кому обращения`, needs: 'inquiries.read' },
    { to: '/settings/telephony', label: t`Телефония`, needs: 'telephony.write' },
    { to: '/settings/first-response', label: t`Первый ответ`, needs: 'deals.read' },
    { to: '/settings/questions', label: t`Вопросы квалификации`, needs: 'deals.read' },
  ];
  return (
    <div className={classes.layout}>
      <nav ref={nav} className={classes.nav} aria-label={t`Настройки`}>
        {places
          .filter((place) => !place.needs || can(place.needs))
          .map((place) => (
            <Link key={place.to} to={place.to} className={classes.link}>
              {place.label}
            </Link>
          ))}
      </nav>
      <div className={classes.body}>
        <Outlet />
      </div>
    </div>
  );
}

import { Trans, useLingui } from '@lingui/react/macro';
import { Popover, SegmentedControl, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { IconLogout, IconUser } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useMe } from '@/api/session';
import type { Lang } from '@/api/types';
import { Avatar } from '@/kit/Avatar';
import { useLogout, useSwitchLang } from './account';
import classes from './UserMenu.module.css';

/** The person at the screen: theme, language, profile, way out. */
export function UserMenu({ narrow }: { narrow: boolean }) {
  const { t, i18n } = useLingui();
  const me = useMe();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const switchLang = useSwitchLang();
  const logout = useLogout();

  return (
    <Popover position="top-start" width={230} withinPortal trapFocus>
      <Popover.Target>
        <UnstyledButton
          className={classes.me}
          data-narrow={narrow || undefined}
          aria-label={t`Меню пользователя: ${me.user.name}`}
        >
          <Avatar name={me.user.name} />
          {!narrow && <span className={classes.name}>{me.user.name}</span>}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown p={4}>
        <div className={classes.choice}>
          <SegmentedControl
            fullWidth
            aria-label={t`Тема`}
            value={colorScheme}
            onChange={(value) => setColorScheme(value as 'light' | 'dark' | 'auto')}
            data={[
              { value: 'light', label: t`Светлая` },
              { value: 'dark', label: t`Тёмная` },
              { value: 'auto', label: t`Авто` },
            ]}
          />
          <SegmentedControl
            fullWidth
            aria-label={t`Язык`}
            value={i18n.locale}
            onChange={(value) => switchLang.mutate(value as Lang)}
            data={[
              { value: 'ru', label: 'Русский' },
              { value: 'en', label: 'English' },
            ]}
          />
        </div>
        <Link to="/settings/profile" className={classes.item}>
          <IconUser size={15} stroke={1.6} />
          <Trans>Профиль</Trans>
        </Link>
        <UnstyledButton className={classes.item} onClick={() => logout.mutate()}>
          <IconLogout size={15} stroke={1.6} />
          <Trans>Выйти</Trans>
        </UnstyledButton>
      </Popover.Dropdown>
    </Popover>
  );
}

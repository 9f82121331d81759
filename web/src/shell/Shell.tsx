import { Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon, Drawer, Kbd, Tooltip, UnstyledButton } from '@mantine/core';
import { useDisclosure, useHotkeys, useLocalStorage } from '@mantine/hooks';
import {
  IconDots,
  IconLayoutSidebarLeftCollapse,
  IconLayoutSidebarLeftExpand,
  IconSearch,
} from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { Link, Outlet } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useCan, useMe } from '@/api/session';
import { listen } from './live';
import { type PlaceGroup, placeGroups } from './places';
import classes from './Shell.module.css';
import { UserMenu } from './UserMenu';

const Palette = lazy(() => import('./Palette'));
const CallCards = lazy(() => import('@/connect/calls/CallCards'));
const CallScript = lazy(() => import('@/funnel/qualify/scripts/CallScript'));

/** The frame around every page behind the login. */
export function Shell() {
  const { t } = useLingui();
  const me = useMe();
  const can = useCan();
  const client = useQueryClient();
  const [narrow, setNarrow] = useLocalStorage({ key: 'voronka-nav-narrow', defaultValue: false });
  const [asked, setAsked] = useState(0);
  const [more, drawer] = useDisclosure(false);
  const openPalette = () => setAsked((times) => times + 1);

  // By the place of the key: on a Russian layout the same key types «л».
  useHotkeys([['mod+K', openPalette, { usePhysicalKeys: true, preventDefault: true }]], []);
  useEffect(() => listen(client), [client]);

  const groups = placeGroups()
    .map((group) => ({
      ...group,
      places: group.places.filter((place) => !place.needs || can(place.needs)),
    }))
    .filter((group) => group.places.length > 0);
  const tabs = groups.flatMap((group) => group.places).filter((place) => place.tab);

  return (
    <div className={classes.shell} data-narrow={narrow || undefined}>
      <a className={classes.skip} href="#main">
        <Trans>К содержанию</Trans>
      </a>
      <nav className={classes.nav} aria-label={t`Главное меню`}>
        <div className={classes.brand}>
          <span className={classes.logo} aria-hidden />
          <span className={classes.brandName}>{me.workspace.name}</span>
          <Tooltip label={narrow ? t`Развернуть меню` : t`Свернуть меню`} position="right">
            <ActionIcon
              variant="subtle"
              color="gray"
              size="sm"
              aria-label={narrow ? t`Развернуть меню` : t`Свернуть меню`}
              onClick={() => setNarrow(!narrow)}
            >
              {narrow ? (
                <IconLayoutSidebarLeftExpand size={16} stroke={1.6} />
              ) : (
                <IconLayoutSidebarLeftCollapse size={16} stroke={1.6} />
              )}
            </ActionIcon>
          </Tooltip>
        </div>
        <UnstyledButton
          className={classes.search}
          onClick={openPalette}
          aria-label={t`Поиск и команды`}
        >
          <IconSearch size={15} stroke={1.6} />
          <span className={classes.searchText}>
            <Trans>Поиск</Trans>
          </span>
          <Kbd size="xs" className={classes.kbd}>
            Ctrl K
          </Kbd>
        </UnstyledButton>
        <PlaceLinks groups={groups} narrow={narrow} />
        <div className={classes.foot}>
          <UserMenu narrow={narrow} />
        </div>
      </nav>
      <main className={classes.main} id="main">
        <Outlet />
      </main>
      <nav className={classes.tabs} aria-label={t`Нижнее меню`}>
        {tabs.map((place) => (
          <Link key={place.to} to={place.to} className={classes.tab}>
            <place.icon size={20} stroke={1.6} />
            {place.label}
          </Link>
        ))}
        <UnstyledButton className={classes.tab} onClick={openPalette}>
          <IconSearch size={20} stroke={1.6} />
          <Trans>Поиск</Trans>
        </UnstyledButton>
        <UnstyledButton className={classes.tab} onClick={drawer.open}>
          <IconDots size={20} stroke={1.6} />
          <Trans>Ещё</Trans>
        </UnstyledButton>
      </nav>
      <Drawer
        opened={more}
        onClose={drawer.close}
        position="bottom"
        size="auto"
        title={me.workspace.name}
        closeButtonProps={{ 'aria-label': t`Закрыть` }}
      >
        <PlaceLinks groups={groups} narrow={false} onGo={drawer.close} />
        <UserMenu narrow={false} />
      </Drawer>
      {can('deals.read') && (
        <Suspense>
          <CallCards
            script={(deal) => (
              <Suspense>
                <CallScript deal={deal} />
              </Suspense>
            )}
          />
        </Suspense>
      )}
      {asked > 0 && (
        <Suspense>
          <Palette asked={asked} />
        </Suspense>
      )}
    </div>
  );
}

interface LinksProps {
  groups: PlaceGroup[];
  narrow: boolean;
  onGo?: () => void;
}

function PlaceLinks({ groups, narrow, onGo }: LinksProps) {
  return groups.map((group) => (
    <div key={group.label} className={classes.group}>
      <div className={classes.groupLabel}>{group.label}</div>
      {group.places.map((place) => (
        <Tooltip key={place.to} label={place.label} position="right" disabled={!narrow}>
          <Link to={place.to} className={classes.link} aria-label={place.label} onClick={onGo}>
            <place.icon size={17} stroke={1.6} />
            <span className={classes.linkText}>{place.label}</span>
          </Link>
        </Tooltip>
      ))}
    </div>
  ));
}

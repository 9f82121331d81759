import { Trans, useLingui } from '@lingui/react/macro';
import { Badge, Button, Switch } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { teamsQuery, usersQuery } from '@/api/reference';
import { useCan } from '@/api/session';
import type { User } from '@/api/types';
import { Avatar } from '@/kit/Avatar';
import { useAddressed } from '@/kit/choice';
import { ErrorState } from '@/kit/ErrorState';
import { Page } from '@/kit/Page';
import { Scroller } from '@/kit/Scroller';
import classes from '@/kit/settings.module.css';
import tables from '@/kit/table.module.css';
import { roleLabel, visibilityLabel } from './labels';
import { TeamsSection } from './TeamsSection';
import { UserForm } from './UserForm';

/** The people and their teams. */
export function UsersPage() {
  const { t } = useLingui();
  const can = useCan();
  const users = useQuery(usersQuery);
  const teams = useQuery(teamsQuery);
  const [editing, setEditing] = useState<User | 'new' | null>(null);
  const [shown, setShown] = useAddressed('all');
  const everyone = shown === '1';
  const teamName = (id: string | null) =>
    teams.data?.items.find((team) => team.id === id)?.name ?? '—';
  const items = (users.data?.items ?? []).filter((user) => everyone || user.active);
  const dismissed = (users.data?.items ?? []).some((user) => !user.active);

  return (
    <Page
      title={t`Пользователи и команды`}
      actions={
        can('users.write') && (
          <Button leftSection={<IconPlus size={14} />} onClick={() => setEditing('new')}>
            <Trans>Пользователь</Trans>
          </Button>
        )
      }
    >
      <div className={classes.wide}>
        {users.error ? (
          <ErrorState error={users.error} onRetry={() => void users.refetch()} />
        ) : (
          <div className={classes.section}>
            {dismissed && (
              <div className={classes.sectionHead}>
                <Switch
                  label={t`Показать отключённых`}
                  checked={everyone}
                  onChange={(event) => setShown(event.currentTarget.checked ? '1' : undefined)}
                />
              </div>
            )}
            <Scroller label={t`Пользователи`}>
              <table className={`${tables.table} ${tables.lines}`}>
                <thead>
                  <tr>
                    <th scope="col">{t`Имя`}</th>
                    <th scope="col">{t`Почта`}</th>
                    <th scope="col">{t`Роль`}</th>
                    <th scope="col">{t`Команда`}</th>
                    <th scope="col">{t`Видит записи`}</th>
                    <th scope="col">
                      <span className="visually-hidden">{t`Действия`}</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((user) => (
                    <tr key={user.id}>
                      <td>
                        <span className={classes.person}>
                          <Avatar name={user.name} />
                          {user.name}
                          {!user.active && (
                            <Badge size="xs" variant="default">
                              <Trans>отключён</Trans>
                            </Badge>
                          )}
                        </span>
                      </td>
                      <td className={classes.quiet}>{user.email}</td>
                      <td>{roleLabel(user.role)}</td>
                      <td>{teamName(user.team_id)}</td>
                      <td>{visibilityLabel(user.visibility)}</td>
                      <td>
                        {can('users.write') && (
                          <div className={classes.rowActions}>
                            <Button
                              variant="default"
                              size="compact-xs"
                              aria-label={t`Изменить пользователя ${user.name}`}
                              onClick={() => setEditing(user)}
                            >
                              <Trans>Изменить</Trans>
                            </Button>
                          </div>
                        )}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scroller>
          </div>
        )}
        <TeamsSection />
      </div>
      {editing && (
        <UserForm
          key={editing === 'new' ? 'new' : editing.id}
          user={editing === 'new' ? undefined : editing}
          onClose={() => setEditing(null)}
        />
      )}
    </Page>
  );
}

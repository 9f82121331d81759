import { Trans, useLingui } from '@lingui/react/macro';
import { Skeleton } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import type { RoleInfo } from '@/api/types';
import { ErrorState } from '@/kit/ErrorState';
import { Page } from '@/kit/Page';
import { Scroller } from '@/kit/Scroller';
import classes from '@/kit/settings.module.css';
import tables from '@/kit/table.module.css';
import { PERMISSIONS, permissionLabel, roleLabel, visibilityLabel } from './labels';

/** Who may do what: the table the server itself decides by. */
export function RolesPage() {
  const { t } = useLingui();
  const roles = useQuery({
    queryKey: keys.roles,
    queryFn: (): Promise<{ items: RoleInfo[] }> => data(http.GET('/api/v1/roles')),
  });
  const items = roles.data?.items ?? [];
  const further = items
    .flatMap((role) => role.permissions)
    .filter((permission) => !PERMISSIONS.some((known) => known === permission));
  const permissions = [...PERMISSIONS, ...new Set(further)];

  return (
    <Page title={t`Роли`} facts={t`Что может каждая роль`}>
      {roles.error ? (
        <ErrorState error={roles.error} onRetry={() => void roles.refetch()} />
      ) : roles.isPending ? (
        <Skeleton height={300} />
      ) : (
        <Scroller label={t`Что может каждая роль`}>
          <table className={`${tables.table} ${tables.lines}`}>
            <thead>
              <tr>
                <th scope="col">
                  <Trans>Право</Trans>
                </th>
                {items.map((role) => (
                  <th key={role.role} scope="col" data-center>
                    {roleLabel(role.role)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              <tr>
                <th scope="row">
                  <Trans>Какие записи видит</Trans>
                </th>
                {items.map((role) => (
                  <td key={role.role} data-center>
                    {visibilityLabel(role.visibility)}
                  </td>
                ))}
              </tr>
              {permissions.map((permission) => (
                <tr key={permission}>
                  <th scope="row">{permissionLabel(permission)}</th>
                  {items.map((role) => (
                    <td key={role.role} data-center>
                      {role.permissions.includes(permission) ? (
                        <IconCheck
                          size={15}
                          className={classes.yes}
                          role="img"
                          aria-label={t`да`}
                        />
                      ) : (
                        <span className="visually-hidden">{t`нет`}</span>
                      )}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Scroller>
      )}
    </Page>
  );
}

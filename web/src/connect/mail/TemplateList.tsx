import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { IconMailPlus, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useCan } from '@/api/session';
import { EmptyState } from '@/kit/EmptyState';
import { ErrorState } from '@/kit/ErrorState';
import { formatDate } from '@/kit/format';
import { Page } from '@/kit/Page';
import { ScrollBox } from '@/kit/ScrollBox';
import settings from '@/kit/settings.module.css';
import tables from '@/kit/table.module.css';
import { letterClass } from './labels';
import { templatesQuery } from './mailCalls';

/** The letters that are written often. */
export function TemplateList() {
  const { t } = useLingui();
  const can = useCan();
  const navigate = useNavigate();
  const list = useQuery(templatesQuery);
  const items = [...(list.data?.items ?? [])].sort(
    (a, b) => Number(a.archived) - Number(b.archived) || a.name.localeCompare(b.name),
  );
  const add = can('mail.write') && (
    <Button
      leftSection={<IconPlus size={14} />}
      onClick={() => void navigate({ to: '/settings/letters/$id', params: { id: 'new' } })}
    >
      <Trans>Шаблон</Trans>
    </Button>
  );
  return (
    <Page title={t`Шаблоны писем`} actions={add}>
      {list.error && !list.data ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : list.data && items.length === 0 ? (
        <EmptyState
          icon={<IconMailPlus size={28} stroke={1.4} />}
          title={t`Шаблонов пока нет`}
          text={t`В шаблон подставляются имя, компания и сделка того, кому пишут.`}
        />
      ) : (
        <ScrollBox className={`${tables.scroller} ${settings.wide}`} label={t`Таблица шаблонов`}>
          <table className={`${tables.table} ${tables.lines}`}>
            <thead>
              <tr>
                <th>
                  <Trans>Название</Trans>
                </th>
                <th>
                  <Trans context="of a letter">Тема</Trans>
                </th>
                <th>
                  <Trans>Вид</Trans>
                </th>
                <th>
                  <Trans>Язык</Trans>
                </th>
                <th>
                  <Trans>Изменён</Trans>
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map((one) => (
                <tr key={one.id}>
                  <td className={one.archived ? tables.off : undefined}>
                    <Link to="/settings/letters/$id" params={{ id: one.id }}>
                      {one.name}
                    </Link>
                  </td>
                  <td className={tables.long}>{one.subject}</td>
                  <td>{letterClass(one.class)}</td>
                  <td>{one.lang === 'en' ? 'English' : 'Русский'}</td>
                  <td>{formatDate(one.updated_at)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollBox>
      )}
    </Page>
  );
}

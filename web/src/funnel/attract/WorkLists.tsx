import { useLingui } from '@lingui/react/macro';
import { useQueries } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import { listQuery } from '@/api/list';
import { useCan } from '@/api/session';
import { formatNumber } from '@/kit/format';
import classes from './attract.module.css';

/** What waits to be done at the top of the funnel: each number opens its list. */
export function WorkLists() {
  const { t } = useLingui();
  const can = useCan();
  const works: { name: string; filters: Record<string, string>; bad: boolean }[] = [
    { name: t`Новые обращения`, filters: { state: 'new' }, bad: false },
    { name: t`Никто не взял в срок`, filters: { late: 'true' }, bad: true },
    { name: t`Неясно, от кого`, filters: { doubtful: 'true', state: 'new,taken' }, bad: false },
    { name: t`Без ответственного`, filters: { owner: 'none', state: 'new' }, bad: true },
  ];
  const counts = useQueries({
    queries: works.map((work) => ({
      queryKey: [...keys.inquiries, 'count', work.filters],
      queryFn: () =>
        data(
          http.GET('/api/v1/inquiries', {
            params: { query: listQuery({ filters: work.filters }, { limit: 1, total: true }) },
          }),
        ),
      enabled: can('inquiries.read'),
    })),
  });
  if (!can('inquiries.read')) return null;
  return (
    <nav className={classes.works} aria-label={t`Что сделать`}>
      {works.map((work, index) => {
        const total = counts[index]?.data?.total ?? 0;
        return (
          <Link
            key={work.name}
            to="/inquiries"
            search={work.filters}
            className={classes.work}
            data-bad={(work.bad && total > 0) || undefined}
          >
            <b>{formatNumber(total)}</b>
            <span>{work.name}</span>
          </Link>
        );
      })}
    </nav>
  );
}

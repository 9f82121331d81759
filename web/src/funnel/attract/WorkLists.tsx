import { useLingui } from '@lingui/react/macro';
import { useQueries, useQuery } from '@tanstack/react-query';
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
  const lacking = useQuery({
    queryKey: keys.campaignAttention,
    queryFn: () => data(http.GET('/api/v1/campaigns/attention')),
    enabled: can('campaigns.read'),
  }).data;
  if (!can('inquiries.read') && !can('campaigns.read')) return null;
  return (
    <nav className={classes.works} aria-label={t`Что сделать`}>
      {can('inquiries.read') &&
        works.map((work, index) => {
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
      {lacking && (
        <>
          <Link
            to="/campaigns"
            search={{ attention: 'no_spend' }}
            className={classes.work}
            data-bad={lacking.no_spend > 0 || undefined}
          >
            <b>{formatNumber(lacking.no_spend)}</b>
            <span>{t`Неделю без расхода`}</span>
          </Link>
          <Link
            to="/campaigns"
            search={{ attention: 'no_rules' }}
            className={classes.work}
            data-bad={lacking.no_rules > 0 || undefined}
          >
            <b>{formatNumber(lacking.no_rules)}</b>
            <span>{t`Кампании без меток`}</span>
          </Link>
          <Link
            to="/campaigns"
            search={{ tags: '1' }}
            className={classes.work}
            data-bad={lacking.unknown_tags > 0 || undefined}
          >
            <b>{formatNumber(lacking.unknown_tags)}</b>
            <span>{t`Метки, которых никто не знает`}</span>
          </Link>
        </>
      )}
    </nav>
  );
}

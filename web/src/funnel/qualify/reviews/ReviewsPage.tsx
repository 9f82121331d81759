import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { IconHeadphones } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import { listQuery } from '@/api/list';
import { useCan } from '@/api/session';
import type { CallReview, Page as PageOf } from '@/api/types';
import { EmptyState } from '@/kit/EmptyState';
import { ErrorState } from '@/kit/ErrorState';
import { formatDate, formatDateTime } from '@/kit/format';
import { useListState } from '@/kit/listState';
import { Page } from '@/kit/Page';
import { ScrollBox } from '@/kit/ScrollBox';
import tables from '@/kit/table.module.css';
import { CriteriaEditor } from './CriteriaEditor';
import { NewReview } from './NewReview';
import { ReviewDrawer } from './ReviewDrawer';
import classes from './reviews.module.css';
import { Trend } from './Trend';

/** Reviews of calls: how people do, and what each was told. */
export function ReviewsPage() {
  const { t } = useLingui();
  const may = useCan()('reviews.write');
  const state = useListState(['call', 'review', 'criteria']);
  const search = useSearch({ strict: false }) as Record<string, string>;
  const person = search.person;
  const query = useInfiniteQuery({
    queryKey: [...keys.reviews, 'list', person],
    queryFn: ({ pageParam }): Promise<PageOf<CallReview>> =>
      data(
        http.GET('/api/v1/reviews', {
          params: {
            query: listQuery(
              { filters: person ? { person } : {} },
              { limit: 50, ...(pageParam ? { cursor: pageParam } : {}) },
            ),
          },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page
      title={t`Оценки звонков`}
      actions={
        may && (
          <Button variant="default" onClick={() => state.set({ criteria: '1' })}>
            <Trans>Критерии</Trans>
          </Button>
        )
      }
    >
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && items.length === 0 && !person ? (
        <EmptyState
          icon={<IconHeadphones size={28} stroke={1.4} />}
          title={t`Оценок пока нет`}
          text={
            may
              ? t`Откройте сделку и нажмите «Оценить звонок» рядом со звонком.`
              : t`Здесь появятся оценки ваших звонков.`
          }
        />
      ) : (
        <>
          <Trend person={person} onPerson={(id) => state.set({ person: id })} />
          <h2 className={classes.heading}>
            <Trans>Оценки</Trans>
          </h2>
          <ScrollBox className={`${tables.scroller} ${classes.box}`} label={t`Таблица оценок`}>
            <table className={`${tables.table} ${tables.lines} ${classes.table}`}>
              <thead>
                <tr>
                  <th>
                    <Trans>Звонок</Trans>
                  </th>
                  <th>
                    <Trans>Чей</Trans>
                  </th>
                  <th data-number>
                    <Trans>Оценка</Trans>
                  </th>
                  <th>
                    <Trans>Что потренировать</Trans>
                  </th>
                  <th>
                    <Trans>Сделка</Trans>
                  </th>
                  <th>
                    <Trans>Оценил</Trans>
                  </th>
                  <th>
                    <Trans>Прочитано</Trans>
                  </th>
                </tr>
              </thead>
              <tbody>
                {items.map((review) => (
                  <tr key={review.id}>
                    <td>
                      <button
                        type="button"
                        className={classes.open}
                        onClick={() => state.set({ review: review.id })}
                      >
                        {formatDateTime(review.called_at)}
                      </button>
                    </td>
                    <td>{review.person.name}</td>
                    <td data-number>
                      <b>{review.score}</b>
                    </td>
                    <td className={classes.long}>{review.practise}</td>
                    <td className={classes.deal}>
                      {review.deal && (
                        <Link to="/deals/$id" params={{ id: review.deal.id }}>
                          {review.deal.title}
                        </Link>
                      )}
                    </td>
                    <td>{review.by.name}</td>
                    <td>
                      {review.seen_at ? (
                        formatDate(review.seen_at)
                      ) : (
                        <span className={classes.quiet}>{t`нет`}</span>
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </ScrollBox>
          {query.hasNextPage && (
            <Button
              variant="default"
              loading={query.isFetchingNextPage}
              onClick={() => void query.fetchNextPage()}
            >
              <Trans>Показать ещё</Trans>
            </Button>
          )}
        </>
      )}
      {search.call && may && (
        <NewReview
          activity={search.call}
          onClose={(review) => state.set({ call: '', review: review ?? '' })}
        />
      )}
      <ReviewDrawer id={search.review} onClose={() => state.set({ review: '' })} />
      {search.criteria && may && <CriteriaEditor onClose={() => state.set({ criteria: '' })} />}
    </Page>
  );
}

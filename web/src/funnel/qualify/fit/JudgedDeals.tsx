import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Drawer, SegmentedControl } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import type { FitBand, FitJudgedDeal, Page } from '@/api/types';
import { useChoice } from '@/kit/choice';
import { ErrorState } from '@/kit/ErrorState';
import { formatDate, formatSigned } from '@/kit/format';
import { BandMark } from './BandMark';
import classes from './Fit.module.css';

export interface Asked {
  band: FitBand;
  part?: 'earlier' | 'later';
}

/** `A`, `B.later`: which number of the score is opened, as the address names it. */
export function askedOf(address: string | undefined): Asked | null {
  const found = /^([A-D])(?:\.(earlier|later))?$/.exec(address ?? '');
  if (!found) return null;
  return { band: found[1] as FitBand, part: found[2] as Asked['part'] };
}

/** The settled deals behind a number of the score. */
export function JudgedDeals({ asked, onClose }: { asked: Asked; onClose: () => void }) {
  const { t } = useLingui();
  const [status, setStatus] = useChoice('ended', ['', 'won', 'lost']);
  const query = { ...asked, status: status || undefined, limit: 50 };
  const found = useInfiniteQuery({
    queryKey: [...keys.fit, 'deals', query],
    queryFn: ({ pageParam, signal }): Promise<Page<FitJudgedDeal>> =>
      data(
        http.GET('/api/v1/fit-profile/deals', {
          params: { query: { ...query, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  });
  const deals = (found.data?.pages ?? []).flatMap((page) => page.items);
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={440}
      title={t`Сделки группы ${asked.band}`}
      closeButtonProps={{ 'aria-label': t`Закрыть` }}
    >
      <SegmentedControl
        size="xs"
        mb="xs"
        aria-label={t`Чем кончились`}
        value={status}
        onChange={setStatus}
        data={[
          { value: '', label: t`Все` },
          { value: 'won', label: t`Выигранные` },
          { value: 'lost', label: t`Проигранные` },
        ]}
      />
      {found.error && <ErrorState error={found.error} onRetry={() => void found.refetch()} />}
      <ul className={classes.deals}>
        {deals.map((deal) => (
          <li key={deal.id}>
            <Link to="/deals/$id" params={{ id: deal.id }}>
              {deal.title}
            </Link>
            <span>{formatSigned(deal.score)}</span>
            <BandMark band={deal.band} />
            <span className={classes.quiet}>
              {deal.company && `${deal.company} · `}
              {deal.status === 'won' ? (
                <Trans>выиграна {formatDate(deal.settled_at)}</Trans>
              ) : (
                <Trans>проиграна {formatDate(deal.settled_at)}</Trans>
              )}
            </span>
          </li>
        ))}
      </ul>
      {found.hasNextPage && (
        <Button
          mt="xs"
          size="xs"
          variant="default"
          loading={found.isFetchingNextPage}
          onClick={() => void found.fetchNextPage()}
        >
          <Trans>Ещё</Trans>
        </Button>
      )}
    </Drawer>
  );
}

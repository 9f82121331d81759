import { type QueryKey, useInfiniteQuery } from '@tanstack/react-query';
import { data, http } from './client';
import { type ListState, listQuery } from './list';
import type {
  Call,
  Campaign,
  Company,
  Contact,
  Deal,
  Inquiry,
  Mail,
  Material,
  Money,
  Page,
  PrivacyRequest,
  Submission,
  Subscription,
  Task,
} from './types';

/** The long lists, and what stands in them. */
interface Lists {
  '/api/v1/deals': Deal;
  '/api/v1/companies': Company;
  '/api/v1/contacts': Contact;
  '/api/v1/tasks': Task;
  '/api/v1/inquiries': Inquiry;
  '/api/v1/calls': Call;
  '/api/v1/campaigns': Campaign;
  '/api/v1/materials': Material;
  '/api/v1/form-submissions': Submission;
  '/api/v1/subscriptions': Subscription;
  '/api/v1/mails': Mail;
  '/api/v1/privacy-requests': PrivacyRequest;
}

export interface ListResult<T> {
  /** Changes when another question is asked, so that a table knows to start from the top. */
  question: string;
  rows: T[];
  total: number | null;
  sums: Money[];
  /** The first page is on its way. */
  loading: boolean;
  loadingMore: boolean;
  hasMore: boolean;
  loadMore: () => void;
  error: unknown;
  retry: () => void;
}

interface Options<T> {
  limit?: number;
  enabled?: boolean;
  /** In how many milliseconds it is asked again while these rows are known. */
  again?: (rows: T[]) => number | false;
}

/** A list of any length, fetched page by page; totals come with the first page from the database. */
export function useList<P extends keyof Lists>(
  key: QueryKey,
  path: P,
  state: Partial<ListState>,
  options: Options<Lists[P]> = {},
): ListResult<Lists[P]> {
  const limit = options.limit ?? 50;
  const query = useInfiniteQuery({
    queryKey: [...key, 'list', state, limit],
    queryFn: ({ pageParam, signal }) =>
      data(
        http.GET(path as keyof Lists, {
          params: { query: listQuery(state, { limit, cursor: pageParam, total: !pageParam }) },
          signal,
        }),
      ) as Promise<Page<Lists[P]>>,
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    enabled: options.enabled ?? true,
    placeholderData: (previous) => previous,
    refetchInterval: ({ state: { data: known } }) =>
      options.again?.(known?.pages.flatMap((page) => page.items) ?? []) ?? false,
  });
  const first = query.data?.pages[0];
  return {
    question: JSON.stringify(state),
    rows: query.data?.pages.flatMap((page) => page.items) ?? [],
    total: first?.total ?? null,
    sums: first?.sums ?? [],
    loading: query.isPending,
    loadingMore: query.isFetchingNextPage,
    hasMore: query.hasNextPage,
    loadMore: () => {
      if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
    },
    error: query.error,
    retry: () => void query.refetch(),
  };
}

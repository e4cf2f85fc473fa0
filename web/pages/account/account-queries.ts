import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { queryClient } from '../../queries.ts';

const eventsPerPage = 10;

/** What the account page reads beside `queries.me()` and `queries.sessions()`. */
export const accountQueries = {
  waysIn: () => queryOptions({ queryKey: ['ways-in'], queryFn: api.waysIn }),
  activity: () =>
    infiniteQueryOptions({
      queryKey: ['security-events'],
      queryFn: ({ pageParam }) => api.securityEvents({ limit: eventsPerPage, cursor: pageParam }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
};

/** After a change to the account: whatever tells of it is asked for again. */
export async function refreshAccount(): Promise<void> {
  const keys = [['ways-in'], ['me'], ['sessions'], ['security-events']];
  await Promise.all(keys.map((queryKey) => queryClient.invalidateQueries({ queryKey })));
}

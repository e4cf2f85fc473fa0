import { infiniteQueryOptions } from '@tanstack/react-query';
import { api } from '../../api.ts';

const pageSize = 50;

export const accessQueries = {
  log: (w: string) =>
    infiniteQueryOptions({
      queryKey: [w, 'access', 'log'],
      queryFn: ({ pageParam }) =>
        api.accessLog(w, { limit: pageSize, ...(pageParam ? { cursor: pageParam } : {}) }),
      initialPageParam: '',
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
  statements: (w: string, grantId: string) =>
    infiniteQueryOptions({
      queryKey: [w, 'access', 'statements', grantId],
      queryFn: ({ pageParam }) =>
        api.accessStatements(w, grantId, {
          limit: pageSize,
          ...(pageParam ? { cursor: pageParam } : {}),
        }),
      initialPageParam: '',
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
};

import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from '../../api.ts';

const pageSize = 100;

/** They stand under `invoices` and `clients`, so that whatever refreshes those refreshes their history. */
export const historyQueries = {
  invoice: (w: string, id: string) => lifeOf(w, 'invoices', id),
  client: (w: string, id: string) => lifeOf(w, 'clients', id),
  comments: (w: string, invoiceId: string) =>
    queryOptions({
      queryKey: [w, 'invoices', 'comments', invoiceId],
      queryFn: () => api.comments(w, invoiceId),
    }),
};

function lifeOf(w: string, kind: 'invoices' | 'clients', subjectId: string) {
  return infiniteQueryOptions({
    queryKey: [w, kind, 'life', subjectId],
    queryFn: ({ pageParam, signal }) =>
      api.auditEvents(
        w,
        { subjectId, limit: pageSize, ...(pageParam ? { cursor: pageParam } : {}) },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}

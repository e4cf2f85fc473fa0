import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from '../../api.ts';
import type { AuditFilters } from '../../audit-api.ts';

const pageSize = 100;
const maxNames = 200;
const verifiedForMs = 5 * 60_000;

export const auditQueries = {
  events: (w: string, filters: AuditFilters) =>
    infiniteQueryOptions({
      queryKey: [w, 'audit', 'events', filters],
      queryFn: ({ pageParam, signal }) =>
        api.auditEvents(
          w,
          { ...filters, limit: pageSize, ...(pageParam ? { cursor: pageParam } : {}) },
          { signal },
        ),
      initialPageParam: '',
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      placeholderData: (last) => last,
      // What was recorded never changes, so what was loaded is not asked for again while one reads on; a
      // further visit begins at the newest event.
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 0,
    }),
  verification: (w: string) =>
    queryOptions({
      queryKey: [w, 'audit', 'verification'],
      queryFn: ({ signal }) => api.auditVerification(w, { signal }),
      staleTime: verifiedForMs,
      refetchOnWindowFocus: false,
    }),
  people: (w: string) =>
    queryOptions({
      queryKey: [w, 'audit', 'people'],
      queryFn: () => api.members(w),
      staleTime: 60_000,
    }),
  /** The names of the newest invoices and clients, by id; an event holds its subject's id only. */
  names: (w: string) =>
    queryOptions({
      queryKey: [w, 'audit', 'names'],
      queryFn: async ({ signal }) => {
        const [invoices, clients] = await Promise.all([
          api.invoices(w, { limit: maxNames }, { signal }),
          api.clients(w, { limit: maxNames }, { signal }),
        ]);
        return new Map([
          ...invoices.items.map(({ id, number }) => [id, number ?? ''] as const),
          ...clients.items.map(({ id, name }) => [id, name] as const),
        ]);
      },
      staleTime: 60_000,
    }),
};

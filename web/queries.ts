import { keepPreviousData, QueryClient, queryOptions } from '@tanstack/react-query';
import { api, type ClientFilters, type InvoiceFilters } from './api.ts';
import { ApiError } from './http.ts';

const retries = 2;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // A refusal stays a refusal; only a lost connection is worth another try.
      retry: (failures, error) => !(error instanceof ApiError) && failures < retries,
    },
    mutations: { retry: false },
  },
});

/** What screens read, under the keys by which `invalidate…` finds it again. */
export const queries = {
  publicConfig: () =>
    queryOptions({
      queryKey: ['public-config'],
      queryFn: api.publicConfig,
      staleTime: Number.POSITIVE_INFINITY,
    }),
  outbox: () => queryOptions({ queryKey: ['outbox'], queryFn: api.outbox, refetchInterval: 1_000 }),
  me: () => queryOptions({ queryKey: ['me'], queryFn: api.me, staleTime: 60_000 }),
  sessions: () => queryOptions({ queryKey: ['sessions'], queryFn: api.sessions }),
  workspace: (w: string) =>
    queryOptions({
      queryKey: [w, 'workspace'],
      queryFn: () => api.workspace(w),
      staleTime: 60_000,
    }),
  overview: (w: string) =>
    queryOptions({ queryKey: [w, 'invoices', 'overview'], queryFn: () => api.overview(w) }),
  clients: (w: string, filters: ClientFilters = {}) =>
    queryOptions({
      queryKey: [w, 'clients', 'list', filters],
      queryFn: ({ signal }) => api.clients(w, filters, { signal }),
      placeholderData: keepPreviousData,
    }),
  client: (w: string, id: string) =>
    queryOptions({ queryKey: [w, 'clients', id], queryFn: () => api.client(w, id) }),
  invoices: (w: string, filters: InvoiceFilters & { limit?: number } = {}) =>
    queryOptions({
      queryKey: [w, 'invoices', 'list', filters],
      queryFn: ({ signal }) => api.invoices(w, filters, { signal }),
      placeholderData: keepPreviousData,
    }),
  invoiceSums: (w: string, filters: InvoiceFilters = {}) =>
    queryOptions({
      queryKey: [w, 'invoices', 'sums', filters],
      queryFn: ({ signal }) => api.invoiceSums(w, filters, { signal }),
      placeholderData: keepPreviousData,
    }),
  invoice: (w: string, id: string) =>
    queryOptions({ queryKey: [w, 'invoices', 'one', id], queryFn: () => api.invoice(w, id) }),
  numberSeries: (w: string) =>
    queryOptions({ queryKey: [w, 'number-series'], queryFn: () => api.numberSeries(w) }),
  continuity: (w: string, id: string) =>
    queryOptions({
      queryKey: [w, 'number-series', id, 'continuity'],
      queryFn: () => api.continuity(w, id),
    }),
};

/** Whatever shows invoices or sums of them is asked for again. */
export function invalidateInvoices(w: string): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: [w, 'invoices'] });
}

/** Whatever shows clients is asked for again. */
export function invalidateClients(w: string): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: [w, 'clients'] });
}

import type { z } from 'zod';
import type { Client, ClientChange, clientPageSchema, NewClient } from '#modules/clients/schema.ts';
import type {
  Continuity,
  Invoice,
  InvoiceChange,
  InvoiceSums,
  invoicePageSchema,
  NewInvoice,
  NumberSeries,
  newNumberSeriesSchema,
  numberSeriesChangeSchema,
  numberSeriesListSchema,
  Preview,
} from '#modules/invoices/schema.ts';
import type { Overview } from '#modules/overview/schema.ts';
import type { NewPayment, Payment, paymentListSchema } from '#modules/payments/schema.ts';
import type { newWorkspaceSchema, Workspace, WorkspaceChange } from '#modules/workspaces/schema.ts';
import { auditApi } from './audit-api.ts';
import { apiUrl, request } from './http.ts';
import { identityApi } from './identity-api.ts';
import { teamApi } from './team-api.ts';

export type { Me, SessionList } from './identity-api.ts';
export type ClientPage = z.infer<typeof clientPageSchema>;
export type InvoicePage = z.infer<typeof invoicePageSchema>;
export type PaymentList = z.infer<typeof paymentListSchema>;

/** What this installation offers before anyone is signed in. */
export interface PublicConfig {
  /** Mails lie in a local folder that the app shows. */
  outbox: boolean;
  demo: { email: string; password: string } | null;
  /** Sign in with Google is configured. */
  google: boolean;
  baseUrl: string;
}
export interface OutboxMail {
  id: string;
  to: string;
  subject: string;
  sentAt: string;
  text: string;
  links: string[];
}
export interface ClientFilters {
  q?: string;
  archived?: 'true' | 'false';
  limit?: number;
  cursor?: string;
}
export interface InvoiceFilters {
  status?: 'draft' | 'open' | 'overdue' | 'paid';
  clientId?: string;
  from?: string;
  to?: string;
  q?: string;
}
export type InvoicePageQuery = InvoiceFilters & { limit?: number; cursor?: string };

/** What a form sends: the fields with defaults may be left out. */
type Input<Schema extends z.ZodType> = z.input<Schema>;
type Signal = { signal?: AbortSignal };

/** Every call the screens make, named as the API names it. All throw ApiError or NetworkError. */
export const api = {
  publicConfig: () => request<PublicConfig>('GET', 'public-config', { isAnonymous: true }),
  outbox: () => request<{ items: OutboxMail[] }>('GET', 'outbox', { isAnonymous: true }),

  ...identityApi,
  ...teamApi,
  ...auditApi,

  createWorkspace: (body: Input<typeof newWorkspaceSchema>) =>
    request<Workspace>('POST', 'workspaces', { body }),
  workspace: (w: string) => request<Workspace>('GET', `workspaces/${w}`),
  changeWorkspace: (w: string, body: WorkspaceChange) =>
    request<Workspace>('PATCH', `workspaces/${w}`, { body }),
  uploadLogo: (w: string, file: Blob) =>
    request<Workspace>('PUT', `workspaces/${w}/logo`, { file }),
  removeLogo: (w: string) => request<Workspace>('DELETE', `workspaces/${w}/logo`),
  /** The hash in the address lets the browser show a new logo at once. */
  logoUrl: (w: string, sha256: string) =>
    apiUrl(`workspaces/${w}/logo`, { v: sha256.slice(0, 12) }),

  clients: (w: string, query: ClientFilters = {}, { signal }: Signal = {}) =>
    request<ClientPage>('GET', `workspaces/${w}/clients`, { query: { ...query }, signal }),
  client: (w: string, id: string) => request<Client>('GET', `workspaces/${w}/clients/${id}`),
  createClient: (w: string, body: Partial<NewClient> & Pick<NewClient, 'name' | 'address'>) =>
    request<Client>('POST', `workspaces/${w}/clients`, { body }),
  changeClient: (w: string, id: string, body: ClientChange) =>
    request<Client>('PATCH', `workspaces/${w}/clients/${id}`, { body }),
  /** 409 `client_in_use` where the client was invoiced; archive it instead. */
  deleteClient: (w: string, id: string) => request<void>('DELETE', `workspaces/${w}/clients/${id}`),

  invoices: (w: string, query: InvoicePageQuery = {}, { signal }: Signal = {}) =>
    request<InvoicePage>('GET', `workspaces/${w}/invoices`, { query: { ...query }, signal }),
  invoiceSums: (w: string, query: InvoiceFilters = {}, { signal }: Signal = {}) =>
    request<InvoiceSums>('GET', `workspaces/${w}/invoices/sums`, { query: { ...query }, signal }),
  overview: (w: string) => request<Overview>('GET', `workspaces/${w}/overview`),
  invoice: (w: string, id: string) => request<Invoice>('GET', `workspaces/${w}/invoices/${id}`),
  createInvoice: (w: string, body: NewInvoice) =>
    request<Invoice>('POST', `workspaces/${w}/invoices`, { body }),
  /** 409 `draft_changed` where another save came first, `invoice_already_issued` where it is final. */
  changeInvoice: (w: string, id: string, body: InvoiceChange, { signal }: Signal = {}) =>
    request<Invoice>('PATCH', `workspaces/${w}/invoices/${id}`, { body, signal }),
  deleteInvoice: (w: string, id: string) =>
    request<void>('DELETE', `workspaces/${w}/invoices/${id}`),
  /** 409 `total_mismatch`, 422 `invoice_incomplete` with the fields. */
  issueInvoice: (w: string, id: string, body: { expectedTotalMinor?: number } = {}) =>
    request<Invoice>('POST', `workspaces/${w}/invoices/${id}/issuance`, { body }),
  duplicateInvoice: (w: string, id: string) =>
    request<Invoice>('POST', `workspaces/${w}/invoices/${id}/duplicate`, { body: {} }),
  invoicePdfUrl: (w: string, id: string) => apiUrl(`workspaces/${w}/invoices/${id}/pdf`),
  /** The pages of an issued invoice or stored draft as SVG documents. */
  invoicePages: (w: string, id: string, { signal }: Signal = {}) =>
    request<{ pages: string[] }>('GET', `workspaces/${w}/invoices/${id}/pages`, { signal }),
  previewInvoice: (w: string, body: NewInvoice, { signal }: Signal = {}) =>
    request<Preview>('POST', `workspaces/${w}/invoices/preview`, { body, signal }),
  previewPages: (w: string, body: NewInvoice, { signal }: Signal = {}) =>
    request<Preview & { pages: string[] }>('POST', `workspaces/${w}/invoices/preview`, {
      body,
      signal,
      accept: 'image/svg+xml',
    }),

  payments: (w: string, invoiceId: string) =>
    request<PaymentList>('GET', `workspaces/${w}/invoices/${invoiceId}/payments`),
  recordPayment: (w: string, invoiceId: string, body: NewPayment) =>
    request<Payment>('POST', `workspaces/${w}/invoices/${invoiceId}/payments`, { body }),
  deletePayment: (w: string, invoiceId: string, paymentId: string) =>
    request<void>('DELETE', `workspaces/${w}/invoices/${invoiceId}/payments/${paymentId}`),

  numberSeries: (w: string) =>
    request<z.infer<typeof numberSeriesListSchema>>('GET', `workspaces/${w}/number-series`),
  createNumberSeries: (w: string, body: Input<typeof newNumberSeriesSchema>) =>
    request<NumberSeries>('POST', `workspaces/${w}/number-series`, { body }),
  changeNumberSeries: (w: string, id: string, body: z.infer<typeof numberSeriesChangeSchema>) =>
    request<NumberSeries>('PATCH', `workspaces/${w}/number-series/${id}`, { body }),
  continuity: (w: string, id: string) =>
    request<Continuity>('GET', `workspaces/${w}/number-series/${id}/continuity`),
};

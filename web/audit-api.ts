import type { z } from 'zod';
import type { AccessGrant, AccessStatement } from '#modules/access/schema.ts';
import type { AuditEvent, AuditVerification } from '#modules/audit/schema.ts';
import type { Comment, newCommentSchema } from '#modules/invoices/schema.ts';
import { apiUrl, request } from './http.ts';

/** What narrows the trail; the days are in the workspace's time zone and both included. */
export interface AuditFilters {
  subjectType?: string;
  subjectId?: string;
  actorId?: string;
  from?: string;
  to?: string;
}
interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}
interface PageQuery {
  limit?: number;
  cursor?: string;
}
interface Signal {
  signal?: AbortSignal;
}

/** The calls about what happened in a workspace and who looked at it; a part of `api`. */
export const auditApi = {
  auditEvents: (w: string, query: AuditFilters & PageQuery = {}, { signal }: Signal = {}) =>
    request<Page<AuditEvent>>('GET', `workspaces/${w}/audit-events`, {
      query: { ...query },
      signal,
    }),
  /** Computes the whole chain anew and compares it with its anchors. */
  auditVerification: (w: string, { signal }: Signal = {}) =>
    request<AuditVerification>('GET', `workspaces/${w}/audit-events/verification`, {
      signal,
      timeoutMs: 120_000,
    }),
  auditExportUrl: (w: string) => apiUrl(`workspaces/${w}/audit-events/export`),
  /** The public keys that sign anchors (JWKS), for whoever checks an export. */
  auditKeysUrl: () => apiUrl('audit-keys'),

  accessLog: (w: string, query: PageQuery = {}) =>
    request<Page<AccessGrant>>('GET', `workspaces/${w}/access-log`, { query: { ...query } }),
  accessStatements: (w: string, grantId: string, query: PageQuery = {}) =>
    request<Page<AccessStatement>>('GET', `workspaces/${w}/access-log/${grantId}/statements`, {
      query: { ...query },
    }),

  comments: (w: string, invoiceId: string) =>
    request<{ items: Comment[] }>('GET', `workspaces/${w}/invoices/${invoiceId}/comments`),
  addComment: (w: string, invoiceId: string, body: z.input<typeof newCommentSchema>) =>
    request<Comment>('POST', `workspaces/${w}/invoices/${invoiceId}/comments`, { body }),
  deleteComment: (w: string, invoiceId: string, commentId: string) =>
    request<void>('DELETE', `workspaces/${w}/invoices/${invoiceId}/comments/${commentId}`),

  /** The issued invoices of a period as CSV, for an accountant. */
  invoiceExportUrl: (w: string, query: { from?: string; to?: string }) =>
    apiUrl(`workspaces/${w}/exports/invoices`, { ...query }),
};

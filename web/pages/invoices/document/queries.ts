import { queryOptions } from '@tanstack/react-query';
import type { Invoice } from '#modules/invoices/schema.ts';
import type { Workspace } from '#modules/workspaces/schema.ts';
import { api } from '../../../api.ts';
import { contentOf } from '../editor/draft.ts';

/** The pages as SVG: the frozen ones of an issued invoice, or what a draft would become. */
export function invoicePagesQuery(workspace: Workspace, invoice: Invoice) {
  const { id: workspaceId, permissions } = workspace;
  const isDraft = invoice.status === 'draft';
  // Whoever reads only is shown the draft as it is stored.
  const isPreviewed = isDraft && permissions.includes('invoices.draft');
  return queryOptions({
    queryKey: [workspaceId, 'invoice-pages', invoice.id, isDraft ? invoice.version : 'issued'],
    queryFn: async ({ signal }): Promise<{ pages: string[] }> =>
      isPreviewed
        ? api.previewPages(workspaceId, contentOf(invoice), { signal })
        : api.invoicePages(workspaceId, invoice.id, { signal }),
    // What is issued never changes, and a draft's version is in the key.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });
}

export function paymentsQuery(workspaceId: string, invoiceId: string) {
  return queryOptions({
    queryKey: [workspaceId, 'invoices', 'payments', invoiceId],
    queryFn: () => api.payments(workspaceId, invoiceId),
  });
}

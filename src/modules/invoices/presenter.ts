import { todayIn } from '#lib/dates.ts';
import type { Client } from '#modules/clients/schema.ts';
import type { WorkspaceDetails } from '#modules/workspaces/index.ts';
import { checkInvoice } from './checks.ts';
import { buildDocument } from './document.ts';
import type { InvoiceRecord } from './queries.ts';
import type { Invoice, InvoiceStatus } from './schema.ts';

/** What leaves the server of an invoice: a draft computed now, an issued one as it was frozen. */
export function presentInvoice(
  record: InvoiceRecord,
  workspace: WorkspaceDetails,
  client: Client | undefined,
  now: Date,
): Invoice {
  const document = record.document ?? buildDocument(record.content, workspace, client);
  const issued = record.status === 'issued';
  const findings = issued ? [] : checkInvoice(document, { workspaceCurrency: workspace.currency });
  const today = todayIn(workspace.timeZone, now);
  return {
    ...record.content,
    id: record.id,
    type: 'invoice',
    status: statusOf(record),
    overdue: issued && record.balanceMinor > 0 && document.dueOn < today,
    number: document.number,
    version: record.version,
    // A draft keeps what was typed: exemption texts are filled in when its document is put together.
    lines: issued ? document.lines : record.content.lines,
    seller: document.seller,
    buyer: document.buyer,
    totals: document.totals,
    findings,
    balanceMinor: record.balanceMinor,
    paidMinor: record.paidMinor,
    paymentReference: document.paymentReference,
    document: record.stored,
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
    issuedAt: record.issuedAt,
  };
}

/** The one place that names a status; `overdue` is derived beside it, from the date of today. */
export function statusOf(row: {
  status: string;
  paidMinor: number;
  balanceMinor: number;
}): InvoiceStatus {
  if (row.status === 'draft') return 'draft';
  if (row.balanceMinor <= 0) return 'paid';
  return row.paidMinor > 0 ? 'partially_paid' : 'issued';
}

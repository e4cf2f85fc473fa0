import { sql } from 'kysely';
import type { WorkspaceTx } from '#platform/db.ts';
import { notFound } from '#platform/errors.ts';
import type { InvoiceDocument } from './schema.ts';

const workspaceId = sql<string>`current_workspace_id()`;

/** What is owed under an issued invoice, in minor units of its currency. */
export type Balance = {
  currency: string;
  issueOn: string;
  dueMinor: number;
  paidMinor: number;
  balanceMinor: number;
};

/** Opens the balance of an invoice in the transaction that issues it. */
export async function openBalance(
  tx: WorkspaceTx,
  invoiceId: string,
  clientId: string,
  document: InvoiceDocument,
): Promise<void> {
  await tx
    .insertInto('invoice_balances')
    .values({
      workspace_id: workspaceId,
      invoice_id: invoiceId,
      client_id: clientId,
      currency: document.currency,
      issue_on: document.issueOn,
      due_on: document.dueOn,
      due_minor: document.totals.dueMinor,
    })
    .execute();
}

/** Adds to what was paid (or takes away, where negative) and returns the new balance; throws 404. */
export async function changePaid(
  tx: WorkspaceTx,
  invoiceId: string,
  byMinor: number,
): Promise<Balance> {
  const row = await tx
    .updateTable('invoice_balances')
    .set((eb) => ({ paid_minor: eb('paid_minor', '+', byMinor) }))
    .where('workspace_id', '=', workspaceId)
    .where('invoice_id', '=', invoiceId)
    .returningAll()
    .executeTakeFirst();
  if (!row) throw notFound('issued invoice');
  return {
    currency: row.currency,
    issueOn: row.issue_on,
    dueMinor: row.due_minor,
    paidMinor: row.paid_minor,
    balanceMinor: row.balance_minor,
  };
}

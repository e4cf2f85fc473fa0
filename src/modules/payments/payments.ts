import { sql } from 'kysely';
import { newId } from '#lib/ids.ts';
import { recordAudit } from '#modules/audit/index.ts';
import { changePaid, getInvoice } from '#modules/invoices/index.ts';
import type { Actor } from '#modules/workspaces/index.ts';
import type { WorkspaceTx } from '#platform/db.ts';
import { invalidInput, notFound } from '#platform/errors.ts';
import type { NewPayment, Payment } from './schema.ts';

const workspaceId = sql<string>`current_workspace_id()`;
const maxPayments = 500;

/** Records that money came in for an issued invoice. Throws 404, 422 where it is more than is open. */
export async function recordPayment(
  tx: WorkspaceTx,
  actor: Actor,
  invoiceId: string,
  input: NewPayment,
): Promise<Payment> {
  const balance = await changePaid(tx, invoiceId, input.amountMinor);
  if (balance.balanceMinor < 0) {
    const openMinor = balance.balanceMinor + input.amountMinor;
    throw invalidInput([
      { field: 'amountMinor', message: `must be at most the open ${openMinor}` },
    ]);
  }
  const { amountMinor, paidOn, note } = input;
  const id = newId();
  const row = await tx
    .insertInto('payments')
    .values({
      workspace_id: workspaceId,
      id,
      invoice_id: invoiceId,
      currency: balance.currency,
      amount_minor: amountMinor,
      paid_on: paidOn,
      note,
    })
    .returning('created_at')
    .executeTakeFirstOrThrow();
  await recordAudit(tx, actor, {
    type: 'payment.recorded',
    subjectId: invoiceId,
    data: { paymentId: id, amountMinor, currency: balance.currency, paidOn, note },
  });
  return { id, invoiceId, amountMinor, paidOn, note, createdAt: row.created_at.toISOString() };
}

/** The payments of an invoice, in the order in which they were recorded; throws 404. */
export async function listPayments(tx: WorkspaceTx, invoiceId: string): Promise<Payment[]> {
  await getInvoice(tx, invoiceId);
  const rows = await tx
    .selectFrom('payments')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('invoice_id', '=', invoiceId)
    .orderBy('id')
    .limit(maxPayments)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    invoiceId: row.invoice_id,
    amountMinor: row.amount_minor,
    paidOn: row.paid_on,
    note: row.note,
    createdAt: row.created_at.toISOString(),
  }));
}

/** Takes back a payment that was recorded by mistake; the audit trail keeps it. Throws 404. */
export async function deletePayment(
  tx: WorkspaceTx,
  actor: Actor,
  invoiceId: string,
  paymentId: string,
): Promise<void> {
  const row = await tx
    .deleteFrom('payments')
    .where('workspace_id', '=', workspaceId)
    .where('invoice_id', '=', invoiceId)
    .where('id', '=', paymentId)
    .returningAll()
    .executeTakeFirst();
  if (!row) throw notFound('payment');
  await changePaid(tx, invoiceId, -row.amount_minor);
  await recordAudit(tx, actor, {
    type: 'payment.deleted',
    subjectId: invoiceId,
    data: {
      paymentId,
      amountMinor: row.amount_minor,
      currency: row.currency,
      paidOn: row.paid_on,
      note: row.note,
    },
  });
}

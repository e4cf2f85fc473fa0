import { sql } from 'kysely';
import type { VatBreakdown } from '#modules/invoices/schema.ts';
import type { WorkspaceTx } from '#platform/db.ts';
import type { InvoiceExportQuery } from './schema.ts';

/** An issued invoice as the export shows it: what its document froze, and what was paid until now. */
export type IssuedInvoice = {
  series_id: string;
  period: string;
  sequence: number;
  number: string;
  type: string;
  status: string;
  issue_on: string;
  due_on: string;
  delivery_on: string | null;
  service_from: string | null;
  service_to: string | null;
  buyer_name: string;
  buyer_vat_id: string | null;
  buyer_country: string | null;
  currency: string;
  vat_breakdown: VatBreakdown[];
  rounding_minor: number;
  due_minor: number;
  accounting_currency: string | null;
  accounting_vat_minor: number | null;
  paid_minor: number;
  balance_minor: number;
};

/** The last number that each series had given in each period at one moment. */
export type Counted = Map<string, number>;

const keyOf = (row: { series_id: string; period: string }) => `${row.series_id} ${row.period}`;

/**
 * Which invoices were issued at this moment: since numbers have no gaps, the counters say it. An export of
 * many batches asks once, and what is issued while it runs leaves no hole in its numbers.
 */
export async function countIssued(tx: WorkspaceTx): Promise<Counted> {
  const rows = await tx
    .selectFrom('number_periods')
    .select(['series_id', 'period', 'last_value'])
    .where('workspace_id', '=', (eb) => eb.fn('current_workspace_id'))
    .execute();
  return new Map(rows.map((row) => [keyOf(row), row.last_value]));
}

export function wasCounted(counted: Counted, invoice: IssuedInvoice): boolean {
  return invoice.sequence <= (counted.get(keyOf(invoice)) ?? 0);
}

/**
 * The next issued invoices of a period by issue date, those of one day by number, after the last of the
 * batch before. Neither date nor number of an issued invoice ever changes, so none comes twice or never.
 */
export async function nextIssued(
  tx: WorkspaceTx,
  { from, to }: InvoiceExportQuery,
  after: IssuedInvoice | undefined,
  limit: number,
): Promise<IssuedInvoice[]> {
  // Of a document of a thousand lines only what is exported leaves Postgres.
  const { rows } = await sql<IssuedInvoice>`
    select i.series_id, i.period, i.sequence, i.number, i.type, i.status, i.issue_on, i.due_on,
      i.document ->> 'deliveryOn' as delivery_on,
      i.document -> 'servicePeriod' ->> 'from' as service_from,
      i.document -> 'servicePeriod' ->> 'to' as service_to,
      i.buyer_name,
      i.document -> 'buyer' ->> 'vatId' as buyer_vat_id,
      i.document -> 'buyer' -> 'address' ->> 'country' as buyer_country,
      i.currency,
      i.document -> 'totals' -> 'vatBreakdown' as vat_breakdown,
      (i.document -> 'totals' ->> 'roundingMinor')::bigint as rounding_minor,
      b.due_minor,
      i.document -> 'totals' -> 'accountingVat' ->> 'currency' as accounting_currency,
      (i.document -> 'totals' -> 'accountingVat' ->> 'vatMinor')::bigint as accounting_vat_minor,
      b.paid_minor, b.balance_minor
    from invoices i
    join invoice_balances b on b.workspace_id = i.workspace_id and b.invoice_id = i.id
    where i.workspace_id = current_workspace_id() and i.status = 'issued'
      ${from ? sql`and i.issue_on >= ${from}` : sql``}
      ${to ? sql`and i.issue_on <= ${to}` : sql``}
      ${after ? sql`and ${afterInvoice(after)}` : sql``}
    order by i.issue_on, i.series_id, i.period, i.sequence
    limit ${limit}`.execute(tx);
  return rows;
}

function afterInvoice(invoice: IssuedInvoice) {
  return sql`(i.issue_on, i.series_id, i.period, i.sequence) > (${invoice.issue_on}::date,
    ${invoice.series_id}::uuid, ${invoice.period}::text, ${invoice.sequence}::bigint)`;
}

import { newId } from '#lib/ids.ts';
import { fromMinor } from '#lib/money.ts';
import { recordAudit } from '#modules/audit/index.ts';
import { statusOf } from '#modules/invoices/index.ts';
import type { VatBreakdown } from '#modules/invoices/schema.ts';
import type { Enter } from '#modules/workspaces/index.ts';
import { byteOrderMark, csvLine, typedCell } from './csv.ts';
import {
  type Counted,
  countIssued,
  type IssuedInvoice,
  nextIssued,
  wasCounted,
} from './issued-invoices.ts';
import type { InvoiceExportQuery } from './schema.ts';

const batchRows = 500;

/**
 * Starts the export of the invoices that are issued at this moment: records that it was made, and returns
 * its bytes as they are read. Each batch is a transaction of its own, so that nobody who reads slowly holds
 * one open, and so that an export ends with the session or the membership of whoever asked for it.
 */
export async function exportInvoices(
  enter: Enter,
  period: InvoiceExportQuery,
): Promise<AsyncIterable<Uint8Array>> {
  const counted = await enter(async (tx, actor) => {
    await recordAudit(tx, actor, {
      type: 'export.created',
      subjectId: newId(),
      data: { kind: 'invoices', from: period.from ?? null, to: period.to ?? null },
    });
    return countIssued(tx);
  });
  return chunks(enter, period, counted);
}

async function* chunks(enter: Enter, period: InvoiceExportQuery, counted: Counted) {
  const encoder = new TextEncoder();
  yield encoder.encode(byteOrderMark + csvLine(Object.keys(columns)));
  let last: IssuedInvoice | undefined;
  do {
    const batch = await enter((tx) => nextIssued(tx, period, last, batchRows));
    const lines = batch.filter((invoice) => wasCounted(counted, invoice)).flatMap(linesOf);
    if (lines.length > 0) yield encoder.encode(lines.join(''));
    last = batch.length === batchRows ? batch.at(-1) : undefined;
  } while (last);
}

/** One VAT rate of an invoice; `row` counts them from 1 on. */
type Part = { invoice: IssuedInvoice; vat: VatBreakdown; row: number };

function linesOf(invoice: IssuedInvoice): string[] {
  return invoice.vat_breakdown.map((vat, index) => {
    const part = { invoice, vat, row: index + 1 };
    return csvLine(Object.values(columns).map((cell) => cell(part)));
  });
}

/**
 * A line is one VAT category and rate of an invoice, as bookkeeping posts them. What belongs to the whole
 * invoice stands on its first line only, so that every column of amounts can be added up.
 */
const columns: Record<string, (part: Part) => string> = {
  Number: ({ invoice }) => typedCell(invoice.number),
  Type: ({ invoice }) => invoice.type,
  Status: ({ invoice }) =>
    statusOf({
      status: invoice.status,
      paidMinor: invoice.paid_minor,
      balanceMinor: invoice.balance_minor,
    }),
  'Issue date': ({ invoice }) => invoice.issue_on,
  'Due date': ({ invoice }) => invoice.due_on,
  'Delivery date': ({ invoice }) => invoice.delivery_on ?? '',
  'Service from': ({ invoice }) => invoice.service_from ?? '',
  'Service to': ({ invoice }) => invoice.service_to ?? '',
  Client: ({ invoice }) => typedCell(invoice.buyer_name),
  'Client VAT ID': ({ invoice }) => typedCell(invoice.buyer_vat_id ?? ''),
  'Client country': ({ invoice }) => invoice.buyer_country ?? '',
  Currency: ({ invoice }) => invoice.currency,
  'VAT row': ({ row }) => String(row),
  'VAT category': ({ vat }) => vat.category,
  'VAT rate': ({ vat }) => vat.rate,
  'VAT exemption code': ({ vat }) => typedCell(vat.exemptionCode ?? ''),
  Net: ({ invoice, vat }) => fromMinor(vat.taxableMinor, invoice.currency),
  VAT: ({ invoice, vat }) => fromMinor(vat.vatMinor, invoice.currency),
  Gross: ({ invoice, vat }) => fromMinor(vat.taxableMinor + vat.vatMinor, invoice.currency),
  Rounding: onFirst(({ rounding_minor, currency }) => fromMinor(rounding_minor, currency)),
  'Amount due': onFirst(({ due_minor, currency }) => fromMinor(due_minor, currency)),
  Paid: onFirst(({ paid_minor, currency }) => fromMinor(paid_minor, currency)),
  Balance: onFirst(({ balance_minor, currency }) => fromMinor(balance_minor, currency)),
  'Accounting currency': onFirst(({ accounting_currency }) => accounting_currency ?? ''),
  'VAT in accounting currency': onFirst(({ accounting_currency, accounting_vat_minor }) =>
    accounting_currency === null ? '' : fromMinor(accounting_vat_minor ?? 0, accounting_currency),
  ),
};

function onFirst(cell: (invoice: IssuedInvoice) => string) {
  return ({ invoice, row }: Part) => (row === 1 ? cell(invoice) : '');
}

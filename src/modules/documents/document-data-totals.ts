import { formatMinor } from '#lib/money.ts';
import type { InvoiceDocument } from '#modules/invoices/schema.ts';
import type { DocumentFormat } from './document-data-format.ts';
import { breakableText, printableLine, printableText } from './glyphs.ts';
import { fillLabel } from './labels.ts';

/** A row of the totals; `weight` says how loud it is. */
export interface TotalRow {
  label: string;
  value: string;
  weight: 'plain' | 'sum' | 'due';
}

/** From the subtotal to the amount due; rows that would only repeat the one above are left out. */
export function totalRows(document: InvoiceDocument, format: DocumentFormat): TotalRow[] {
  const { totals } = document;
  const { labels, money } = format;
  const rows: TotalRow[] = [];
  const plain = (label: string, minor: number) =>
    rows.push({ label, value: money(minor), weight: 'plain' });

  if (document.discounts.length > 0) {
    plain(
      labels.subtotal,
      totals.lines.reduce((sum, line) => sum + line.amountMinor, 0),
    );
    document.discounts.forEach((_, index) => {
      plain(discountLabel(document, index, format), -(totals.discounts[index]?.amountMinor ?? 0));
    });
  }
  plain(labels.net, totals.netMinor);
  for (const group of totals.vatBreakdown) {
    const rate = format.decimal(group.rate);
    plain(fillLabel(labels.vat, { rate, base: money(group.taxableMinor) }), group.vatMinor);
  }
  const settled = totals.paidMinor === 0 && totals.roundingMinor === 0;
  if (!settled) {
    rows.push({ label: labels.gross, value: money(totals.grossMinor), weight: 'sum' });
    if (totals.paidMinor !== 0) plain(labels.paid, -totals.paidMinor);
    if (totals.roundingMinor !== 0) plain(labels.rounding, totals.roundingMinor);
  }
  rows.push({
    label: settled ? labels.gross : labels.due,
    value: money(totals.dueMinor),
    weight: 'due',
  });
  return rows;
}

function discountLabel(document: InvoiceDocument, index: number, format: DocumentFormat): string {
  const discount = document.discounts[index];
  if (!discount) return format.labels.discount;
  const label =
    discount.percent === null
      ? format.labels.discount
      : fillLabel(format.labels.discountPercent, { percent: format.decimal(discount.percent) });
  const reason = breakableText(printableLine(discount.reason), 30);
  return reason === '' ? label : `${label} · ${reason}`;
}

/** BT-111 with the rate and its date, where the invoice is not in the accounting currency. */
export function accountingVatRow(
  document: InvoiceDocument,
  format: DocumentFormat,
): { label: string; value: string; rate: string } | null {
  const vat = document.totals.accountingVat;
  if (vat === null) return null;
  return {
    label: fillLabel(format.labels.accountingVat, { currency: vat.currency }),
    value: formatMinor(vat.vatMinor, vat.currency, format.language),
    rate: fillLabel(format.labels.exchangeRate, {
      one: `1\u00a0${document.currency}`,
      other: `${format.decimal(vat.rate)}\u00a0${vat.currency}`,
      date: format.date(vat.on),
    }),
  };
}

/** The reasons why no VAT is charged (BT-120), each once, in the order of the breakdown. */
export function exemptionTexts(document: InvoiceDocument): string[] {
  const texts = document.totals.vatBreakdown.flatMap((group) => group.exemptionText ?? []);
  return [...new Set(texts.filter((text) => text !== ''))].map((text) =>
    breakableText(printableText(text), 60),
  );
}

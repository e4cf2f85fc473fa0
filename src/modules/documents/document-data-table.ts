import type { InvoiceDocument, InvoiceLine } from '#modules/invoices/schema.ts';
import type { DocumentFormat } from './document-data-format.ts';
import { breakableText, printableText } from './glyphs.ts';
import { fillLabel } from './labels.ts';

/** One row of the table, as strings. */
export interface TableRow {
  name: string;
  /** The further lines of the description. */
  details: string;
  /** The line's discount in words and as an amount, or null. */
  discount: string | null;
  /** Position, quantity, unit, unit price, VAT rate, amount. */
  position: string;
  quantity: string;
  unit: string;
  unitPrice: string;
  vatRate: string;
  amount: string;
  /** Whether the row may continue on the next page, because it hardly fits on one. */
  breakable: boolean;
}

/** The table of lines, with what is carried over a page break after each line. */
export interface TableData {
  head: Omit<TableRow, 'details' | 'discount' | 'breakable'>;
  /** In points; the description takes what is left. */
  widths: Record<'position' | 'quantity' | 'unit' | 'unitPrice' | 'vatRate' | 'amount', number>;
  rows: TableRow[];
  carriedLabel: string;
  /** `carried[n]` is the sum of the first n lines. */
  carried: string[];
}

const longestWord = 34;
const breakableFrom = 700; // characters: about a sixth of a page

/** The lines as the template shows them. Amounts come from the totals; nothing is computed but the carried sums. */
export function tableData(document: InvoiceDocument, format: DocumentFormat): TableData {
  const { labels } = format;
  const rows = document.lines.map((line, index) => tableRow(document, line, index, format));
  const head = {
    position: '',
    name: labels.description,
    quantity: labels.quantity,
    unit: '',
    unitPrice: document.prices === 'gross' ? labels.unitPriceGross : labels.unitPriceNet,
    vatRate: labels.vatRate,
    amount: `${labels.amount} ${document.currency}`,
  };
  const width = (column: keyof TableData['widths'], smallest: number) =>
    columnWidth(
      rows.map((row) => row[column]),
      head[column],
      smallest,
    );
  return {
    head,
    widths: {
      position: width('position', 16),
      quantity: width('quantity', 38),
      unit: width('unit', 26) + unitGap,
      unitPrice: width('unitPrice', 54),
      vatRate: width('vatRate', 34),
      amount: width('amount', 62),
    },
    rows,
    carriedLabel: labels.carriedForward,
    carried: carriedSums(document).map(format.money),
  };
}

function tableRow(
  document: InvoiceDocument,
  line: InvoiceLine,
  index: number,
  format: DocumentFormat,
): TableRow {
  const totals = document.totals.lines[index];
  const [name = '', ...details] = printableText(line.description).split('\n');
  const units: Readonly<Record<string, string>> = format.labels.units;
  return {
    name: breakableText(name, longestWord),
    details: breakableText(details.join('\n').trim(), longestWord),
    discount: lineDiscount(line, totals?.discountMinor ?? 0, format),
    position: String(index + 1),
    quantity: format.decimal(line.quantity),
    unit: units[line.unit] ?? line.unit,
    unitPrice: format.decimal(line.unitPrice, 2),
    vatRate: `${format.decimal(line.vat.rate)}\u00a0%`,
    amount: format.amount(totals?.amountMinor ?? 0),
    breakable: line.description.length > breakableFrom,
  };
}

function lineDiscount(line: InvoiceLine, minor: number, format: DocumentFormat): string | null {
  if (line.discountPercent === null || minor === 0) return null;
  const label = fillLabel(format.labels.lineDiscount, {
    percent: format.decimal(line.discountPercent),
  });
  return `${label}: ${format.amount(-minor)}`;
}

function carriedSums(document: InvoiceDocument): number[] {
  let sum = 0;
  return [0, ...document.totals.lines.map((line) => (sum += line.amountMinor))];
}

const columnGap = 10;
const unitGap = 5;
const digitWidth = 4.6; // of a tabular figure at 9 points, with a little air
const narrowWidth = 2.4; // of separators and spaces
const headWidth = 4.3; // of an average letter of the head at 7.5 points

// Fixed widths spare the layout engine from measuring every cell twice.
function columnWidth(cells: readonly string[], head: string, smallest: number): number {
  const word = head.split(' ').reduce((longest, part) => Math.max(longest, part.length), 0);
  let widest = Math.max(smallest - columnGap, word * headWidth);
  for (const cell of cells) widest = Math.max(widest, textWidth(cell));
  return Math.round(widest + columnGap);
}

function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += /[.,\s]/u.test(character) ? narrowWidth : digitWidth;
  return width;
}

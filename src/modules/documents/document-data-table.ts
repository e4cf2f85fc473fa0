import type { InvoiceDocument, InvoiceLine } from '#modules/invoices/schema.ts';
import type { DocumentFormat } from './document-data-format.ts';
import { textWidth } from './fonts-width.ts';
import { breakableText, printableText } from './glyphs.ts';
import { fillLabel, unitLabel } from './labels.ts';

/** The table of lines, with what is carried over a page break after each line. */
export interface TableData {
  head: TableCells;
  /** In points, in the order of the cells; null takes what is left. */
  widths: (number | null)[];
  rows: TableRow[];
  /** At the foot of a page and at the head of the next. */
  carriedLabel: string;
  broughtLabel: string;
  /** `carried[n]` is the sum of the first n lines. */
  carried: string[];
}

/** Position, description, quantity, unit, unit price, VAT rate, amount. */
type TableCells = [string, string, string, string, string, string, string];

interface TableRow {
  cells: TableCells;
  /** What stands small below the description: its further lines and the line's discount. */
  details: string;
  /** In points; null where only the layout can tell, because text may wrap. */
  height: number | null;
  /** Whether a row that may wrap stays on one page all the same; only a very long one may not. */
  keepTogether: boolean;
}

/** The sizes that the template sets, in points. */
const size = { text: 9, details: 8, head: 7.5, tableWidth: 467.7, columnGap: 10, unitGap: 5 };
const rowHeight = { first: 14.94, further: 9.78 };
const smallestWidths = [16, 0, 38, 26, 52, 34, 62];
const longestWord = 34;
const breakableFrom = 700; // characters: about a sixth of a page

/** The lines as the template shows them; of its own it only adds up what is carried over. */
export function tableData(document: InvoiceDocument, format: DocumentFormat): TableData {
  const { labels } = format;
  const head: TableCells = [
    '#',
    labels.description,
    labels.quantity,
    labels.unit,
    document.prices === 'gross' ? labels.unitPriceGross : labels.unitPriceNet,
    labels.vatRate,
    `${labels.amount} ${document.currency}`,
  ];
  const cells = document.lines.map((line, index) => rowCells(document, line, index, format));
  const widths = columnWidths(head, cells);
  const taken = widths.reduce<number>((sum, width) => sum + (width ?? 0), 0);
  return {
    head,
    widths,
    rows: cells.map((row, index) =>
      tableRow(document, row, index, size.tableWidth - taken, format),
    ),
    carriedLabel: labels.carriedForward,
    broughtLabel: labels.broughtForward,
    carried: carriedSums(document).map(format.money),
  };
}

function rowCells(
  document: InvoiceDocument,
  line: InvoiceLine,
  index: number,
  format: DocumentFormat,
): TableCells {
  return [
    String(index + 1),
    breakableText(printableText(firstLine(line.description)), longestWord),
    format.decimal(line.quantity),
    unitLabel(format.labels, line.unit, line.quantity),
    format.decimal(line.unitPrice, 2),
    fillLabel(format.labels.percent, { percent: format.decimal(line.vat.rate) }),
    format.amount(document.totals.lines[index]?.amountMinor ?? 0),
  ];
}

function tableRow(
  document: InvoiceDocument,
  cells: TableCells,
  index: number,
  descriptionWidth: number,
  format: DocumentFormat,
): TableRow {
  const line = document.lines[index];
  const further = line ? line.description.slice(firstLine(line.description).length).trim() : '';
  const discount = line ? lineDiscount(document, line, index, format) : '';
  const details = [
    further === '' ? [] : breakableText(printableText(further), longestWord),
    discount,
  ]
    .flat()
    .filter((text) => text !== '');
  const detailLines = details
    .join('\n')
    .split('\n')
    .filter(() => details.length > 0);
  const fits =
    textWidth(cells[1], size.text) <= descriptionWidth &&
    detailLines.every((text) => textWidth(text, size.details) <= descriptionWidth);
  return {
    cells,
    details: detailLines.join('\n'),
    keepTogether: !fits && cells[1].length + details.join('').length < breakableFrom,
    height: fits ? rowHeight.first + detailLines.length * rowHeight.further : null,
  };
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

function lineDiscount(
  document: InvoiceDocument,
  line: InvoiceLine,
  index: number,
  format: DocumentFormat,
): string {
  const minor = document.totals.lines[index]?.discountMinor ?? 0;
  if (line.discountPercent === null || minor === 0) return '';
  const percent = format.decimal(line.discountPercent);
  return `${fillLabel(format.labels.lineDiscount, { percent })}: ${format.amount(-minor)}`;
}

function carriedSums(document: InvoiceDocument): number[] {
  const sums = [0];
  for (const line of document.totals.lines) sums.push((sums.at(-1) ?? 0) + line.amountMinor);
  return sums;
}

// Fixed widths spare the layout engine from measuring every cell twice. A head of several words
// may wrap, the cells may not.
function columnWidths(head: TableCells, rows: readonly TableCells[]): (number | null)[] {
  return head.map((label, column) => {
    if (column === 1) return null;
    let widest = (smallestWidths[column] ?? 0) - size.columnGap;
    for (const word of label.split(' ')) widest = Math.max(widest, textWidth(word, size.head));
    for (const row of rows) {
      const width = textWidth(row[column] ?? '', size.text);
      if (Number.isFinite(width)) widest = Math.max(widest, width);
    }
    return Math.ceil(widest + size.columnGap + (column === 3 ? size.unitGap : 0));
  });
}

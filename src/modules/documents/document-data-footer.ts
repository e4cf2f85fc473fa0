import { countryName } from '#lib/countries.ts';
import { formatIban } from '#lib/iban.ts';
import type { Seller } from '#modules/invoices/schema.ts';
import { addressLines } from './document-data-address.ts';
import type { DocumentFormat } from './document-data-format.ts';
import { textWidth } from './fonts-width.ts';
import { breakableText, printableLine, printableText } from './glyphs.ts';

/** The foot of every page: who the seller is, as the law wants it on business letters. */
export interface FooterData {
  columns: { text: string; width: number | null }[];
  note: string;
  /** The bottom margin in millimetres: long particulars push the text up, never off the page. */
  height: number;
}

const sizePoints = 7;
const pointsPerMm = 72 / 25.4;
const millimetres = { page: 165, gap: 5, line: 2.75, around: 24, least: 41, most: 120, note: 135 };

/** The seller's particulars in up to four columns; empty ones are left out. */
export function footerData(seller: Seller, abroad: boolean, format: DocumentFormat): FooterData {
  const { labels } = format;
  const labelled = (label: string, value: string) => (value === '' ? '' : `${label} ${value}`);
  const country = abroad ? countryName(seller.address.country, format.language) : '';
  const iban = seller.iban === '' ? '' : `${labels.iban}\u00a0${formatIban(seller.iban)}`;
  const columns = [
    [seller.legalName, ...addressLines(seller.address), country],
    [seller.phone, seller.email, seller.website],
    [
      labelled(labels.vatId, seller.vatId),
      labelled(labels.taxNumber, seller.taxNumber),
      seller.registration,
    ],
    [seller.bankName, iban, labelled(labels.bic, seller.bic)],
  ]
    .map((lines) => lines.map((line) => breakableText(printableLine(line), 24)))
    .map((lines) => lines.filter((line) => line !== ''))
    .filter((lines) => lines.length > 0)
    // The column of the account is as wide as the IBAN, which must not break.
    .map((lines) => ({ lines, width: iban !== '' && lines.includes(iban) ? width(iban) : null }));
  const note = breakableText(printableText(seller.footerNote), 80);
  return {
    columns: columns.map((column) => ({ text: column.lines.join('\n'), width: column.width })),
    note,
    height: footerHeight(columns, note),
  };
}

function width(line: string): number {
  return Math.ceil(textWidth(line, sizePoints));
}

function footerHeight(columns: { lines: string[]; width: number | null }[], note: string): number {
  const { page, gap, line, around, least, most } = millimetres;
  const fixed = columns.reduce((sum, column) => sum + (column.width ?? 0), 0) / pointsPerMm;
  const free = page - gap * (columns.length - 1) - fixed;
  const share = free / Math.max(columns.filter((column) => column.width === null).length, 1);
  const tallest = columns.map((column) =>
    column.width === null ? countLines(column.lines, share) : column.lines.length + 1,
  );
  const noteLines = note === '' ? 1 : countLines(note.split('\n'), millimetres.note);
  const height = Math.ceil(around + (Math.max(0, ...tallest) + noteLines) * line);
  return Math.min(Math.max(least, height), most);
}

// A guess on the safe side: words that do not fill their line take a fifth more.
function countLines(lines: readonly string[], widthMm: number): number {
  const usable = (widthMm * pointsPerMm) / 1.2;
  return lines.reduce((count, line) => {
    const measured = textWidth(line, sizePoints);
    const points = Number.isFinite(measured) ? measured : line.length * sizePoints * 0.8;
    return count + Math.max(1, Math.ceil(points / usable));
  }, 0);
}

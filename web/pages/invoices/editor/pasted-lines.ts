import { evaluateDecimal } from '../../../ui/arithmetic.ts';

export interface PastedLine {
  description: string;
  quantity: string;
  unitPrice: string;
}

/** As many lines as an invoice may have; what is longer was not meant for an invoice. */
const maxLines = 1000;
const decimalPlaces = 4;

/**
 * A table copied from a spreadsheet as lines: description, quantity, price; with two columns
 * description and price. Null where the text is not a table, so that it is pasted as text.
 */
export function readPastedLines(text: string): PastedLine[] | null {
  if (!text.includes('\t')) return null;
  const rows = readCells(text).filter((row) => row.some((cell) => cell !== ''));
  const lines = rows.slice(0, maxLines).map(toLine);
  // A first row without any figure is the heading of the table.
  if (lines.length > 1 && rows[0]?.slice(1).every((cell) => readFigure(cell) === undefined)) {
    lines.shift();
  }
  return lines.length === 0 ? null : lines;
}

function toLine([description = '', ...cells]: string[]): PastedLine {
  const figures = cells.map(readFigure).filter((figure) => figure !== undefined);
  const [first, second] = figures;
  return {
    description,
    quantity: second === undefined ? '1' : (first ?? '1'),
    unitPrice: second ?? first ?? '0',
  };
}

/** "7,5", "1.234,50 €" or "EUR 90"; undefined for a word, an empty cell or less than nothing. */
function readFigure(cell: string): string | undefined {
  const bare = cell.replace(/\p{Sc}|\b[A-Z]{3}\b/gu, '').trim();
  const value = bare === '' ? undefined : evaluateDecimal(bare, decimalPlaces);
  return value === undefined || value.startsWith('-') ? undefined : value;
}

/** Rows of tab-separated cells; a quoted cell may hold line breaks and doubled quotes. */
function readCells(text: string): string[][] {
  const rows: string[][] = [[]];
  const cells = /(?:"((?:[^"]|"")*)"|([^\t\r\n]*))(\t|\r?\n|\r|$)/g;
  for (const [match, quoted, plain = '', end = ''] of text.matchAll(cells)) {
    if (match === '' && end === '') break;
    rows.at(-1)?.push((quoted?.replaceAll('""', '"') ?? plain).trim());
    if (end !== '\t' && end !== '') rows.push([]);
  }
  return rows;
}

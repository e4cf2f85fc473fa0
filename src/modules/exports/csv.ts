/** RFC 4180: cells between commas, lines that end with CRLF. */

// Spreadsheets take a file without it for one in the code page of their machine.
export const byteOrderMark = '\ufeff';

/** One line of a file. Cells that a person typed have to be `typedCell`s. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(quoted).join(',')}\r\n`;
}

/**
 * A text that somebody typed, which no spreadsheet runs as a formula: where it begins like one it gets an
 * apostrophe, as OWASP's page on CSV injection has it. Amounts, dates and rates are ours and stay bare.
 */
export function typedCell(text: string): string {
  return formulaStart.test(text) ? `'${text}` : text;
}

// Also behind spaces, and in the full-width forms that East Asian editions of Excel take for the same.
const formulaStart = /^\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;

function quoted(cell: string): string {
  return /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

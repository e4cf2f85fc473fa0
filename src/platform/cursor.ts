import { isCalendarDate } from '#lib/dates.ts';
import { invalidInput } from './errors.ts';

/** An opaque position in a list: the sort key of the last row, as the next page's beginning. */
export function encodeCursor(key: string[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** Reads a cursor, each of whose texts has its test; throws 422 where it is not one of ours. */
export function decodeCursor(cursor: string, parts: ((part: string) => boolean)[]): string[] {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (
      Array.isArray(key) &&
      key.length === parts.length &&
      parts.every((isPart, index) => typeof key[index] === 'string' && isPart(key[index]))
    ) {
      return key;
    }
  } catch {
    // Falls through to the refusal below.
  }
  throw invalidInput([{ field: 'cursor', message: 'must be a nextCursor of this list' }]);
}

const idPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const maxTextLength = 200;

/** What a part of a cursor can be. Postgres refuses a date that does not exist and a NUL in a text. */
export const cursorParts = {
  id: (part: string) => idPattern.test(part),
  date: isCalendarDate,
  count: (part: string) => /^[1-9]\d{0,14}$/.test(part),
  text: (part: string) => part.length <= maxTextLength && !part.includes('\0'),
};

/** Cuts one row beyond the page off and turns it into the cursor of the next page. */
export function pageFrom<Row>(
  rows: Row[],
  limit: number,
  keyOf: (row: Row) => string[],
): { rows: Row[]; nextCursor: string | null } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { rows: page, nextCursor: rows.length > limit && last ? encodeCursor(keyOf(last)) : null };
}

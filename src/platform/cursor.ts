import { invalidInput } from './errors.ts';

/** An opaque position in a list: the sort key of the last row, as the next page's beginning. */
export function encodeCursor(key: string[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** Reads a cursor of `parts` texts that match their patterns; throws 422 where it is not one of ours. */
export function decodeCursor(cursor: string, patterns: RegExp[]): string[] {
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (
      Array.isArray(key) &&
      key.length === patterns.length &&
      patterns.every((pattern, index) => typeof key[index] === 'string' && pattern.test(key[index]))
    ) {
      return key;
    }
  } catch {
    // Falls through to the refusal below.
  }
  throw invalidInput([{ field: 'cursor', message: 'must be a nextCursor of this list' }]);
}

export const cursorPatterns = {
  id: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
  date: /^\d{4}-\d{2}-\d{2}$/,
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

import type { InvoiceContent } from './schema.ts';

type Fields = Partial<Record<keyof InvoiceContent, [unknown, unknown]>>;

/** What differs between two states of a draft, as { field: [before, after] }; of the lines only those. */
export function changedFields(before: InvoiceContent, after: InvoiceContent): Fields {
  return Object.fromEntries(
    differingFields(before, after).map((field) => [
      field,
      field === 'lines' ? changedLines(before.lines, after.lines) : [before[field], after[field]],
    ]),
  );
}

export function differingFields(
  before: InvoiceContent,
  after: InvoiceContent,
): (keyof InvoiceContent)[] {
  return (Object.keys(after) as (keyof InvoiceContent)[]).filter((field) =>
    differs(before[field], after[field]),
  );
}

type Lines = InvoiceContent['lines'];

/** A line that is put in or taken out moves those behind it, which is no change of theirs. */
function changedLines(before: Lines, after: Lines): [unknown[], unknown[]] {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && !differs(before[start], after[start])) start += 1;
  let end = 0;
  while (end < shorter - start && !differs(before.at(-1 - end), after.at(-1 - end))) end += 1;
  const isMoved = before.length !== after.length;
  const placesOf = (lines: Lines, others: Lines) =>
    lines.flatMap((line, index) => {
      const isWithin = index >= start && index < lines.length - end;
      return isWithin && (isMoved || differs(line, others[index]))
        ? [{ line: index + 1, ...line }]
        : [];
    });
  return [placesOf(before, after), placesOf(after, before)];
}

function differs(one: unknown, other: unknown): boolean {
  return canonical(one) !== canonical(other);
}

// jsonb gives objects back with their keys in another order.
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, member) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

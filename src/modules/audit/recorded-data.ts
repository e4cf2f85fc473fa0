import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

type Recorded = Record<string, unknown>;

/** An event may hold so much of what changed; a draft of 500 lines is saved every few seconds. */
const maxBytes = 8 * 1024;

/** Each field that a change concerns, as [before, after]. */
export function recordedChange(changes: Record<string, unknown[]>): Recorded {
  return bounded(changes, (change) => (change as unknown[]).map(fingerprint));
}

/** What something new consists of, without the fields that are empty. */
export function recordedState(state: Recorded): Recorded {
  const filled = Object.entries(state).filter(([, value]) => !isEmpty(value));
  return bounded(Object.fromEntries(filled), fingerprint);
}

/** Puts fingerprints in the place of the largest fields until the rest is small enough. */
function bounded(data: Recorded, shorten: (value: unknown) => unknown): Recorded {
  const kept = { ...data };
  const bySize = Object.keys(data).sort((one, other) => size(data[other]) - size(data[one]));
  for (const field of bySize) {
    if (size(kept) <= maxBytes) break;
    kept[field] = shorten(data[field]);
  }
  return kept;
}

/** With it whoever holds the value can show that it was this one. */
function fingerprint(value: unknown): { sha256: string; bytes: number } {
  const text = canonicalize(value ?? null) ?? 'null';
  const sha256 = createHash('sha256').update(text).digest('hex');
  return { sha256, bytes: Buffer.byteLength(text) };
}

function size(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? '');
}

function isEmpty(value: unknown): boolean {
  return (
    value === null ||
    value === undefined ||
    value === '' ||
    value === false ||
    (Array.isArray(value) && value.length === 0)
  );
}

import type { AuditFinding } from './schema.ts';

/** A finding at a place of the chain, of an event where one can be named. */
export function finding(
  kind: AuditFinding['kind'],
  sequence: number | null,
  eventId: string | null,
  detail: string,
): AuditFinding {
  return { kind, sequence, eventId, detail };
}

export function places(first: number, last: number): string {
  return first === last ? `place ${first}` : `places ${first} to ${last}`;
}

export function eventCount(count: number): string {
  return count === 1 ? '1 event is' : `${count} events are`;
}

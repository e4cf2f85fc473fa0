import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** What the hash of an event covers, in the shape in which it is exported. */
export type AuditRecord = {
  id: string;
  /** RFC 3339 with milliseconds, in UTC. */
  at: string;
  actor: { id: string | null; name: string };
  ip: string;
  type: string;
  subjectType: string;
  subjectId: string;
  data: Record<string, unknown>;
};

/** A place in a chain, from 1 on, and the hash of the event there, in hexadecimal. */
export type ChainPoint = { sequence: number; hash: string };

/** An event with its place and hash as they are stored or exported, be they true or not. */
export type ChainEvent = ChainPoint & { record: AuditRecord };

/** What the first event of a workspace's chain follows, so that no chain passes for another one's. */
export function genesis(workspaceId: string): Buffer {
  return createHash('sha256').update(workspaceId).digest();
}

/** RFC 8785 canonical JSON: the same event has the same bytes, whoever writes them. */
export function canonicalRecord(record: AuditRecord): string {
  const text = canonicalize(record);
  if (text === undefined) throw new Error('an audit event has no JSON');
  return text;
}

/** SHA-256(previous hash ‖ canonical event), as append_audit_event() computes it. */
export function nextHash(previous: Buffer, record: AuditRecord): Buffer {
  return createHash('sha256').update(previous).update(canonicalRecord(record)).digest();
}

/** Whether an event has the hash that it has after this one. */
export function follows(event: ChainEvent, previousHash: string): boolean {
  try {
    return nextHash(Buffer.from(previousHash, 'hex'), event.record).toString('hex') === event.hash;
  } catch {
    // What has no canonical form was never recorded: half a surrogate pair, an infinite number.
    return false;
  }
}

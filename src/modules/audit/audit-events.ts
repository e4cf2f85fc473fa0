import { sql } from 'kysely';
import { newId } from '#lib/ids.ts';
import type { WorkspaceTx } from '#platform/db.ts';
import { canonicalRecord } from './chain.ts';

/** Who does something in a workspace, from where and when; `systemActor` where a job or a command does. */
export type Actor = { userId: string | null; name: string; ip: string; at: Date };

export function systemActor(at: Date): Actor {
  return { userId: null, name: 'Numirio', ip: '', at };
}

/** Something that happened to one thing: `invoice.issued`, `client.changed`. No secrets in `data`. */
export type AuditEvent = {
  type: `${string}.${string}`;
  subjectId: string;
  data?: Record<string, unknown>;
};

/**
 * Records an event in the transaction of the change that it tells of, as the next link of the workspace's
 * chain. Until that transaction ends no other one appends to the chain, so it stands near its end.
 */
export async function recordAudit(tx: WorkspaceTx, actor: Actor, event: AuditEvent): Promise<void> {
  const record = {
    id: newId(),
    at: actor.at.toISOString(),
    actor: { id: actor.userId, name: actor.name },
    ip: actor.ip,
    type: event.type,
    subjectType: event.type.split('.')[0] ?? '',
    subjectId: event.subjectId,
    // As jsonb gives it back: without what is undefined.
    data: JSON.parse(JSON.stringify(event.data ?? {})),
  };
  await sql`select append_audit_event(${record.id}, ${record.at}, ${actor.userId}, ${actor.name},
    ${actor.ip}, ${record.type}, ${record.subjectType}, ${record.subjectId},
    ${JSON.stringify(record.data)}, ${canonicalRecord(record)})`.execute(tx);
}

/** What narrows the trail: one thing, a kind of thing, a person, from and until which instant. */
export type AuditFilters = {
  subjectId?: string | undefined;
  subjectType?: string | undefined;
  actorId?: string | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
};

/** The events of a workspace, newest first, below a place in the chain. */
export async function listAuditEvents(
  tx: WorkspaceTx,
  query: AuditFilters & { before?: number | undefined; limit: number },
) {
  let select = tx
    .selectFrom('audit_events')
    .selectAll()
    .where('workspace_id', '=', (eb) => eb.fn('current_workspace_id'))
    .orderBy('sequence', 'desc')
    .limit(query.limit);
  if (query.subjectId) select = select.where('subject_id', '=', query.subjectId);
  if (query.subjectType) select = select.where('subject_type', '=', query.subjectType);
  if (query.actorId) select = select.where('actor_id', '=', query.actorId);
  if (query.from) select = select.where('at', '>=', query.from);
  if (query.to) select = select.where('at', '<', query.to);
  if (query.before !== undefined) select = select.where('sequence', '<', query.before);
  const rows = await select.execute();
  return rows.map((row) => ({
    sequence: row.sequence,
    id: row.id,
    at: row.at.toISOString(),
    actor: row.actor_name,
    actorId: row.actor_id,
    ip: row.ip,
    type: row.type,
    subjectType: row.subject_type,
    subjectId: row.subject_id,
    data: row.data as Record<string, unknown>,
    hash: row.hash.toString('hex'),
  }));
}

import { newId } from '#lib/ids.ts';
import type { WorkspaceTx } from '#platform/db.ts';

/** Who does something in a workspace; `system` where a job or a command does. */
export type Actor = { userId: string | null; name: string; ip: string };

export const systemActor: Actor = { userId: null, name: 'Numirio', ip: '' };

/** Something that happened to one thing: `invoice.issued`, `client.changed`. No secrets in `data`. */
export type AuditEvent = {
  type: `${string}.${string}`;
  subjectId: string;
  data?: Record<string, unknown>;
};

/** Records an event in the transaction of the change that it tells of. */
export async function recordAudit(tx: WorkspaceTx, actor: Actor, event: AuditEvent): Promise<void> {
  await tx
    .insertInto('audit_events')
    .values((eb) => ({
      workspace_id: eb.fn('current_workspace_id'),
      id: newId(),
      actor_id: actor.userId,
      actor_name: actor.name,
      ip: actor.ip,
      type: event.type,
      subject_type: event.type.split('.')[0] ?? '',
      subject_id: event.subjectId,
      data: JSON.stringify(event.data ?? {}),
    }))
    .execute();
}

/** The events of a workspace, or of one subject in it, newest first. */
export async function listAuditEvents(
  tx: WorkspaceTx,
  query: { subjectId?: string | undefined; before?: string | undefined; limit: number },
) {
  let select = tx
    .selectFrom('audit_events')
    .selectAll()
    .where('workspace_id', '=', (eb) => eb.fn('current_workspace_id'))
    .orderBy('id', 'desc')
    .limit(query.limit);
  if (query.subjectId) select = select.where('subject_id', '=', query.subjectId);
  if (query.before) select = select.where('id', '<', query.before);
  const rows = await select.execute();
  return rows.map((row) => ({
    id: row.id,
    at: row.at.toISOString(),
    actor: row.actor_name,
    type: row.type,
    subjectType: row.subject_type,
    subjectId: row.subject_id,
    data: row.data as Record<string, unknown>,
  }));
}

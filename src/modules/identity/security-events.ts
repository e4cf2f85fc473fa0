import type { Context } from '#context.ts';
import { newId } from '#lib/ids.ts';
import type { SystemTx } from '#platform/db.ts';
import type { RequestInfo } from '#platform/http/route.ts';

/** Something that concerns a person's ways of signing in: `session.opened`, `passkey.added`. No secrets in `data`. */
export type SecurityEvent = {
  userId: string;
  type: `${string}.${string}`;
  data?: Record<string, unknown>;
};

/** Records an event in the transaction of what it tells of. */
export async function recordSecurityEvent(
  tx: SystemTx,
  context: Context,
  request: Pick<RequestInfo, 'ip' | 'userAgent'>,
  event: SecurityEvent,
): Promise<void> {
  await tx
    .insertInto('security_events')
    .values({
      id: newId(),
      user_id: event.userId,
      at: context.now(),
      type: event.type,
      ip: request.ip,
      user_agent: request.userAgent,
      data: JSON.stringify(event.data ?? {}),
    })
    .execute();
}

/** The events of a user, newest first. */
export async function listSecurityEvents(
  tx: SystemTx,
  query: { userId: string; before: string | undefined; limit: number },
) {
  let select = tx
    .selectFrom('security_events')
    .selectAll()
    .where('user_id', '=', query.userId)
    .orderBy('id', 'desc')
    .limit(query.limit);
  if (query.before) select = select.where('id', '<', query.before);
  const rows = await select.execute();
  return rows.map((row) => ({
    id: row.id,
    at: row.at.toISOString(),
    type: row.type,
    userAgent: row.user_agent,
    ip: row.ip,
    data: row.data as Record<string, unknown>,
  }));
}

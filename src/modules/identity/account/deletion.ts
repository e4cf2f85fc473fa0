import type { Context } from '#context.ts';
import type { SystemTx } from '#platform/db.ts';
import type { RequestInfo } from '#platform/http/route.ts';
import { queueIdentityMail } from '../mails/mails.ts';
import { occasionOf, securityPage } from '../mails/occasion.ts';
import type { User } from '../schema.ts';
import { recordSecurityEvent } from '../security-events.ts';
import { presentUser } from '../users.ts';

const dayMs = 86_400_000;
const coolingMs = 14 * dayMs;
const postponedMs = 7 * dayMs;

/** Schedules the deletion of an account in 14 days, and tells; one that was scheduled before stays as it is. */
export async function scheduleDeletion(
  tx: SystemTx,
  context: Context,
  request: RequestInfo,
  user: User,
): Promise<Date> {
  const dueAt = new Date(context.now().getTime() + coolingMs);
  const scheduled = await tx
    .updateTable('users')
    .set({ deletion_due_at: dueAt })
    .where('id', '=', user.id)
    .where('deletion_due_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  if (!scheduled) return getDeletionDueAt(tx, user);
  await recordSecurityEvent(tx, context, request, {
    userId: user.id,
    type: 'account.deletion_scheduled',
    data: { dueAt: dueAt.toISOString() },
  });
  await queueIdentityMail(tx, context, user, {
    kind: 'deletion_scheduled',
    url: securityPage(context),
    dueAt,
    ...occasionOf(context, request),
  });
  return dueAt;
}

/** Keeps an account that was to be deleted, and tells; does nothing where it was not. */
export async function cancelDeletion(
  tx: SystemTx,
  context: Context,
  request: RequestInfo,
  user: User,
): Promise<void> {
  const kept = await tx
    .updateTable('users')
    .set({ deletion_due_at: null })
    .where('id', '=', user.id)
    .where('deletion_due_at', 'is not', null)
    .returning('id')
    .executeTakeFirst();
  if (!kept) return;
  const userId = user.id;
  await recordSecurityEvent(tx, context, request, { userId, type: 'account.deletion_cancelled' });
  await queueIdentityMail(tx, context, user, {
    kind: 'deletion_cancelled',
    url: securityPage(context),
    ...occasionOf(context, request),
  });
}

/** The accounts whose deletion is due, longest first. */
export async function listDueDeletions(
  tx: SystemTx,
  context: Context,
  limit: number,
): Promise<string[]> {
  const rows = await tx
    .selectFrom('users')
    .select('id')
    .where('deletion_due_at', '<=', context.now())
    .orderBy('deletion_due_at')
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
}

/**
 * Locks an account whose deletion is due, so that it can no longer be cancelled; undefined where it was,
 * or where another worker is at it.
 */
export async function lockDueDeletion(
  tx: SystemTx,
  context: Context,
  userId: string,
): Promise<User | undefined> {
  const row = await tx
    .selectFrom('users')
    .select(['id', 'email', 'name', 'language'])
    .where('id', '=', userId)
    .where('deletion_due_at', '<=', context.now())
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  return row && presentUser(row);
}

/** Puts a deletion off by a week and tells why: so many workspaces would have no owner. */
export async function postponeDeletion(
  tx: SystemTx,
  context: Context,
  user: User,
  workspaces: string[],
): Promise<void> {
  const dueAt = new Date(context.now().getTime() + postponedMs);
  await tx.updateTable('users').set({ deletion_due_at: dueAt }).where('id', '=', user.id).execute();
  const url = securityPage(context);
  const mail = { kind: 'deletion_postponed', url, dueAt, workspaces } as const;
  await queueIdentityMail(tx, context, user, mail);
}

/**
 * Deletes an account with everything that hangs on it by a foreign key (sessions, ways in, devices, events,
 * memberships) and what names its mailbox, and says farewell to it.
 */
export async function deleteUser(tx: SystemTx, context: Context, user: User): Promise<void> {
  const row = await tx
    .deleteFrom('users')
    .where('id', '=', user.id)
    .returning('email_key')
    .executeTakeFirstOrThrow();
  for (const table of ['registrations', 'password_resets'] as const) {
    await tx.deleteFrom(table).where('email_key', '=', row.email_key).execute();
  }
  await queueIdentityMail(tx, context, user, { kind: 'account_deleted' });
}

async function getDeletionDueAt(tx: SystemTx, user: User): Promise<Date> {
  const row = await tx
    .selectFrom('users')
    .select('deletion_due_at')
    .where('id', '=', user.id)
    .executeTakeFirstOrThrow();
  if (!row.deletion_due_at) throw new Error('an account that was to be deleted is not any more');
  return row.deletion_due_at;
}

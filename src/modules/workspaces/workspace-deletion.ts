import type { Context } from '#context.ts';
import { type Actor as AuditActor, recordAudit, systemActor } from '#modules/audit/index.ts';
import { getUsers } from '#modules/identity/index.ts';
import type { User } from '#modules/identity/schema.ts';
import { enterWorkspace, type SystemTx, type WorkspaceTx } from '#platform/db.ts';
import { enqueue } from '#platform/queue.ts';
import { withdrawAllInvitations } from './invitations.ts';
import { homePage, queueTeamMail, type TeamMail } from './mails/mails.ts';
import { endOffer } from './ownership-offers.ts';
import type { Actor } from './route.ts';
import { lockTeam, outside, type Team } from './team.ts';

const coolingMs = 14 * 86_400_000;
const maxWorkspaces = 1_000;

/**
 * Schedules the deletion of a workspace in 14 days and tells everybody in it; one that was scheduled before
 * stays as it is. The caller sees to it that the owner confirmed it.
 */
export async function scheduleWorkspaceDeletion(
  tx: WorkspaceTx,
  context: Context,
  actor: Actor,
): Promise<Date> {
  const team = await lockTeam(tx, actor, 'workspace.delete');
  if (team.deletionDueAt) return team.deletionDueAt;
  const dueAt = new Date(actor.at.getTime() + coolingMs);
  await setDeletionDueAt(tx, team.id, dueAt);
  const place = { url: homePage(context, team.id), workspace: team.name, by: actor.name };
  await outside(tx, team.id, (system) =>
    tellEverybody(system, context, team, {
      kind: 'workspace_deletion_scheduled',
      ...place,
      dueAt,
    }),
  );
  await recordAudit(tx, actor, {
    type: 'workspace.deletion_scheduled',
    subjectId: team.id,
    data: { dueAt: dueAt.toISOString() },
  });
  return dueAt;
}

/** Keeps a workspace that was to be deleted, and tells everybody; does nothing where it was not. */
export async function keepWorkspace(
  tx: WorkspaceTx,
  context: Context,
  actor: Actor,
): Promise<void> {
  const team = await lockTeam(tx, actor, 'workspace.delete');
  if (!team.deletionDueAt) return;
  await setDeletionDueAt(tx, team.id, null);
  const place = { url: homePage(context, team.id), workspace: team.name, by: actor.name };
  await outside(tx, team.id, (system) =>
    tellEverybody(system, context, team, { kind: 'workspace_deletion_cancelled', ...place }),
  );
  await recordAudit(tx, actor, { type: 'workspace.deletion_cancelled', subjectId: team.id });
}

/**
 * Job `workspaces.delete_due`: closes every workspace whose deletion is due, each in a transaction of its
 * own, so that a crash leaves none half closed and the next run goes on where this one ended.
 */
export async function deleteDueWorkspaces(context: Context): Promise<void> {
  const due = await context.db.inSystem((tx) => listDue(tx, context));
  const failed: unknown[] = [];
  for (const workspaceId of due) {
    await context.db
      .inSystem((tx) => deleteWorkspace(tx, context, workspaceId))
      .catch((error) => failed.push(error));
  }
  // One workspace that cannot be closed holds up no other, and the queue tries it again.
  if (failed.length > 0) throw new AggregateError(failed, `${failed.length} workspaces not closed`);
}

/**
 * What closing a workspace means once nobody is in it: no way in stays open, and what lies to the right of
 * this module clears up after the event.
 */
export async function closeWorkspace(
  tx: WorkspaceTx,
  workspaceId: string,
  actor: AuditActor,
): Promise<void> {
  const ending = { workspaceId, at: actor.at };
  await withdrawAllInvitations(tx, ending);
  await endOffer(tx, ending, 'withdrawn');
  await setDeletionDueAt(tx, workspaceId, null);
  await recordAudit(tx, actor, { type: 'workspace.closed', subjectId: workspaceId });
  await enqueue(tx, 'workspace.closed', { workspaceId });
}

async function listDue(tx: SystemTx, context: Context): Promise<string[]> {
  const rows = await tx
    .selectFrom('workspaces')
    .select('id')
    .where('deletion_due_at', '<=', context.now())
    .orderBy('deletion_due_at')
    .limit(maxWorkspaces)
    .execute();
  return rows.map((row) => row.id);
}

async function deleteWorkspace(tx: SystemTx, context: Context, workspaceId: string): Promise<void> {
  // Asked again under the lock: it may have been kept meanwhile, or another worker may be at it.
  const row = await tx
    .selectFrom('workspaces')
    .select('legal_name')
    .where('id', '=', workspaceId)
    .where('deletion_due_at', '<=', context.now())
    .forNoKeyUpdate()
    .skipLocked()
    .executeTakeFirst();
  if (!row) return;
  const people = await listPeople(tx, workspaceId);
  for (const { user } of people) {
    const mail = { kind: 'workspace_deleted', workspace: row.legal_name } as const;
    await queueTeamMail(tx, context, user, mail);
  }
  const inside = await enterWorkspace(tx, workspaceId);
  await inside.deleteFrom('members').where('workspace_id', '=', workspaceId).execute();
  const actor = systemActor(context.now());
  for (const { user, role } of people) {
    const data = { name: user.name, role, reason: 'workspace deleted' };
    await recordAudit(inside, actor, { type: 'member.removed', subjectId: user.id, data });
  }
  await closeWorkspace(inside, workspaceId, actor);
}

async function tellEverybody(
  tx: SystemTx,
  context: Context,
  team: Team,
  mail: TeamMail,
): Promise<void> {
  for (const { user } of await listPeople(tx, team.id)) {
    await queueTeamMail(tx, context, user, mail);
  }
}

/** Everybody in a workspace, of whom its plan sees to it that they are a few hundred at most. */
async function listPeople(
  tx: SystemTx,
  workspaceId: string,
): Promise<{ user: User; role: string }[]> {
  const members = await tx
    .selectFrom('members')
    .select(['user_id', 'role'])
    .where('workspace_id', '=', workspaceId)
    .orderBy('user_id')
    .execute();
  const users = await getUsers(
    tx,
    members.map((member) => member.user_id),
  );
  return members.flatMap(({ user_id, role }) => {
    const user = users.get(user_id);
    return user ? [{ user, role }] : [];
  });
}

async function setDeletionDueAt(
  tx: WorkspaceTx,
  workspaceId: string,
  dueAt: Date | null,
): Promise<void> {
  await tx
    .updateTable('workspaces')
    .set({ deletion_due_at: dueAt })
    .where('id', '=', workspaceId)
    .execute();
}

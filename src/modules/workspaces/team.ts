import { enterWorkspace, leaveWorkspace, type SystemTx, type WorkspaceTx } from '#platform/db.ts';
import { AppError, notFound } from '#platform/errors.ts';
import { isAllowed } from './permissions.ts';
import type { Actor } from './route.ts';
import type { Permission, Plan, Role } from './schema.ts';

/** A workspace whose people nobody else changes until the transaction ends. */
export type Team = { id: string; name: string; plan: Plan; deletionDueAt: Date | null };

/**
 * Locks a workspace for a change of its people, and asks again for the permission: while this one waited,
 * somebody may have taken it from the actor. Throws 404 `workspace_not_found` or 403 `not_allowed`.
 */
export async function lockTeam(
  tx: WorkspaceTx,
  actor: Actor,
  permission: Permission,
): Promise<Team> {
  const team = await lockWorkspace(tx, actor.workspaceId);
  const role = await findRole(tx, actor.workspaceId, actor.userId);
  if (!role) throw notFound('workspace');
  if (!isAllowed(role, permission)) {
    throw new AppError('not_allowed', 403, 'Your role in this workspace does not allow this.');
  }
  return team;
}

/** Locks a workspace against other changes of its people, but not against rows that refer to it. */
export async function lockWorkspace(
  tx: WorkspaceTx | SystemTx,
  workspaceId: string,
): Promise<Team> {
  const row = await tx
    .selectFrom('workspaces')
    .select(['id', 'legal_name', 'plan', 'deletion_due_at'])
    .where('id', '=', workspaceId)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();
  return {
    id: row.id,
    name: row.legal_name,
    plan: row.plan as Plan,
    deletionDueAt: row.deletion_due_at,
  };
}

/** The role of a person in a workspace; undefined where they are not in it. */
export async function findRole(
  tx: WorkspaceTx | SystemTx,
  workspaceId: string,
  userId: string,
): Promise<Role | undefined> {
  const row = await tx
    .selectFrom('members')
    .select('role')
    .where('workspace_id', '=', workspaceId)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return row?.role as Role | undefined;
}

/**
 * Does what concerns people (their names, mails to them) outside of the workspace, and comes back. What
 * Postgres knew of the actor's role is forgotten then, so the workspace's own rows are written before.
 */
export async function outside<Result>(
  tx: WorkspaceTx,
  workspaceId: string,
  work: (tx: SystemTx) => Promise<Result>,
): Promise<Result> {
  const system = await leaveWorkspace(tx);
  const result = await work(system);
  await enterWorkspace(system, workspaceId);
  return result;
}

import type { Context } from '#context.ts';
import { recordAudit } from '#modules/audit/index.ts';
import { getUsers } from '#modules/identity/index.ts';
import type { User } from '#modules/identity/schema.ts';
import { leaveWorkspace, type SystemTx, type WorkspaceTx } from '#platform/db.ts';
import { AppError, notFound } from '#platform/errors.ts';
import { assertSeat, rolesWithRoom } from './entitlements.ts';
import { withdrawInvitationsOf } from './invitations.ts';
import { homePage, queueTeamMail } from './mails/mails.ts';
import { endOffersWith, tellOfEndedOffers } from './ownership-offers.ts';
import { isAllowed } from './permissions.ts';
import { getWorkspace } from './queries.ts';
import type { Actor } from './route.ts';
import { type GivenRole, type Member, type MemberList, type Role, roleSchema } from './schema.ts';
import { countSeats } from './seats.ts';
import { findRole, lockTeam, outside, type Team } from './team.ts';

/** Everybody in the workspace, by role and name, and for whom its plan has room. */
export async function listMembers(tx: WorkspaceTx, actor: Actor): Promise<MemberList> {
  const { plan } = await getWorkspace(tx);
  const invitableRoles = rolesWithRoom(plan, await countSeats(tx, actor.workspaceId, actor.at));
  const system = await leaveWorkspace(tx);
  const rows = await membersWithNames(system, actor.workspaceId).execute();
  return { items: rows.map(present).sort(byRoleAndName), plan, invitableRoles };
}

/**
 * Gives a member another role, which counts at their next request. Throws 404 `member_not_found`, 403
 * `not_allowed` for one's own role, 409 `workspace_needs_owner` for the owner, 403 `plan_limit_reached`.
 */
export async function changeRole(
  tx: WorkspaceTx,
  context: Context,
  actor: Actor,
  userId: string,
  role: GivenRole,
): Promise<Member> {
  const team = await lockTeam(tx, actor, 'members.change');
  const before = await getChangeableRole(tx, actor, userId);
  if (before === role) return outside(tx, team.id, (system) => getMember(system, team.id, userId));
  assertSeat(team.plan, role, await countSeats(tx, team.id, actor.at));
  await tx
    .updateTable('members')
    .set({ role })
    .where('workspace_id', '=', team.id)
    .where('user_id', '=', userId)
    .execute();
  if (!isAllowed(role, 'members.change')) await withdrawInvitationsOf(tx, actor, userId);
  const ended = isAllowed(role, 'ownership.answer') ? [] : await endOffersWith(tx, actor, userId);
  const member = await outside(tx, team.id, async (system) => {
    const member = await getMember(system, team.id, userId);
    const person = await getPerson(system, userId);
    await tellOfEndedOffers(system, context, team, ended, person);
    await queueTeamMail(system, context, person, {
      kind: 'role_changed',
      url: homePage(context, team.id),
      workspace: team.name,
      by: actor.name,
      role,
    });
    return member;
  });
  await recordAudit(tx, actor, {
    type: 'member.role_changed',
    subjectId: userId,
    data: { name: member.name, role: [before, role] },
  });
  return member;
}

/** Ends somebody's membership at once. Throws as `changeRole` does; to leave oneself is `leaveTeam`. */
export async function removeMember(
  tx: WorkspaceTx,
  context: Context,
  actor: Actor,
  userId: string,
): Promise<void> {
  const team = await lockTeam(tx, actor, 'members.change');
  const role = await getChangeableRole(tx, actor, userId);
  await withdrawInvitationsOf(tx, actor, userId);
  const ended = await endOffersWith(tx, actor, userId);
  await deleteMember(tx, team.id, userId);
  const name = await outside(tx, team.id, async (system) => {
    const person = await getPerson(system, userId);
    await tellOfEndedOffers(system, context, team, ended, person);
    await queueTeamMail(system, context, person, {
      kind: 'member_removed',
      workspace: team.name,
      by: actor.name,
    });
    return person.name;
  });
  const data = { name, role };
  await recordAudit(tx, actor, { type: 'member.removed', subjectId: userId, data });
}

/** Ends one's own membership at once. Throws 409 `workspace_needs_owner` for the only owner. */
export async function leaveTeam(tx: WorkspaceTx, context: Context, actor: Actor): Promise<void> {
  const team = await lockTeam(tx, actor, 'workspace.leave');
  if (await isOnlyOwner(tx, team, actor.userId)) {
    throw needsOwner('You are its owner: transfer the ownership first, or delete the workspace.');
  }
  // Coming back without the role: Postgres refuses whatever an accountant writes, leaving included.
  const person = await outside(tx, team.id, (system) => getPerson(system, actor.userId));
  await withdrawInvitationsOf(tx, actor, actor.userId);
  const ended = await endOffersWith(tx, actor, actor.userId);
  await deleteMember(tx, team.id, actor.userId);
  if (ended.length > 0) {
    await outside(tx, team.id, (system) => tellOfEndedOffers(system, context, team, ended, person));
  }
  const data = { name: actor.name };
  await recordAudit(tx, actor, { type: 'member.left', subjectId: actor.userId, data });
}

/** 409: whatever else happens, a workspace has an owner. */
export function needsOwner(message: string): AppError {
  return new AppError('workspace_needs_owner', 409, message);
}

/** A role that may be changed or ended: not one's own, and not the owner's. */
async function getChangeableRole(tx: WorkspaceTx, actor: Actor, userId: string): Promise<Role> {
  const role = await findRole(tx, actor.workspaceId, userId);
  if (!role) throw notFound('member');
  if (role === 'owner') {
    throw needsOwner('An owner stays until the ownership is transferred to somebody else.');
  }
  if (userId === actor.userId) {
    throw new AppError('not_allowed', 403, 'Nobody changes their own role; you can leave instead.');
  }
  return role;
}

async function isOnlyOwner(tx: WorkspaceTx, team: Team, userId: string): Promise<boolean> {
  const owners = await tx
    .selectFrom('members')
    .select('user_id')
    .where('workspace_id', '=', team.id)
    .where('role', '=', 'owner')
    .execute();
  return owners.length === 1 && owners[0]?.user_id === userId;
}

async function deleteMember(tx: WorkspaceTx, workspaceId: string, userId: string): Promise<void> {
  await tx
    .deleteFrom('members')
    .where('workspace_id', '=', workspaceId)
    .where('user_id', '=', userId)
    .execute();
}

async function getPerson(tx: SystemTx, userId: string): Promise<User> {
  const user = (await getUsers(tx, [userId])).get(userId);
  // Whoever is deleted meanwhile is no member either.
  if (!user) throw notFound('member');
  return user;
}

async function getMember(tx: SystemTx, workspaceId: string, userId: string): Promise<Member> {
  const row = await membersWithNames(tx, workspaceId)
    .where('members.user_id', '=', userId)
    .executeTakeFirst();
  if (!row) throw notFound('member');
  return present(row);
}

function membersWithNames(tx: SystemTx, workspaceId: string) {
  return tx
    .selectFrom('members')
    .innerJoin('users', 'users.id', 'members.user_id')
    .select(['members.user_id', 'users.name', 'users.email', 'members.role', 'members.created_at'])
    .where('members.workspace_id', '=', workspaceId);
}

function present(row: {
  user_id: string;
  name: string;
  email: string;
  role: string;
  created_at: Date;
}): Member {
  return {
    userId: row.user_id,
    name: row.name,
    email: row.email,
    role: row.role as Role,
    joinedAt: row.created_at.toISOString(),
  };
}

const rank = (role: Role) => roleSchema.options.indexOf(role);

function byRoleAndName(one: Member, other: Member): number {
  return (
    rank(one.role) - rank(other.role) ||
    one.name.localeCompare(other.name, 'en') ||
    (one.userId < other.userId ? -1 : 1)
  );
}

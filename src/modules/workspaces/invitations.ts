import type { Selectable } from 'kysely';
import type { Context } from '#context.ts';
import { newId } from '#lib/ids.ts';
import { recordAudit } from '#modules/audit/index.ts';
import {
  emailKey,
  findUserByEmail,
  getUsers,
  hashToken,
  newToken,
} from '#modules/identity/index.ts';
import type { DB } from '#platform/database-types.ts';
import type { SystemTx, WorkspaceTx } from '#platform/db.ts';
import { AppError, notFound } from '#platform/errors.ts';
import { assertSeat } from './entitlements.ts';
import { queueTeamMail } from './mails/mails.ts';
import type { Actor } from './route.ts';
import type { GivenRole, Invitation } from './schema.ts';
import { countSeats } from './seats.ts';
import { findRole, lockTeam, outside } from './team.ts';

const dayMs = 86_400_000;
const validMs = 7 * dayMs;
const keptMs = 30 * dayMs;
/** Of a workspace, those included that expired and still stand in its list. */
const mostOpen = 100;

type NewInvitation = { email: string; role: GivenRole; language: 'en' | 'de' | 'fr' };

/** The open invitations of the workspace, newest first; one that expired stays until it is withdrawn. */
export async function listInvitations(tx: WorkspaceTx, actor: Actor): Promise<Invitation[]> {
  const rows = await openInvitations(tx, actor.workspaceId)
    .selectAll()
    .orderBy('id', 'desc')
    .limit(mostOpen)
    .execute();
  return rows.map((row) => present(row, actor.at));
}

/**
 * Invites a mailbox: one use, seven days, and only the newest invitation to it counts. Throws 409
 * `already_member` or `too_many_invitations`, 403 `plan_limit_reached`.
 */
export async function invite(
  tx: WorkspaceTx,
  context: Context,
  actor: Actor,
  input: NewInvitation,
): Promise<Invitation> {
  const team = await lockTeam(tx, actor, 'members.change');
  const replaced = await endOpen(tx, actor, 'email_key', emailKey(input.email));
  assertSeat(team.plan, input.role, await countSeats(tx, team.id, actor.at));
  await assertRoom(tx, team.id);
  const token = newToken('niv');
  const row = await tx
    .insertInto('invitations')
    .values({
      workspace_id: team.id,
      id: newId(),
      email: input.email,
      email_key: emailKey(input.email),
      role: input.role,
      language: input.language,
      token_hash: hashToken(token),
      invited_by: actor.userId,
      inviter_name: actor.name,
      created_at: actor.at,
      expires_at: new Date(actor.at.getTime() + validMs),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  await outside(tx, team.id, async (system) => {
    await assertNoMember(system, team.id, input.email);
    const inviter = (await getUsers(system, [actor.userId])).get(actor.userId);
    await queueTeamMail(system, context, input, {
      kind: 'invitation',
      url: invitationUrl(context, token),
      workspace: team.name,
      by: actor.name,
      byEmail: inviter?.email ?? '',
      role: input.role,
      until: row.expires_at,
    });
  });
  await recordAudit(tx, actor, {
    type: 'invitation.sent',
    subjectId: row.id,
    data: {
      email: maskedEmail(input.email),
      role: input.role,
      ...(replaced.length > 0 ? { replaces: replaced[0]?.id } : {}),
    },
  });
  return present(row, actor.at);
}

/** Ends an open invitation. Throws 404 `invitation_not_found`. */
export async function withdrawInvitation(
  tx: WorkspaceTx,
  actor: Actor,
  invitationId: string,
): Promise<void> {
  await lockTeam(tx, actor, 'members.change');
  const [ended] = await endOpen(tx, actor, 'id', invitationId);
  if (!ended) throw notFound('invitation');
  await recordAudit(tx, actor, {
    type: 'invitation.withdrawn',
    subjectId: ended.id,
    data: { email: maskedEmail(ended.email), role: ended.role },
  });
}

/**
 * Ends what somebody has invited to, once they could not invite any more: an invitation says who vouches
 * for it, and whoever was just removed must not come back through a second mailbox of theirs.
 */
export async function withdrawInvitationsOf(
  tx: WorkspaceTx,
  actor: { workspaceId: string; at: Date },
  userId: string,
): Promise<void> {
  await endOpen(tx, actor, 'invited_by', userId);
}

/** Ends every open invitation of a workspace. */
export async function withdrawAllInvitations(
  tx: WorkspaceTx,
  actor: { workspaceId: string; at: Date },
): Promise<void> {
  await endOpen(tx, actor, 'workspace_id', actor.workspaceId);
}

/** Deletes the invitations to a mailbox whose owner wants to be forgotten. */
export async function deleteInvitationsTo(tx: SystemTx, email: string): Promise<void> {
  await tx.deleteFrom('invitations').where('email_key', '=', emailKey(email)).execute();
}

/**
 * Deletes invitations that ended or expired thirty days ago: what came of them stands in the audit trail,
 * and the address of somebody who never came is nothing to keep (Art. 5 (1) e GDPR).
 */
export async function sweepInvitations(tx: SystemTx, now: Date): Promise<void> {
  const before = new Date(now.getTime() - keptMs);
  await tx
    .deleteFrom('invitations')
    .where((eb) => eb.or([eb('ended_at', '<', before), eb('expires_at', '<', before)]))
    .execute();
}

/** "a…@example.com": enough to recognise an address by, for the audit trail, which forgets nothing. */
export function maskedEmail(email: string): string {
  const at = email.lastIndexOf('@');
  return `${[...email.slice(0, at)][0] ?? ''}…${email.slice(at)}`;
}

/** In the fragment the token reaches neither logs nor a Referer header. */
function invitationUrl(context: Context, token: string): string {
  return new URL(`/invitation#token=${token}`, context.config.baseUrl).href;
}

function openInvitations(tx: WorkspaceTx, workspaceId: string) {
  return tx
    .selectFrom('invitations')
    .where('workspace_id', '=', workspaceId)
    .where('ended_at', 'is', null);
}

function endOpen(
  tx: WorkspaceTx,
  { workspaceId, at }: { workspaceId: string; at: Date },
  column: 'id' | 'email_key' | 'invited_by' | 'workspace_id',
  value: string,
) {
  return tx
    .updateTable('invitations')
    .set({ ended_at: at })
    .where('workspace_id', '=', workspaceId)
    .where(column, '=', value)
    .where('ended_at', 'is', null)
    .returning(['id', 'email', 'role'])
    .execute();
}

async function assertRoom(tx: WorkspaceTx, workspaceId: string): Promise<void> {
  const { count } = await openInvitations(tx, workspaceId)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  if (count < mostOpen) return;
  const message = `A workspace has at most ${mostOpen} open invitations; withdraw one first.`;
  throw new AppError('too_many_invitations', 409, message);
}

async function assertNoMember(tx: SystemTx, workspaceId: string, email: string): Promise<void> {
  const user = await findUserByEmail(tx, email);
  if (user && (await findRole(tx, workspaceId, user.id))) throw alreadyMember();
}

export function alreadyMember(): AppError {
  return new AppError('already_member', 409, 'This person is in the workspace already.');
}

function present(row: Selectable<DB['invitations']>, at: Date): Invitation {
  return {
    id: row.id,
    email: row.email,
    role: row.role as GivenRole,
    language: row.language as Invitation['language'],
    invitedBy: row.inviter_name,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    isExpired: row.expires_at <= at,
  };
}

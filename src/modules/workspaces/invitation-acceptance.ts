import type { Context } from '#context.ts';
import {
  completeSignIn,
  createInvitedUser,
  emailKey,
  findUserByEmail,
  getUsers,
  hashToken,
  prepareInvitedPassword,
} from '#modules/identity/index.ts';
import type { User } from '#modules/identity/schema.ts';
import { enterWorkspace, type SystemTx } from '#platform/db.ts';
import { AppError } from '#platform/errors.ts';
import type { RequestInfo } from '#platform/http/route.ts';
import { assertSeat } from './entitlements.ts';
import { alreadyMember, maskedEmail } from './invitations.ts';
import { addMember } from './joining.ts';
import { peoplePage, queueTeamMail } from './mails/mails.ts';
import type { GivenRole, ReceivedInvitation } from './schema.ts';
import { countMembers } from './seats.ts';
import { findRole, lockWorkspace, type Team } from './team.ts';

/** What an invitation says to whoever holds its link; looking uses nothing up. Throws 410 `invitation_expired`. */
export async function inspectInvitation(
  tx: SystemTx,
  context: Context,
  token: string,
): Promise<ReceivedInvitation> {
  const invitation = await findOpen(tx, context, token);
  return {
    workspaceName: invitation.legal_name,
    invitedBy: invitation.inviter_name,
    email: invitation.email,
    role: invitation.role as GivenRole,
    expiresAt: invitation.expires_at.toISOString(),
    hasAccount: (await findUserByEmail(tx, invitation.email)) !== undefined,
  };
}

/**
 * Lets somebody who has an account in, and returns the workspace. Throws 410 `invitation_expired`, 409
 * `invitation_for_other_address` or `already_member`, 403 `plan_limit_reached`; the invitation stays open then.
 */
export async function acceptInvitation(
  tx: SystemTx,
  context: Context,
  request: RequestInfo,
  user: User,
  token: string,
): Promise<string> {
  const invitation = await findOpen(tx, context, token);
  if (invitation.email_key !== emailKey(user.email)) {
    const email = maskedEmail(invitation.email);
    const message = `This invitation is for ${email}; sign in with that address to accept it.`;
    throw new AppError('invitation_for_other_address', 409, message, { email });
  }
  const place = await takePlace(tx, context, token, user.id);
  await admit(tx, context, request, place, user);
  return place.team.id;
}

/**
 * Lets somebody in who has no account yet: account, membership and session come into being together, or not
 * at all. The link has confirmed the mailbox. Throws as `acceptInvitation` does, 409 `account_exists` and
 * 422 for a weak password.
 */
export async function registerInvited(
  context: Context,
  request: RequestInfo,
  input: { token: string; name: string; password: string; language: User['language'] },
) {
  const { token, password, ...profile } = input;
  const invitation = await context.db.inSystem((tx) => findOpen(tx, context, token));
  const words = [input.name, invitation.legal_name];
  const hash = await prepareInvitedPassword(context, invitation.email, password, words);
  return context.db.inSystem(async (tx) => {
    const { email } = invitation;
    const user = await createInvitedUser(tx, context, { email, ...profile }, hash);
    const place = await takePlace(tx, context, token, user.id);
    const step = await completeSignIn(tx, context, request, user, 'registration');
    await admit(tx, context, request, place, user);
    return { step, workspaceId: place.team.id };
  });
}

type Place = { team: Team; role: GivenRole; invitationId: string; inviterId: string };

/**
 * Uses an invitation up, under the lock of its workspace: of many acceptances at once one finds it open, and
 * none gets past a removal or a withdrawal beside it.
 */
async function takePlace(
  tx: SystemTx,
  context: Context,
  token: string,
  userId: string,
): Promise<Place> {
  const { workspace_id: workspaceId } = await findOpen(tx, context, token);
  const team = await lockWorkspace(tx, workspaceId);
  const taken = await tx
    .updateTable('invitations')
    .set({ ended_at: context.now(), accepted_by: userId })
    .where('token_hash', '=', hashToken(token))
    .where('ended_at', 'is', null)
    .where('expires_at', '>', context.now())
    .returning(['id', 'role', 'invited_by'])
    .executeTakeFirst();
  if (!taken) throw invitationExpired();
  return {
    team,
    role: taken.role as GivenRole,
    invitationId: taken.id,
    inviterId: taken.invited_by,
  };
}

async function admit(
  tx: SystemTx,
  context: Context,
  request: RequestInfo,
  { team, role, invitationId, inviterId }: Place,
  user: User,
): Promise<void> {
  if (await findRole(tx, team.id, user.id)) throw alreadyMember();
  // The other open invitations are not counted: after a step back to the free plan the first to accept
  // takes its one seat, while all of them would keep each other out.
  assertSeat(team.plan, role, await countMembers(tx, team.id));
  const inviter = (await getUsers(tx, [inviterId])).get(inviterId);
  if (inviter) {
    await queueTeamMail(tx, context, inviter, {
      kind: 'invitation_accepted',
      url: peoplePage(context, team.id),
      workspace: team.name,
      person: user.name,
      email: user.email,
      role,
    });
  }
  const person = { userId: user.id, name: user.name, ip: request.ip, at: context.now() };
  const membership = { workspaceId: team.id, role, invitationId };
  await addMember(await enterWorkspace(tx, team.id), person, membership);
}

async function findOpen(tx: SystemTx, context: Context, token: string) {
  const invitation = await tx
    .selectFrom('invitations')
    .innerJoin('workspaces', 'workspaces.id', 'invitations.workspace_id')
    .select(['workspace_id', 'invitations.email', 'email_key', 'role', 'inviter_name'])
    .select(['expires_at', 'workspaces.legal_name'])
    .where('token_hash', '=', hashToken(token))
    .where('ended_at', 'is', null)
    .where('expires_at', '>', context.now())
    .executeTakeFirst();
  if (!invitation) throw invitationExpired();
  return invitation;
}

/** The same for one that was used, withdrawn, replaced, or never sent. */
function invitationExpired(): AppError {
  return new AppError(
    'invitation_expired',
    410,
    'This invitation has expired, was withdrawn or was used already; ask for a new one.',
  );
}

import type { Context } from '#context.ts';
import { newId } from '#lib/ids.ts';
import { recordAudit } from '#modules/audit/index.ts';
import { getUsers } from '#modules/identity/index.ts';
import type { User } from '#modules/identity/schema.ts';
import type { SystemTx, WorkspaceTx } from '#platform/db.ts';
import { invalidInput, notFound } from '#platform/errors.ts';
import { homePage, peoplePage, queueTeamMail } from './mails/mails.ts';
import { endOffer, findOffer, type Offer } from './ownership-offers.ts';
import { isAllowed } from './permissions.ts';
import type { Actor } from './route.ts';
import type { GivenRole, OwnershipTransfer, Role } from './schema.ts';
import { findRole, lockTeam, outside, type Team } from './team.ts';

const validMs = 7 * 86_400_000;

/** The offer of ownership that waits for its answer; null where there is none. */
export async function findTransfer(
  tx: WorkspaceTx,
  actor: Actor,
): Promise<OwnershipTransfer | null> {
  const offer = await findOffer(tx, actor);
  if (!offer) return null;
  return outside(tx, actor.workspaceId, async (system) =>
    present(offer, await getParties(system, offer)),
  );
}

/**
 * Offers the ownership to an admin or a member, for seven days; takes the place of an earlier offer. The
 * caller sees to it that the owner confirmed it. Throws as `assertEligible` does.
 */
export async function offerOwnership(
  tx: WorkspaceTx,
  context: Context,
  actor: Actor,
  userId: string,
): Promise<OwnershipTransfer> {
  const team = await lockTeam(tx, actor, 'ownership.offer');
  await assertEligible(tx, actor, userId);
  await endOffer(tx, actor, 'replaced');
  const offer: Offer = {
    id: newId(),
    from_user_id: actor.userId,
    to_user_id: userId,
    created_at: actor.at,
    expires_at: new Date(actor.at.getTime() + validMs),
  };
  await tx
    .insertInto('ownership_transfers')
    .values({ workspace_id: team.id, ...offer })
    .execute();
  const parties = await outside(tx, team.id, async (system) => {
    const parties = await getParties(system, offer);
    await tellBoth(parties, (reader, { from, to }) =>
      queueTeamMail(system, context, reader, {
        kind: 'ownership_offered',
        url: peoplePage(context, team.id),
        workspace: team.name,
        from: from.name,
        to: to.name,
        until: offer.expires_at,
      }),
    );
    return parties;
  });
  await recordOffer(tx, actor, 'ownership.offered', offer, parties);
  return present(offer, parties);
}

/** Throws 404 `member_not_found`, or 422 for whoever could not answer an offer. */
export async function assertEligible(tx: WorkspaceTx, actor: Actor, userId: string): Promise<void> {
  const role = await findRole(tx, actor.workspaceId, userId);
  if (!role) throw notFound('member');
  if (isAllowed(role, 'ownership.answer')) return;
  const message = 'must be an admin or a member; give an accountant another role first';
  throw invalidInput([{ field: 'userId', message }]);
}

/** Takes an offer back. Throws 404 `ownership_transfer_not_found`. */
export async function withdrawOwnership(
  tx: WorkspaceTx,
  context: Context,
  actor: Actor,
): Promise<void> {
  const team = await lockTeam(tx, actor, 'ownership.offer');
  const offer = await findOffer(tx, actor);
  if (!offer) throw notFound('ownership transfer');
  await endOffer(tx, actor, 'withdrawn');
  const parties = await tellOfEnd(tx, context, team, offer, 'ownership_withdrawn');
  await recordOffer(tx, actor, 'ownership.withdrawn', offer, parties);
}

/** The offer to the actor. Throws 404 `ownership_transfer_not_found`, also where it is to somebody else. */
export async function getOwnOffer(tx: WorkspaceTx, actor: Actor): Promise<Offer> {
  const offer = await findOffer(tx, actor);
  if (offer?.to_user_id !== actor.userId) throw notFound('ownership transfer');
  return offer;
}

/**
 * Makes the actor the owner and the owner an admin, together or not at all. The caller sees to it that the
 * actor confirmed it. Throws 404 `ownership_transfer_not_found`.
 */
export async function acceptOwnership(
  tx: WorkspaceTx,
  context: Context,
  actor: Actor,
): Promise<void> {
  const team = await lockTeam(tx, actor, 'ownership.answer');
  const offer = await getOwnOffer(tx, actor);
  const before = await findRole(tx, team.id, actor.userId);
  await endOffer(tx, actor, 'accepted');
  await setRole(tx, team, offer.to_user_id, 'owner');
  await setRole(tx, team, offer.from_user_id, 'admin');
  const parties = await tellOfEnd(tx, context, team, offer, 'ownership_accepted');
  await recordOffer(tx, actor, 'ownership.accepted', offer, parties);
  // Each of them has this in their own history too.
  const changes: [User, (Role | undefined)[]][] = [
    [parties.to, [before, 'owner']],
    [parties.from, ['owner', 'admin']],
  ];
  for (const [{ id, name }, role] of changes) {
    const data = { name, role };
    await recordAudit(tx, actor, { type: 'member.role_changed', subjectId: id, data });
  }
}

/** Turns an offer down. Throws 404 `ownership_transfer_not_found`. */
export async function refuseOwnership(
  tx: WorkspaceTx,
  context: Context,
  actor: Actor,
): Promise<void> {
  const team = await lockTeam(tx, actor, 'ownership.answer');
  const offer = await getOwnOffer(tx, actor);
  await endOffer(tx, actor, 'declined');
  const parties = await tellOfEnd(tx, context, team, offer, 'ownership_refused');
  await recordOffer(tx, actor, 'ownership.refused', offer, parties);
}

type Parties = { from: User; to: User };

async function getParties(tx: SystemTx, offer: Offer): Promise<Parties> {
  const people = await getUsers(tx, [offer.from_user_id, offer.to_user_id]);
  const [from, to] = [people.get(offer.from_user_id), people.get(offer.to_user_id)];
  // An offer ends with whoever leaves, also with their account.
  if (!from || !to) throw notFound('ownership transfer');
  return { from, to };
}

async function tellBoth(
  parties: Parties,
  tell: (reader: User, parties: Parties) => Promise<void>,
): Promise<void> {
  for (const reader of [parties.from, parties.to]) await tell(reader, parties);
}

function tellOfEnd(
  tx: WorkspaceTx,
  context: Context,
  team: Team,
  offer: Offer,
  kind: 'ownership_accepted' | 'ownership_refused' | 'ownership_withdrawn',
): Promise<Parties> {
  return outside(tx, team.id, async (system) => {
    const parties = await getParties(system, offer);
    await tellBoth(parties, (reader, { from, to }) =>
      queueTeamMail(system, context, reader, {
        kind,
        url: homePage(context, team.id),
        workspace: team.name,
        from: from.name,
        to: to.name,
      }),
    );
    return parties;
  });
}

async function setRole(
  tx: WorkspaceTx,
  team: Team,
  userId: string,
  role: GivenRole | 'owner',
): Promise<void> {
  await tx
    .updateTable('members')
    .set({ role })
    .where('workspace_id', '=', team.id)
    .where('user_id', '=', userId)
    .execute();
}

async function recordOffer(
  tx: WorkspaceTx,
  actor: Actor,
  type: `ownership.${string}`,
  offer: Offer,
  { from, to }: Parties,
): Promise<void> {
  const data = { from: from.name, to: to.name };
  await recordAudit(tx, actor, { type, subjectId: offer.id, data });
}

function present(offer: Offer, { from, to }: Parties): OwnershipTransfer {
  return {
    id: offer.id,
    from: { userId: from.id, name: from.name },
    to: { userId: to.id, name: to.name },
    createdAt: offer.created_at.toISOString(),
    expiresAt: offer.expires_at.toISOString(),
  };
}

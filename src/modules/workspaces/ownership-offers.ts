import type { Context } from '#context.ts';
import { getUsers } from '#modules/identity/index.ts';
import type { User } from '#modules/identity/schema.ts';
import type { SystemTx, WorkspaceTx } from '#platform/db.ts';
import { homePage, queueTeamMail } from './mails/mails.ts';

/** An offer of ownership that is neither answered nor taken back. */
export type Offer = {
  id: string;
  from_user_id: string;
  to_user_id: string;
  created_at: Date;
  expires_at: Date;
};
export type Outcome = 'accepted' | 'declined' | 'withdrawn' | 'replaced';
/** Where and when an offer ends. */
type Ending = { workspaceId: string; at: Date };

const offerColumns = ['id', 'from_user_id', 'to_user_id', 'created_at', 'expires_at'] as const;

/** The offer that can still be answered; undefined where there is none. */
export function findOffer(
  tx: WorkspaceTx,
  { workspaceId, at }: Ending,
): Promise<Offer | undefined> {
  return tx
    .selectFrom('ownership_transfers')
    .select(offerColumns)
    .where('workspace_id', '=', workspaceId)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', at)
    .executeTakeFirst();
}

/** Ends the open offer of a workspace, also one that has expired. */
export async function endOffer(tx: WorkspaceTx, ending: Ending, outcome: Outcome): Promise<void> {
  await endOpen(tx, ending, outcome).execute();
}

/** Ends the open offer that somebody made or was made, since they leave or may no longer answer it. */
export function endOffersWith(tx: WorkspaceTx, ending: Ending, userId: string): Promise<Offer[]> {
  return endOpen(tx, ending, 'withdrawn')
    .where((eb) => eb.or([eb('from_user_id', '=', userId), eb('to_user_id', '=', userId)]))
    .returning(offerColumns)
    .execute();
}

/** Tells whoever stays that an offer ended with somebody's leaving, also with that of their account. */
export async function tellOfEndedOffers(
  tx: SystemTx,
  context: Context,
  workspace: { id: string; name: string },
  offers: Offer[],
  leaving: User,
): Promise<void> {
  for (const offer of offers) {
    const isGiver = offer.from_user_id === leaving.id;
    const otherId = isGiver ? offer.to_user_id : offer.from_user_id;
    const other = (await getUsers(tx, [otherId])).get(otherId);
    if (!other) continue;
    const [from, to] = isGiver ? [leaving, other] : [other, leaving];
    await queueTeamMail(tx, context, other, {
      kind: 'ownership_withdrawn',
      url: homePage(context, workspace.id),
      workspace: workspace.name,
      from: from.name,
      to: to.name,
    });
  }
}

function endOpen(tx: WorkspaceTx, { workspaceId, at }: Ending, outcome: Outcome) {
  return tx
    .updateTable('ownership_transfers')
    .set({ ended_at: at, outcome })
    .where('workspace_id', '=', workspaceId)
    .where('ended_at', 'is', null);
}

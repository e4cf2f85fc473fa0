import type { Context } from '#context.ts';
import { recordAudit, systemActor } from '#modules/audit/index.ts';
import {
  deleteUser,
  listDueDeletions,
  lockDueDeletion,
  postponeDeletion,
} from '#modules/identity/index.ts';
import type { User } from '#modules/identity/schema.ts';
import { enterWorkspace, type SystemTx, type WorkspaceTx } from '#platform/db.ts';
import { type Departure, listDepartures } from './account-deletion.ts';
import { deleteInvitationsTo, withdrawInvitationsOf } from './invitations.ts';
import { endOffersWith, tellOfEndedOffers } from './ownership-offers.ts';
import { outside } from './team.ts';
import { closeWorkspace } from './workspace-deletion.ts';

const maxAccounts = 1_000;

/**
 * Job `workspaces.delete_due_accounts`: deletes every account whose deletion is due, each in a transaction
 * of its own, so that a crash leaves no account half deleted and the next run goes on where this one ended.
 */
export async function deleteDueAccounts(context: Context): Promise<void> {
  const due = await context.db.inSystem((tx) => listDueDeletions(tx, context, maxAccounts));
  const failed: unknown[] = [];
  for (const userId of due) {
    await context.db
      .inSystem((tx) => deleteAccount(tx, context, userId))
      .catch((error) => failed.push(error));
  }
  // One account that cannot be deleted holds up no other, and the queue tries it again.
  if (failed.length > 0) throw new AggregateError(failed, `${failed.length} accounts not deleted`);
}

async function deleteAccount(tx: SystemTx, context: Context, userId: string): Promise<void> {
  const user = await lockDueDeletion(tx, context, userId);
  if (!user) return;
  await lockWorkspaces(tx, userId);
  const departures = await listDepartures(tx, userId);
  const orphaned = departures.filter(({ leaves }) => leaves === 'no owner');
  if (orphaned.length > 0) {
    const names = orphaned.map(({ legalName }) => legalName);
    return postponeDeletion(tx, context, user, names);
  }
  await deleteUser(tx, context, user);
  await deleteInvitationsTo(tx, user.email);
  for (const departure of departures) await leave(tx, context, user, departure);
}

/** Of two owners who leave one workspace at the same moment, the second must see that the first is gone. */
async function lockWorkspaces(tx: SystemTx, userId: string): Promise<void> {
  await tx
    .selectFrom('workspaces')
    .select('id')
    .where('id', 'in', (eb) =>
      eb.selectFrom('members').select('workspace_id').where('user_id', '=', userId),
    )
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();
}

/** Tells a workspace that somebody is gone, from within its own scope; without anyone left it is closed. */
async function leave(
  tx: SystemTx,
  context: Context,
  user: User,
  { workspaceId, legalName, leaves }: Departure,
): Promise<void> {
  const inside = await enterWorkspace(tx, workspaceId);
  const actor = systemActor(context.now());
  const ending = { workspaceId, at: actor.at };
  await withdrawInvitationsOf(inside, ending, user.id);
  const ended = await endOffersWith(inside, ending, user.id);
  if (ended.length > 0) {
    const workspace = { id: workspaceId, name: legalName };
    await outside(inside, workspaceId, (system) =>
      tellOfEndedOffers(system, context, workspace, ended, user),
    );
  }
  const data = { name: user.name, reason: 'account deleted' };
  await recordAudit(inside, actor, { type: 'member.left', subjectId: user.id, data });
  if (leaves === 'nobody') await closeWorkspace(inside, workspaceId, actor);
}

/** Whether nobody is a member of the workspace of the transaction any more. */
export async function isClosed(tx: WorkspaceTx): Promise<boolean> {
  const member = await tx
    .selectFrom('members')
    .select('user_id')
    .where('workspace_id', '=', (eb) => eb.fn('current_workspace_id'))
    .limit(1)
    .executeTakeFirst();
  return member === undefined;
}

/**
 * Erases the seller details of a closed workspace that has issued nothing: no law asks to keep them, so
 * Art. 17 GDPR asks to erase them.
 */
export async function eraseSellerDetails(tx: WorkspaceTx): Promise<void> {
  await tx
    .updateTable('workspaces')
    .set({
      legal_name: 'Closed',
      address: JSON.stringify({ line1: '', line2: '', postCode: '', city: '', country: 'DE' }),
      vat_id: '',
      tax_number: '',
      registration: '',
      iban: '',
      bic: '',
      bank_name: '',
      email: '',
      phone: '',
      website: '',
      footer_note: '',
      logo: null,
    })
    .where('id', '=', (eb) => eb.fn('current_workspace_id'))
    .execute();
}

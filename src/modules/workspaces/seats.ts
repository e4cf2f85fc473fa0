import type { SystemTx, WorkspaceTx } from '#platform/db.ts';
import type { Seats } from './entitlements.ts';

/** Seats that are taken: by members, and by invitations that can still be accepted. */
export async function countSeats(tx: WorkspaceTx, workspaceId: string, at: Date): Promise<Seats> {
  const members = await countMembers(tx, workspaceId);
  const invited = await countInvitations(tx, workspaceId, at);
  return {
    admin: members.admin + invited.admin,
    member: members.member + invited.member,
    accountant: members.accountant + invited.accountant,
  };
}

/** How many people of each role are in a workspace. */
export async function countMembers(
  tx: WorkspaceTx | SystemTx,
  workspaceId: string,
): Promise<Seats> {
  const rows = await tx
    .selectFrom('members')
    .select(['role', (eb) => eb.fn.countAll<number>().as('count')])
    .where('workspace_id', '=', workspaceId)
    .groupBy('role')
    .execute();
  return seatsIn(rows);
}

async function countInvitations(tx: WorkspaceTx, workspaceId: string, at: Date): Promise<Seats> {
  const rows = await tx
    .selectFrom('invitations')
    .select(['role', (eb) => eb.fn.countAll<number>().as('count')])
    .where('workspace_id', '=', workspaceId)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', at)
    .groupBy('role')
    .execute();
  return seatsIn(rows);
}

/** The owner's place is not a seat. */
function seatsIn(rows: { role: string; count: number }[]): Seats {
  const of = (role: string) => rows.find((row) => row.role === role)?.count ?? 0;
  return { admin: of('admin'), member: of('member'), accountant: of('accountant') };
}

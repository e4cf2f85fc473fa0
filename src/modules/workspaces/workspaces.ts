import { newId } from '#lib/ids.ts';
import { type Actor as AuditActor, recordAudit } from '#modules/audit/index.ts';
import { enterWorkspace, type SystemTx, type WorkspaceTx } from '#platform/db.ts';
import { getWorkspace, updateWorkspace, type WorkspaceDetails } from './queries.ts';
import type { Actor } from './route.ts';
import type { WorkspaceChange } from './schema.ts';

/**
 * Creates a workspace with its owner and returns it in its own scope: the system transaction has
 * entered it and sees nothing else from here on.
 */
export async function createWorkspace(
  tx: SystemTx,
  owner: AuditActor & { userId: string },
  input: { legalName: string; country: string },
): Promise<{ tx: WorkspaceTx; workspace: WorkspaceDetails }> {
  const workspaceId = newId();
  const address = { line1: '', line2: '', postCode: '', city: '', country: input.country };
  await tx
    .insertInto('workspaces')
    .values({ id: workspaceId, legal_name: input.legalName, address: JSON.stringify(address) })
    .execute();
  await tx
    .insertInto('members')
    .values({
      workspace_id: workspaceId,
      user_id: owner.userId,
      role: 'owner',
      created_at: owner.at,
    })
    .execute();
  const workspaceTx = await enterWorkspace(tx, workspaceId);
  await recordAudit(workspaceTx, owner, {
    type: 'workspace.created',
    subjectId: workspaceId,
    data: { legalName: input.legalName },
  });
  return { tx: workspaceTx, workspace: await getWorkspace(workspaceTx) };
}

/** Changes seller details; issued invoices keep the ones they were issued with. */
export async function changeWorkspace(
  tx: WorkspaceTx,
  actor: Actor,
  change: WorkspaceChange & { logo?: WorkspaceDetails['logo'] },
): Promise<WorkspaceDetails> {
  const before = await getWorkspace(tx);
  if (Object.keys(change).length === 0) return before;
  const after = await updateWorkspace(tx, change);
  await recordAudit(tx, actor, {
    type: 'workspace.changed',
    subjectId: actor.workspaceId,
    data: changedMembers(before, after),
  });
  return after;
}

/** What differs between two states, as { field: [before, after] }. */
export function changedMembers<State extends object>(before: State, after: State) {
  const fields = Object.keys(after) as (keyof State & string)[];
  const differing = fields.filter(
    (field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]),
  );
  return Object.fromEntries(differing.map((field) => [field, [before[field], after[field]]]));
}

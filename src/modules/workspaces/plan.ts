import type { Context } from '#context.ts';
import { recordAudit, systemActor } from '#modules/audit/index.ts';
import type { WorkspaceTx } from '#platform/db.ts';
import type { Plan } from './schema.ts';

/**
 * Sets what a workspace has paid for. Whoever is in it stays, also where the new plan has no room for them;
 * entitlements.ts lets nobody new in then. Returns the plan before, or undefined for an unknown workspace.
 */
export function changePlan(
  context: Context,
  workspaceId: string,
  plan: Plan,
): Promise<Plan | undefined> {
  return context.db.inWorkspace(workspaceId, (tx) => setPlan(tx, context, workspaceId, plan));
}

/** The same in the workspace's own transaction. */
export async function setPlan(
  tx: WorkspaceTx,
  context: Context,
  workspaceId: string,
  plan: Plan,
): Promise<Plan | undefined> {
  const row = await tx
    .selectFrom('workspaces')
    .select('plan')
    .where('id', '=', workspaceId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (!row || row.plan === plan) return row?.plan as Plan | undefined;
  await tx.updateTable('workspaces').set({ plan }).where('id', '=', workspaceId).execute();
  await recordAudit(tx, systemActor(context.now()), {
    type: 'workspace.plan_changed',
    subjectId: workspaceId,
    data: { plan: [row.plan, plan] },
  });
  return row.plan as Plan;
}

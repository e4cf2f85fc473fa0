import type { Context } from '#context.ts';
import type { SystemTx } from '#platform/db.ts';

/** Makes the link of a change that waits for its confirmation worthless. */
export async function cancelPendingEmailChange(
  tx: SystemTx,
  context: Context,
  userId: string,
): Promise<void> {
  await tx
    .updateTable('email_changes')
    .set({ consumed_at: context.now() })
    .where('user_id', '=', userId)
    .where('consumed_at', 'is', null)
    .execute();
}

import type { Context } from '#context.ts';
import type { RequestInfo } from '#platform/http/route.ts';
import { readAccess } from '../sessions/access-tokens.ts';
import { getSignedIn } from '../sessions/sessions.ts';
import { assertConfirmed } from './confirmations.ts';

/**
 * The same as `assertConfirmed` for a route in a workspace, which knows its request and not its session.
 * Opens a transaction of its own: call it outside of any other. Throws 403 `confirmation_required`.
 */
export async function assertRequestConfirmed(
  context: Context,
  request: RequestInfo,
): Promise<void> {
  const access = await readAccess(request, context);
  await context.db.inSystem(async (tx) =>
    assertConfirmed(tx, context, await getSignedIn(tx, context, access)),
  );
}

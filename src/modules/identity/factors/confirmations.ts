import type { Context } from '#context.ts';
import type { SystemTx } from '#platform/db.ts';
import { AppError } from '#platform/errors.ts';
import type { WaysIn } from '../schema.ts';
import type { SignedIn } from '../sessions/sessions.ts';
import { listFactors } from './factors.ts';

const validMs = 10 * 60_000;

/** Until when a session counts as confirmed; null where it does not. */
export function confirmedUntil(context: Context, { confirmedAt }: SignedIn): Date | null {
  const until = confirmedAt && new Date(confirmedAt.getTime() + validMs);
  return until && until > context.now() ? until : null;
}

/**
 * Lets a change to ways of signing in pass only where its user has just proved anew who they are
 * (ASVS 7.5.1), however short ago they signed in. Throws 403 `confirmation_required` with `confirmWith`.
 */
export async function assertConfirmed(
  tx: SystemTx,
  context: Context,
  signedIn: SignedIn,
): Promise<void> {
  if (confirmedUntil(context, signedIn)) return;
  const confirmWith = await listConfirmations(tx, signedIn.user.id);
  throw new AppError('confirmation_required', 403, 'Please confirm that it is you.', {
    confirmWith,
  });
}

/** What can confirm a session: a second factor where there is one, else the password, else Google. */
export async function listConfirmations(
  tx: SystemTx,
  userId: string,
): Promise<WaysIn['confirmWith']> {
  const factors = await listFactors(tx, userId);
  if (factors.length > 0) return factors;
  const user = await tx
    .selectFrom('users')
    .select('password_hash')
    .where('id', '=', userId)
    .executeTakeFirst();
  return user?.password_hash ? ['password'] : ['google'];
}

/** Marks a session as confirmed from now on. */
export async function confirmSession(
  tx: SystemTx,
  context: Context,
  sessionId: string,
): Promise<void> {
  await tx
    .updateTable('sessions')
    .set({ confirmed_at: context.now() })
    .where('id', '=', sessionId)
    .execute();
}

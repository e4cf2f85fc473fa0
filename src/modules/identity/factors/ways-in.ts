import type { Context } from '#context.ts';
import type { SystemTx } from '#platform/db.ts';
import { listIdentities } from '../google/identities.ts';
import type { WaysIn } from '../schema.ts';
import type { SignedIn } from '../sessions/sessions.ts';
import { confirmedUntil, listConfirmations } from './confirmations.ts';
import { listPasskeys } from './passkeys.ts';
import { countRecoveryCodes } from './recovery-codes.ts';
import { findTotp } from './totp.ts';

/** Every way in to the account, and how this session can be confirmed to change one. */
export async function describeWaysIn(
  tx: SystemTx,
  context: Context,
  signedIn: SignedIn,
): Promise<WaysIn> {
  const { id: userId } = signedIn.user;
  const user = await tx
    .selectFrom('users')
    .select((eb) => [
      'password_changed_at',
      eb('password_hash', 'is not', null).$castTo<boolean>().as('has_password'),
    ])
    .where('id', '=', userId)
    .executeTakeFirstOrThrow();
  const totp = await findTotp(tx, userId);
  return {
    password: user.has_password ? { changedAt: iso(user.password_changed_at) } : null,
    google: await listIdentities(tx, userId),
    passkeys: await listPasskeys(tx, userId),
    totp: totp?.confirmed_at ? { enabledAt: totp.confirmed_at.toISOString() } : null,
    recoveryCodesLeft: await countRecoveryCodes(tx, userId),
    pendingEmail: (await findPendingEmail(tx, context, userId)) ?? null,
    deletionDueAt: iso(signedIn.deletionDueAt),
    confirmWith: await listConfirmations(tx, userId),
    confirmedUntil: iso(confirmedUntil(context, signedIn)),
  };
}

/** The address that an account is to get once its mailbox confirms it. */
async function findPendingEmail(
  tx: SystemTx,
  context: Context,
  userId: string,
): Promise<string | undefined> {
  const change = await tx
    .selectFrom('email_changes')
    .select('email')
    .where('user_id', '=', userId)
    .where('consumed_at', 'is', null)
    .where('expires_at', '>', context.now())
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return change?.email;
}

function iso(at: Date | null): string | null {
  return at?.toISOString() ?? null;
}

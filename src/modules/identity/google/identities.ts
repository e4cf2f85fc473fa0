import type { Context } from '#context.ts';
import type { SystemTx } from '#platform/db.ts';
import { AppError } from '#platform/errors.ts';
import type { RequestInfo } from '#platform/http/route.ts';
import { listConfirmations } from '../factors/confirmations.ts';
import { lockWaysIn } from '../factors/factor-changes.ts';
import { queueIdentityMail } from '../mails/mails.ts';
import { occasionOf, securityPage } from '../mails/occasion.ts';
import type { User } from '../schema.ts';
import { recordSecurityEvent } from '../security-events.ts';
import type { SignedIn } from '../sessions/sessions.ts';
import { presentUser } from '../users.ts';
import type { GoogleAccount } from './exchange.ts';

/** The Google accounts that sign a user in, for the page that shows their ways in. */
export async function listIdentities(
  tx: SystemTx,
  userId: string,
): Promise<{ email: string; connectedAt: string }[]> {
  const rows = await tx
    .selectFrom('identities')
    .select(['email', 'created_at'])
    .where('user_id', '=', userId)
    .orderBy('created_at')
    .limit(100)
    .execute();
  return rows.map((row) => ({ email: row.email, connectedAt: row.created_at.toISOString() }));
}

/** Whom a Google account signs in: by issuer and subject only, since an address can change hands. */
export async function findUserByIdentity(
  tx: SystemTx,
  { issuer, subject }: GoogleAccount,
): Promise<User | undefined> {
  const row = await tx
    .selectFrom('identities')
    .innerJoin('users', 'users.id', 'identities.user_id')
    .select(['users.id', 'users.email', 'users.name', 'users.language'])
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .executeTakeFirst();
  return row && presentUser(row);
}

/** Notes that a Google account was used, and the address that it has by now. */
export async function touchIdentity(
  tx: SystemTx,
  context: Context,
  { issuer, subject, email }: GoogleAccount,
): Promise<void> {
  await tx
    .updateTable('identities')
    .set({ email, last_used_at: context.now() })
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .execute();
}

/**
 * Connects a Google account with a user, who is told by mail; connecting it again changes nothing. Throws
 * 409 `google_account_in_use` where it signs somebody else in.
 */
export async function connectIdentity(
  tx: SystemTx,
  context: Context,
  request: RequestInfo,
  user: User,
  { issuer, subject, email }: GoogleAccount,
): Promise<void> {
  const now = context.now();
  const added = await tx
    .insertInto('identities')
    .values({ issuer, subject, user_id: user.id, email, created_at: now, last_used_at: now })
    .onConflict((conflict) => conflict.columns(['issuer', 'subject']).doNothing())
    .returning('subject')
    .executeTakeFirst();
  if (!added) {
    const owner = await findUserByIdentity(tx, { issuer, subject, email });
    if (owner?.id === user.id) return;
    throw new AppError(
      'google_account_in_use',
      409,
      'This Google account signs in to another Numirio account.',
    );
  }
  const type = 'google.connected';
  await recordSecurityEvent(tx, context, request, { userId: user.id, type, data: { email } });
  await queueIdentityMail(tx, context, user, {
    kind: 'google_connected',
    url: securityPage(context),
    googleEmail: email,
    ...occasionOf(context, request),
  });
}

/**
 * Lets Google confirm only those who have nothing stronger: were it to stand in for a second factor, that
 * factor would protect nothing. Throws 403 `confirmation_required` with `confirmWith`.
 */
export async function assertConfirmsWithGoogle(tx: SystemTx, userId: string): Promise<void> {
  const confirmWith = await listConfirmations(tx, userId);
  if (confirmWith.includes('google')) return;
  const message = 'Google does not confirm this account.';
  throw new AppError('confirmation_required', 403, message, { confirmWith });
}

/**
 * Disconnects Google from a user, who is told by mail. Throws 404 `google_not_found` where it is not
 * connected, 409 `last_way_in` where nothing else signs them in.
 */
export async function disconnectIdentities(
  tx: SystemTx,
  context: Context,
  request: RequestInfo,
  { user }: SignedIn,
): Promise<void> {
  await lockWaysIn(tx, user.id);
  if (!(await hasOtherWayIn(tx, user.id))) {
    throw new AppError('last_way_in', 409, 'Please set a password or add a passkey before.');
  }
  const removed = await tx
    .deleteFrom('identities')
    .where('user_id', '=', user.id)
    .returning('email')
    .execute();
  if (removed.length === 0) {
    throw new AppError('google_not_found', 404, 'Google is not connected with your account.');
  }
  for (const { email } of removed) {
    const type = 'google.disconnected';
    await recordSecurityEvent(tx, context, request, { userId: user.id, type, data: { email } });
    await queueIdentityMail(tx, context, user, {
      kind: 'google_disconnected',
      url: securityPage(context),
      googleEmail: email,
      ...occasionOf(context, request),
    });
  }
}

async function hasOtherWayIn(tx: SystemTx, userId: string): Promise<boolean> {
  const row = await tx
    .selectNoFrom((eb) => [
      eb
        .exists(
          eb
            .selectFrom('users')
            .select('id')
            .where('id', '=', userId)
            .where('password_hash', 'is not', null),
        )
        .as('password'),
      eb.exists(eb.selectFrom('passkeys').select('id').where('user_id', '=', userId)).as('passkey'),
    ])
    .executeTakeFirstOrThrow();
  return Boolean(row.password || row.passkey);
}

import type { Context } from '#context.ts';
import type { SystemTx } from '#platform/db.ts';
import { AppError, invalidInput } from '#platform/errors.ts';
import type { RequestInfo } from '#platform/http/route.ts';
import { cancelPendingEmailChange } from '../account/pending-email-change.ts';
import { assertConfirmed } from '../factors/confirmations.ts';
import { cancelPendingLinks } from '../google/links.ts';
import { queueIdentityMail } from '../mails/mails.ts';
import { occasionOf, securityPage } from '../mails/occasion.ts';
import type { User } from '../schema.ts';
import { recordSecurityEvent } from '../security-events.ts';
import { revokeSessions, type SignedIn } from '../sessions/sessions.ts';
import type { EnterSignedIn } from '../signed-in-route.ts';
import { forgetAttempts, takeAttempt } from '../throttles.ts';
import { hashPassword, type PasswordHash, storedPassword, verifyPassword } from './passwords.ts';
import { assertAcceptablePassword } from './rules.ts';

/**
 * Changes the password of who is signed in, or gives the account its first one, and ends the other
 * sessions. The current password is asked where there is one (ASVS 6.2.3); otherwise the session must have
 * been confirmed. Throws 401 `invalid_credentials`, 403 `confirmation_required`, 409 `changed_meanwhile`,
 * 422, 429, 503.
 */
export async function changePassword(
  enter: EnterSignedIn,
  context: Context,
  request: RequestInfo,
  input: { currentPassword?: string | undefined; newPassword: string },
): Promise<void> {
  const { signedIn, stored } = await enter(async (tx, signedIn) => {
    const stored = await findStoredPassword(tx, signedIn.user.id);
    if (!stored) await assertConfirmed(tx, context, signedIn);
    return { signedIn, stored };
  });
  const { user } = signedIn;
  assertAcceptablePassword(input.newPassword, [user.email, user.name], 'newPassword');
  await assertCurrentPassword(context, signedIn, stored, input.currentPassword);
  const renewed = await hashPassword(input.newPassword, context.secrets.passwordPeppers);
  await enter(async (tx, { sessionId }) => {
    if (!(await replacePassword(tx, context, user.id, stored, renewed))) throw changedMeanwhile();
    await revokeSessions(tx, context, user.id, 'password changed', sessionId);
    await endWhatIsPending(tx, context, user.id);
    const type = stored ? 'password.changed' : 'password.set';
    await tellOfNewPassword(tx, context, request, user, type);
  });
}

/** Throws 401 where the current password is not right, 422 where it is missing or there is none, 429. */
async function assertCurrentPassword(
  context: Context,
  { user }: SignedIn,
  stored: PasswordHash | undefined,
  currentPassword: string | undefined,
): Promise<void> {
  const field = 'currentPassword';
  if (!stored && currentPassword === undefined) return;
  if (!stored || currentPassword === undefined) {
    const message = stored ? 'is required' : 'must be left out: the account has no password yet';
    throw invalidInput([{ field, message }]);
  }
  await takeAttempt(context, 'confirmation', user.id);
  const { passwordPeppers } = context.secrets;
  if (!(await verifyPassword(currentPassword, stored, passwordPeppers))) {
    throw new AppError('invalid_credentials', 401, 'The current password is not right.', {
      errors: [{ field, message: 'is not right' }],
    });
  }
  await forgetAttempts(context, 'confirmation', user.id);
}

/** Whatever else could still open the account, begun perhaps by someone whom the change shall keep out. */
export async function endWhatIsPending(
  tx: SystemTx,
  context: Context,
  userId: string,
): Promise<void> {
  for (const table of ['password_resets', 'challenges'] as const) {
    await tx
      .updateTable(table)
      .set({ consumed_at: context.now() })
      .where('user_id', '=', userId)
      .where('consumed_at', 'is', null)
      .execute();
  }
  await cancelPendingEmailChange(tx, context, userId);
  await cancelPendingLinks(tx, context, userId);
}

/** Records that the password is another one, and tells its owner by mail. */
export async function tellOfNewPassword(
  tx: SystemTx,
  context: Context,
  request: RequestInfo,
  user: User,
  type: 'password.changed' | 'password.set' | 'password.reset',
): Promise<void> {
  await recordSecurityEvent(tx, context, request, { userId: user.id, type });
  await queueIdentityMail(tx, context, user, {
    kind: 'password_changed',
    url: securityPage(context),
    ...occasionOf(context, request),
  });
}

async function findStoredPassword(tx: SystemTx, userId: string): Promise<PasswordHash | undefined> {
  const row = await tx
    .selectFrom('users')
    .select(['password_hash', 'password_pepper_id'])
    .where('id', '=', userId)
    .executeTakeFirst();
  return storedPassword(row);
}

/** Compare and set, since hashing took its time; false where the password is another one by now. */
async function replacePassword(
  tx: SystemTx,
  context: Context,
  userId: string,
  before: PasswordHash | undefined,
  renewed: PasswordHash,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('users')
    .set({
      password_hash: renewed.hash,
      password_pepper_id: renewed.pepperId,
      password_changed_at: context.now(),
    })
    .where('id', '=', userId)
    .where('password_hash', 'is not distinct from', before?.hash ?? null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

function changedMeanwhile(): AppError {
  return new AppError(
    'changed_meanwhile',
    409,
    'The password was changed at the same moment; please try again.',
  );
}

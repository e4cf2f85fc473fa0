import type { Context } from '#context.ts';
import { newId } from '#lib/ids.ts';
import type { SystemTx } from '#platform/db.ts';
import { AppError } from '#platform/errors.ts';
import type { RequestInfo } from '#platform/http/route.ts';
import { enqueue } from '#platform/queue.ts';
import { emailKey } from '../email-key.ts';
import { queueIdentityMail } from '../mails/mails.ts';
import { rememberDevice } from '../sessions/devices.ts';
import { revokeSessions } from '../sessions/sessions.ts';
import { forgetAttempts } from '../throttles.ts';
import { hashToken, newToken } from '../tokens.ts';
import { findUserByEmail, getUser, presentUser } from '../users.ts';
import { endWhatIsPending, tellOfNewPassword } from './change.ts';
import { assertHashQueueHasRoom } from './hash-queue.ts';
import { hashPassword, type PasswordHash } from './passwords.ts';
import { assertAcceptablePassword } from './rules.ts';

const validMs = 15 * 60_000;

/**
 * Asks for a link to a new password. Whether the address has an account is looked up by a job: here the
 * same two statements run for every address, so neither answer nor time tells.
 */
export async function startPasswordReset(
  tx: SystemTx,
  context: Context,
  { email, ip }: { email: string; ip: string },
): Promise<void> {
  const resetId = newId();
  await tx
    .insertInto('password_resets')
    .values({
      id: resetId,
      email,
      email_key: emailKey(email),
      ip,
      created_at: context.now(),
    })
    .execute();
  await enqueue(tx, 'identity.password_reset', { resetId });
}

/**
 * Job `identity.password_reset`: makes the token of a reset and queues its mail, to the address as the
 * account has it rather than as someone typed it. The newest reset alone counts. All of it is one
 * transaction, so a job that is tried again sends no second mail.
 */
export async function preparePasswordReset(
  context: Context,
  { resetId }: { resetId: string },
): Promise<void> {
  await context.db.inSystem(async (tx) => {
    const reset = await tx
      .selectFrom('password_resets')
      .select(['id', 'email', 'email_key'])
      .where('id', '=', resetId)
      .where('token_hash', 'is', null)
      .where('consumed_at', 'is', null)
      .forUpdate()
      .executeTakeFirst();
    const found = reset && (await findUserByEmail(tx, reset.email));
    if (!found) return;
    const user = presentUser(found);
    // Of two jobs for one account the later one must see what the earlier one did.
    await lockUser(tx, user.id);
    if (await hasNewer(tx, reset)) return;
    await supersedeOlder(tx, context, user.id);
    const token = newToken('npr');
    await tx
      .updateTable('password_resets')
      .set({
        user_id: user.id,
        token_hash: hashToken(token),
        expires_at: new Date(context.now().getTime() + validMs),
      })
      .where('id', '=', resetId)
      .execute();
    // In the fragment the token reaches neither logs nor a Referer header; the address is the configured
    // one, never that of a Host header.
    // With the address its page can name the account to a password manager.
    const fragment = new URLSearchParams({ token, email: user.email });
    const url = new URL(`/reset-password#${fragment}`, context.config.baseUrl).href;
    await queueIdentityMail(tx, context, user, { kind: 'reset_password', url });
  });
}

/**
 * Sets the password of a mailed link, once, and ends every session; nobody is signed in by it, so a second
 * factor is still asked. The browser becomes known to the account, which lets its owner in however many
 * strangers are trying. A password that is refused leaves the link as it is. Returns the browser's cookie.
 * Throws 410 `password_reset_expired`, 422, 503.
 */
export async function confirmPasswordReset(
  context: Context,
  request: RequestInfo,
  { token, password }: { token: string; password: string },
): Promise<{ cookie: string }> {
  const owner = await context.db.inSystem((tx) => findOwner(tx, context, token));
  if (!owner) throw resetExpired();
  assertHashQueueHasRoom();
  assertAcceptablePassword(password, [owner.email, owner.name]);
  const hash = await hashPassword(password, context.secrets.passwordPeppers);
  const { user, cookie } = await context.db.inSystem(async (tx) => {
    await lockUser(tx, owner.id);
    await consumeReset(tx, context, token);
    const user = await getUser(tx, owner.id);
    await setPassword(tx, context, user.id, hash);
    await revokeSessions(tx, context, user.id, 'password reset');
    await endWhatIsPending(tx, context, user.id);
    await tellOfNewPassword(tx, context, request, user, 'password.reset');
    const { cookie } = await rememberDevice(tx, context, request, user.id);
    return { user, cookie };
  });
  await forgetAttempts(context, 'sign-in', emailKey(user.email));
  return { cookie };
}

/** First of all in both transactions, so that neither waits for the other with what that one needs. */
async function lockUser(tx: SystemTx, userId: string): Promise<void> {
  await tx.selectFrom('users').select('id').where('id', '=', userId).forUpdate().execute();
}

type Reset = { id: string; email_key: string };

/** Ids are made in the order of time (UUID version 7). */
async function hasNewer(tx: SystemTx, reset: Reset): Promise<boolean> {
  const newer = await tx
    .selectFrom('password_resets')
    .select('id')
    .where('email_key', '=', reset.email_key)
    .where('id', '>', reset.id)
    .limit(1)
    .executeTakeFirst();
  return newer !== undefined;
}

async function supersedeOlder(tx: SystemTx, context: Context, userId: string): Promise<void> {
  await tx
    .updateTable('password_resets')
    .set({ consumed_at: context.now() })
    .where('user_id', '=', userId)
    .where('consumed_at', 'is', null)
    .execute();
}

/** Whose live reset a token is of; it stays as it is. */
function findOwner(tx: SystemTx, context: Context, token: string) {
  return tx
    .selectFrom('password_resets')
    .innerJoin('users', 'users.id', 'password_resets.user_id')
    .select(['users.id', 'users.email', 'users.name'])
    .where('token_hash', '=', hashToken(token))
    .where('consumed_at', 'is', null)
    .where('expires_at', '>', context.now())
    .executeTakeFirst();
}

/** Uses a token up in one statement, so that of many at once one succeeds. */
async function consumeReset(tx: SystemTx, context: Context, token: string): Promise<void> {
  const reset = await tx
    .updateTable('password_resets')
    .set({ consumed_at: context.now() })
    .where('token_hash', '=', hashToken(token))
    .where('consumed_at', 'is', null)
    .where('expires_at', '>', context.now())
    .returning('id')
    .executeTakeFirst();
  if (!reset) throw resetExpired();
}

async function setPassword(
  tx: SystemTx,
  context: Context,
  userId: string,
  { hash, pepperId }: PasswordHash,
): Promise<void> {
  await tx
    .updateTable('users')
    .set({
      password_hash: hash,
      password_pepper_id: pepperId,
      password_changed_at: context.now(),
    })
    .where('id', '=', userId)
    .execute();
}

function resetExpired(): AppError {
  return new AppError(
    'password_reset_expired',
    410,
    'This link has expired, was used already, or is not the newest one; please ask for another.',
  );
}

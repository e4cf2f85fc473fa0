import type { Context } from '#context.ts';
import { newId } from '#lib/ids.ts';
import type { SystemTx } from '#platform/db.ts';
import { AppError, invalidInput } from '#platform/errors.ts';
import type { RequestInfo } from '#platform/http/route.ts';
import { emailKey } from '../email-key.ts';
import { queueIdentityMail } from '../mails/mails.ts';
import { occasionOf, securityPage } from '../mails/occasion.ts';
import { endWhatIsPending } from '../passwords/change.ts';
import type { Language, User } from '../schema.ts';
import { recordSecurityEvent } from '../security-events.ts';
import { revokeSessions, type SignedIn } from '../sessions/sessions.ts';
import { hashToken, newToken } from '../tokens.ts';
import { findUserByEmail } from '../users.ts';
import { cancelPendingEmailChange } from './pending-email-change.ts';

const validMs = 3_600_000;

/**
 * Begins a change of address: the new mailbox confirms it, the old one is told. One that has an account
 * already gets a mail without a token, after the same statements, so that nobody learns of it here.
 * Throws 422 for the address that the account has.
 */
export async function startEmailChange(
  tx: SystemTx,
  context: Context,
  request: RequestInfo,
  user: User,
  email: string,
): Promise<void> {
  if (emailKey(email) === emailKey(user.email)) {
    throw invalidInput([{ field: 'email', message: 'is the address of your account already' }]);
  }
  const token = await insertEmailChange(tx, context, user, email);
  const owner = await findUserByEmail(tx, email);
  const { baseUrl } = context.config;
  if (owner) {
    const reader = { email, language: owner.language as Language };
    const url = new URL('/sign-in', baseUrl).href;
    await queueIdentityMail(tx, context, reader, { kind: 'account_exists', url });
  } else {
    const reader = { email, language: user.language };
    // In the fragment the token reaches neither logs nor a Referer header.
    const url = new URL(`/account/email#token=${token}`, baseUrl).href;
    const mail = { kind: 'confirm_email_change', url, newEmail: email } as const;
    await queueIdentityMail(tx, context, reader, mail);
  }
  await recordSecurityEvent(tx, context, request, {
    userId: user.id,
    type: 'email.change_requested',
    data: { newEmail: email },
  });
  await queueIdentityMail(tx, context, user, {
    kind: 'email_change_requested',
    url: securityPage(context),
    newEmail: email,
    ...occasionOf(context, request),
  });
}

/**
 * Ends a change of address. Only the account that began it can confirm it: a stranger's link gives them
 * nothing when its reader follows it, and binds the reader to nothing (the trojan and unexpired-email-change
 * classes of account pre-hijacking). Whatever else could still open the account over the old address ends.
 * Throws 410 `email_change_expired`, 409 `email_taken`.
 */
export async function confirmEmailChange(
  tx: SystemTx,
  context: Context,
  request: RequestInfo,
  { user, sessionId }: SignedIn,
  token: string,
): Promise<void> {
  const now = context.now();
  const change = await tx
    .updateTable('email_changes')
    .set({ consumed_at: now })
    .where('token_hash', '=', hashToken(token))
    .where('user_id', '=', user.id)
    .where('consumed_at', 'is', null)
    .where('expires_at', '>', now)
    .returning(['email', 'email_key'])
    .executeTakeFirst();
  if (!change) throw emailChangeExpired();
  await updateEmail(tx, user.id, change);
  await revokeSessions(tx, context, user.id, 'e-mail address changed', sessionId);
  await endWhatIsPending(tx, context, user.id);
  await recordSecurityEvent(tx, context, request, {
    userId: user.id,
    type: 'email.changed',
    data: { oldEmail: user.email, newEmail: change.email },
  });
  await queueIdentityMail(tx, context, user, {
    kind: 'email_changed',
    url: securityPage(context),
    newEmail: change.email,
    ...occasionOf(context, request),
  });
}

/** Writes a change and returns its token; any earlier one is cancelled, since the newest alone counts. */
async function insertEmailChange(
  tx: SystemTx,
  context: Context,
  user: User,
  email: string,
): Promise<string> {
  // Of two requests at once the later one must see the earlier one's row.
  await tx.selectFrom('users').select('id').where('id', '=', user.id).forUpdate().execute();
  await cancelPendingEmailChange(tx, context, user.id);
  const token = newToken('nec');
  const now = context.now();
  await tx
    .insertInto('email_changes')
    .values({
      id: newId(),
      user_id: user.id,
      email,
      email_key: emailKey(email),
      token_hash: hashToken(token),
      expires_at: new Date(now.getTime() + validMs),
      created_at: now,
    })
    .execute();
  return token;
}

async function updateEmail(
  tx: SystemTx,
  userId: string,
  change: { email: string; email_key: string },
): Promise<void> {
  try {
    await tx.updateTable('users').set(change).where('id', '=', userId).execute();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === uniqueViolation)) throw error;
    // Only who reads that mailbox comes to know this.
    throw new AppError('email_taken', 409, 'This address has an account of its own meanwhile.');
  }
}

const uniqueViolation = '23505';

function emailChangeExpired(): AppError {
  return new AppError(
    'email_change_expired',
    410,
    'This link has expired, was used already, or belongs to another account.',
  );
}

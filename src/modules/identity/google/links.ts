import type { Context } from '#context.ts';
import type { SystemTx } from '#platform/db.ts';
import { AppError } from '#platform/errors.ts';
import type { RequestInfo } from '#platform/http/route.ts';
import { emailKey } from '../email-key.ts';
import { queueIdentityMail } from '../mails/mails.ts';
import type { User } from '../schema.ts';
import { cookieUntil, googleCookie } from '../sessions/cookies.ts';
import { hashToken, newToken } from '../tokens.ts';
import { getUser } from '../users.ts';
import type { GoogleAccount } from './exchange.ts';
import { connectIdentity } from './identities.ts';

const validMs = 15 * 60_000;

/**
 * Asks the mailbox of an account whether a Google account with its address may sign in to it; an equal
 * address alone connects nothing. The mail goes to the address as the account has it, not as Google spells
 * it. Returns the cookie that keeps this browser known until then.
 */
export async function requestLink(
  tx: SystemTx,
  context: Context,
  cookieToken: string,
  owner: User,
  { issuer, subject, email }: GoogleAccount,
): Promise<string> {
  const token = newToken('ngl');
  const now = context.now();
  const expiresAt = new Date(now.getTime() + validMs);
  await tx
    .insertInto('identity_links')
    .values({
      token_hash: hashToken(token),
      cookie_hash: hashToken(cookieToken),
      user_id: owner.id,
      issuer,
      subject,
      email,
      expires_at: expiresAt,
      created_at: now,
    })
    .execute();
  // In the fragment the token reaches neither logs nor a Referer header.
  const url = new URL(`/google/connect#token=${token}`, context.config.baseUrl).href;
  await queueIdentityMail(tx, context, owner, { kind: 'confirm_google', url, googleEmail: email });
  return cookieUntil(context, googleCookie, cookieToken, expiresAt);
}

/**
 * Connects the Google account of a confirmed mailbox, once, in the browser that began: whoever forwards
 * such a mail, or follows one that somebody else set off, connects nothing. Throws 409
 * `google_link_other_browser`, which uses nothing up, 410 `google_link_expired`, 409 `google_account_in_use`.
 */
export async function confirmLink(
  tx: SystemTx,
  context: Context,
  request: RequestInfo,
  token: string,
): Promise<User> {
  const now = context.now();
  const link = await tx
    .updateTable('identity_links')
    .set({ consumed_at: now })
    .where('token_hash', '=', hashToken(token))
    .where('cookie_hash', '=', hashToken(request.cookie(googleCookie) ?? ''))
    .where('consumed_at', 'is', null)
    .where('expires_at', '>', now)
    .returning(['user_id', 'issuer', 'subject', 'email'])
    .executeTakeFirst();
  if (!link) throw (await isOpen(tx, token, now)) ? otherBrowser() : linkExpired();
  const user = await getUser(tx, link.user_id);
  // The mail went to the address of then; who has it may no longer be who has the account.
  if (emailKey(link.email) !== emailKey(user.email)) throw linkExpired();
  await connectIdentity(tx, context, request, user, link);
  return user;
}

/** Makes what waits for a mailbox end with nothing: whoever recovers an account starts afresh. */
export async function cancelPendingLinks(
  tx: SystemTx,
  context: Context,
  userId: string,
): Promise<void> {
  await tx
    .updateTable('identity_links')
    .set({ consumed_at: context.now() })
    .where('user_id', '=', userId)
    .where('consumed_at', 'is', null)
    .execute();
}

async function isOpen(tx: SystemTx, token: string, now: Date): Promise<boolean> {
  const row = await tx
    .selectFrom('identity_links')
    .select('token_hash')
    .where('token_hash', '=', hashToken(token))
    .where('consumed_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return row !== undefined;
}

function otherBrowser(): AppError {
  return new AppError(
    'google_link_other_browser',
    409,
    'Please open this link in the browser in which you signed in with Google.',
  );
}

function linkExpired(): AppError {
  return new AppError(
    'google_link_expired',
    410,
    'This link has expired or was used already; please sign in with Google again.',
  );
}

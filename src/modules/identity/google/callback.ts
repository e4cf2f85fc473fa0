import type { Context } from '#context.ts';
import { notSignedIn, type SystemTx } from '#platform/db.ts';
import { AppError } from '#platform/errors.ts';
import type { RequestInfo } from '#platform/http/route.ts';
import { languageOf } from '../account/language.ts';
import { insertRegistration, registrationUrl } from '../account/registrations.ts';
import { emailKey } from '../email-key.ts';
import { confirmSession } from '../factors/confirmations.ts';
import { recordSecurityEvent } from '../security-events.ts';
import { forgottenCookie, googleCookie } from '../sessions/cookies.ts';
import { getSignedIn, issueTokens, type SignedIn } from '../sessions/sessions.ts';
import { completeFirstFactor } from '../sessions/sign-in.ts';
import { takeAttempt } from '../throttles.ts';
import { findUserByEmail, presentUser } from '../users.ts';
import { type Authorization, consumeAuthorization, getToken, isStateOf } from './authorizations.ts';
import { type CallbackQuery, exchangeCode, type GoogleAccount, googleFailed } from './exchange.ts';
import {
  assertConfirmsWithGoogle,
  connectIdentity,
  findUserByIdentity,
  touchIdentity,
} from './identities.ts';
import { requestLink } from './links.ts';

/** Where the browser goes on, and what it keeps. */
export type Landing = { location: string; cookies: string[] };

/**
 * Takes Google's answer: uses the authorization up, asks Google whose answer it is, and only then changes
 * anything. Throws as `exchangeCode` and the three ways on do, and 410 `google_expired`.
 */
export async function completeAuthorization(
  context: Context,
  request: RequestInfo,
  query: CallbackQuery,
): Promise<Landing> {
  const token = getToken(request);
  // Before anything is used up, so that a made-up answer cannot end a sign-in that is on its way.
  if (!isStateOf(token, query.state)) throw googleFailed();
  const authorization = await context.db.inSystem((tx) => consumeAuthorization(tx, context, token));
  const account = await exchangeCode(context, query, token, authorization);
  if (authorization.purpose === 'sign-in') return signIn(context, request, token, account);
  await context.db.inSystem(async (tx) => {
    const signedIn = await getBeginner(tx, context, authorization);
    if (authorization.purpose === 'confirm') await confirm(tx, context, request, signedIn, account);
    else await connectIdentity(tx, context, request, signedIn.user, account);
  });
  // A confirmation was asked for in the middle of something, to which the app leads back.
  const location = authorization.purpose === 'confirm' ? '/account?confirmed=google' : '/account';
  return { location, cookies: [forgottenCookie(context, googleCookie)] };
}

/** The session that began, if it still lives; throws 401 `not_signed_in`. */
async function getBeginner(
  tx: SystemTx,
  context: Context,
  { sessionId }: Authorization,
): Promise<SignedIn> {
  if (sessionId === null) throw notSignedIn();
  return getSignedIn(tx, context, { sessionId });
}

/** Confirms a session by its own user's Google account and by no other one. */
async function confirm(
  tx: SystemTx,
  context: Context,
  request: RequestInfo,
  { sessionId, user }: SignedIn,
  account: GoogleAccount,
): Promise<void> {
  const owner = await findUserByIdentity(tx, account);
  if (owner?.id !== user.id) {
    throw new AppError(
      'google_other_account',
      409,
      'This is not the Google account that is connected with your account.',
    );
  }
  // Asked again: meanwhile the account may have got a second factor, which then confirms it.
  await assertConfirmsWithGoogle(tx, user.id);
  await touchIdentity(tx, context, account);
  await confirmSession(tx, context, sessionId);
  const data = { sessionId, with: 'google' };
  const type = 'session.confirmed';
  await recordSecurityEvent(tx, context, request, { userId: user.id, type, data });
}

/** Signs in whom the account is known for; an unknown one registers, or asks the mailbox of its address. */
async function signIn(
  context: Context,
  request: RequestInfo,
  token: string,
  account: GoogleAccount,
): Promise<Landing> {
  const forget = forgottenCookie(context, googleCookie);
  const step = await context.db.inSystem(async (tx) => {
    const user = await findUserByIdentity(tx, account);
    if (!user) return undefined;
    await touchIdentity(tx, context, account);
    return completeFirstFactor(tx, context, request, user, 'google');
  });
  if (!step) return meet(context, request, token, account);
  if ('factors' in step) {
    return { location: '/sign-in/second-factor', cookies: [...step.cookies, forget] };
  }
  const { cookies } = await issueTokens(context, step.session);
  return { location: '/', cookies: [...cookies, ...step.cookies, forget] };
}

/** Goes on with a Google account that signs nobody in yet. */
async function meet(
  context: Context,
  request: RequestInfo,
  token: string,
  account: GoogleAccount,
): Promise<Landing> {
  const { email, issuer, subject } = account;
  const owner = await context.db.inSystem((tx) => findUserByEmail(tx, email));
  if (owner) {
    await takeAttempt(context, 'mail', emailKey(email));
    const cookie = await context.db.inSystem((tx) =>
      requestLink(tx, context, token, presentUser(owner), account),
    );
    return { location: '/sign-in?google=mailbox', cookies: [cookie] };
  }
  const language = languageOf(request);
  const registration = await context.db.inSystem((tx) =>
    insertRegistration(tx, context, { email, language, identity: { issuer, subject } }),
  );
  return {
    location: `${registrationUrl(context, registration)}&google=1`,
    cookies: [forgottenCookie(context, googleCookie)],
  };
}

import type { Context } from '#context.ts';
import type { SystemTx } from '#platform/db.ts';
import type { Reply, RequestInfo } from '#platform/http/route.ts';
import { openChallenge } from '../factors/challenges.ts';
import { listFactors } from '../factors/factors.ts';
import { queueIdentityMail } from '../mails/mails.ts';
import { occasionOf, securityPage } from '../mails/occasion.ts';
import type { Factor, User } from '../schema.ts';
import { recordSecurityEvent } from '../security-events.ts';
import { forgottenCookie, passkeyCookie, refreshCookie, secondFactorCookie } from './cookies.ts';
import { rememberDevice } from './devices.ts';
import { parseRefreshToken } from './refresh-tokens.ts';
import { issueTokens, type OpenSession, openSession, type SignInMethod } from './sessions.ts';

/** Where a sign-in stands: done, or waiting for a second factor. */
export type SignInStep = { user: User; cookies: string[] } & (
  | { session: OpenSession }
  | { factors: Factor[] }
);

/**
 * After the first factor: opens a session, or asks for the second factor of an account that has one. A
 * passkey is both at once, since it verifies its user.
 */
export async function completeFirstFactor(
  tx: SystemTx,
  context: Context,
  request: RequestInfo,
  user: User,
  method: SignInMethod,
): Promise<SignInStep> {
  const factors = method === 'passkey' ? [] : await listFactors(tx, user.id);
  if (factors.length === 0) return completeSignIn(tx, context, request, user, method);
  const of = { userId: user.id, method };
  const { cookie } = await openChallenge(tx, context, 'second-factor', of);
  return { user, factors, cookies: [cookie] };
}

/** After the last factor: opens the session, remembers the browser, and tells of one that is new. */
export async function completeSignIn(
  tx: SystemTx,
  context: Context,
  request: RequestInfo,
  user: User,
  method: SignInMethod,
): Promise<SignInStep & { session: OpenSession }> {
  await endReplacedSession(tx, context, request);
  const session = await openSession(tx, context, user.id, request, method);
  const device = await rememberDevice(tx, context, request, user.id);
  const data = { method, sessionId: session.sessionId };
  await recordSecurityEvent(tx, context, request, {
    userId: user.id,
    type: 'session.opened',
    data,
  });
  if (device.isNew) {
    await queueIdentityMail(tx, context, user, {
      kind: 'new_device',
      url: securityPage(context),
      ...occasionOf(context, request),
    });
  }
  const forgotten = [secondFactorCookie, passkeyCookie].map((name) =>
    forgottenCookie(context, name),
  );
  return { user, session, cookies: [device.cookie, ...forgotten] };
}

/** A new sign-in replaces the session that this browser had (ASVS 7.2.4). */
async function endReplacedSession(
  tx: SystemTx,
  context: Context,
  request: RequestInfo,
): Promise<void> {
  const { refreshTokenKeys } = context.secrets;
  const before = parseRefreshToken(refreshTokenKeys, request.cookie(refreshCookie));
  if (!before) return;
  await tx
    .updateTable('sessions')
    .set({ revoked_at: context.now(), revoked_reason: 'replaced by a new sign-in' })
    .where('id', '=', before.sessionId)
    .where('revoked_at', 'is', null)
    .execute();
}

/** What a sign-in answers: 201 with the user, or 202 with the factors that are still needed. */
export async function signInReply(
  context: Context,
  step: SignInStep,
): Promise<
  Reply<{ user: User; accessExpiresAt: string } | { secondFactor: { factors: Factor[] } }>
> {
  if ('factors' in step) {
    const json = { secondFactor: { factors: step.factors } };
    return { status: 202, json, cookies: step.cookies };
  }
  const { cookies, accessExpiresAt } = await issueTokens(context, step.session);
  const json = { user: step.user, accessExpiresAt };
  return { status: 201, json, cookies: [...cookies, ...step.cookies] };
}

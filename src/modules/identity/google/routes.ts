import { z } from 'zod';
import type { Context } from '#context.ts';
import { AppError } from '#platform/errors.ts';
import { publicRoute, type RequestInfo, type Route } from '#platform/http/route.ts';
import { assertConfirmed } from '../factors/confirmations.ts';
import { signedInSchema, tokenSchema } from '../schema.ts';
import { readAccess } from '../sessions/access-tokens.ts';
import { forgottenCookie, googleCookie } from '../sessions/cookies.ts';
import { getSignedIn } from '../sessions/sessions.ts';
import { completeFirstFactor, signInReply } from '../sessions/sign-in.ts';
import { signedInRoute } from '../signed-in-route.ts';
import { takeAttempt } from '../throttles.ts';
import { findPurpose, insertAuthorization, type Purpose } from './authorizations.ts';
import { completeAuthorization, type Landing } from './callback.ts';
import { authorizationUrl } from './exchange.ts';
import { assertConfirmsWithGoogle, disconnectIdentities } from './identities.ts';
import { confirmLink } from './links.ts';
import { answerNavigation } from './pages.ts';
import { getGoogle } from './provider.ts';

export const googleRoutes: Route[] = [
  publicRoute({
    method: 'get',
    path: '/v1/google/authorization',
    summary: 'Leads a browser to Google: to sign in, to connect an account, or to prove who it is',
    query: z.strictObject({
      purpose: z.enum(['sign-in', 'link', 'confirm']).default('sign-in'),
    }),
    status: 303,
    handle: ({ query: { purpose } }, request, context) =>
      answerNavigation(context, request, {
        land: () => beginAuthorization(context, request, purpose),
        purpose: async () => purpose,
      }),
  }),
  publicRoute({
    method: 'get',
    path: '/v1/google/callback',
    summary: 'Takes Google’s answer',
    // RFC 6749, 4.1.2: a client ignores parameters that it does not know.
    query: z.object({
      code: z.string().max(4096).optional(),
      state: z.string().max(200).optional(),
      iss: z.string().max(500).optional(),
      error: z.string().max(200).optional(),
    }),
    status: 303,
    handle: ({ query }, request, context) =>
      answerNavigation(context, request, {
        land: () => completeAuthorization(context, request, query),
        purpose: () => context.db.inSystem((tx) => findPurpose(tx, request)),
      }),
  }),
  publicRoute({
    method: 'post',
    path: '/v1/google/links/confirmation',
    summary: 'Connects a Google account once the mailbox of its address confirms it, and signs in',
    body: tokenSchema,
    status: 201,
    response: signedInSchema,
    async handle({ body: { token } }, request, context) {
      const step = await context.db.inSystem(async (tx) => {
        const user = await confirmLink(tx, context, request, token);
        return completeFirstFactor(tx, context, request, user, 'google');
      });
      const cookies = [...step.cookies, forgottenCookie(context, googleCookie)];
      return signInReply(context, { ...step, cookies });
    },
  }),
  signedInRoute({
    method: 'delete',
    path: '/v1/google',
    summary: 'Disconnects Google from the account, which needs another way in',
    status: 204,
    async handle(tx, signedIn, _input, request, context) {
      await assertConfirmed(tx, context, signedIn);
      await disconnectIdentities(tx, context, request, signedIn);
      return { status: 204 };
    },
  }),
];

/** Notes why a browser leaves for Google, and who is signed in there where that matters. */
async function beginAuthorization(
  context: Context,
  request: RequestInfo,
  purpose: Purpose,
): Promise<Landing> {
  getGoogle(context);
  await takeAttempt(context, 'begin-address', request.ip);
  if (purpose !== 'sign-in') assertOwnPage(request);
  const access = purpose === 'sign-in' ? undefined : await readAccess(request, context);
  const { token, cookie } = await context.db.inSystem(async (tx) => {
    const signedIn = access && (await getSignedIn(tx, context, access));
    if (signedIn && purpose === 'link') await assertConfirmed(tx, context, signedIn);
    if (signedIn && purpose === 'confirm') await assertConfirmsWithGoogle(tx, signedIn.user.id);
    const sessionId = signedIn?.sessionId ?? null;
    return insertAuthorization(tx, context, { purpose, sessionId });
  });
  return { location: await authorizationUrl(context, token, purpose), cookies: [cookie] };
}

/**
 * A navigation is a safe method and passes the guard of cross-site requests; another site must not send a
 * signed-in browser to connect whichever Google account it carries (ASVS 3.5.1).
 */
function assertOwnPage(request: RequestInfo): void {
  const site = request.header('sec-fetch-site') ?? 'none';
  if (site === 'same-origin' || site === 'none') return;
  throw new AppError('cross_site_request', 403, 'The request came from another site.');
}

import type { Context } from '#context.ts';
import { notSignedIn } from '#platform/db.ts';
import type { RequestInfo } from '#platform/http/route.ts';
import type { TokenKind } from '#platform/signing-keys.ts';
import { accessCookie } from './cookies.ts';

export const accessTokenMinutes = 10;

/** What an access token says: whose it is and of which session. No role, no workspace: those are looked up. */
export type Access = { userId: string; sessionId: string };

/** RFC 9068: an access token is of type at+jwt, and no ID token passes for one. */
function kindOf({ config }: Context): TokenKind {
  return { type: 'at+jwt', issuer: config.baseUrl.origin, audience: `${config.baseUrl.origin}/v1` };
}

/** Signs an access token for ten minutes. */
export async function issueAccessToken(
  context: Context,
  { userId, sessionId }: Access,
): Promise<{ token: string; expiresAt: Date }> {
  const issuedAt = Math.floor(context.now().getTime() / 1000);
  const expiresAt = issuedAt + accessTokenMinutes * 60;
  const claims = { sub: userId, sid: sessionId, iat: issuedAt, exp: expiresAt };
  return {
    token: await context.signingKeys.sign(claims, kindOf(context)),
    expiresAt: new Date(expiresAt * 1000),
  };
}

/** A request is verified once, however many of its steps ask. */
const verified = new WeakMap<RequestInfo, Promise<Access>>();

/**
 * The access that a request's cookie proves; throws 401 `not_signed_in`. That the session still lives is
 * for the transaction to ask.
 */
export function readAccess(request: RequestInfo, context: Context): Promise<Access> {
  const access = verified.get(request) ?? verify(request, context);
  verified.set(request, access);
  return access;
}

async function verify(request: RequestInfo, context: Context): Promise<Access> {
  const token = request.cookie(accessCookie);
  const claims = token && (await context.signingKeys.verify(token, kindOf(context)));
  if (!claims || typeof claims.sub !== 'string' || typeof claims.sid !== 'string') {
    throw notSignedIn();
  }
  return { userId: claims.sub, sessionId: claims.sid };
}

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Context } from '#context.ts';
import type { SystemTx } from '#platform/db.ts';
import { AppError } from '#platform/errors.ts';
import type { RequestInfo } from '#platform/http/route.ts';
import { cookieUntil, googleCookie } from '../sessions/cookies.ts';
import { hashToken, newToken } from '../tokens.ts';

const validMs = 10 * 60_000;

/** Why somebody goes to Google: to sign in, to connect Google with their account, to prove who they are. */
export type Purpose = 'sign-in' | 'link' | 'confirm';

/** Somebody on their way through Google. */
export type Authorization = { purpose: Purpose; sessionId: string | null; createdAt: Date };

/**
 * What goes to Google and must come back. All of it is derived from the token in the browser's cookie, so
 * it lies nowhere, and an answer that was meant for another browser fits none of it (login CSRF).
 */
export type Checks = { state: string; nonce: string; codeVerifier: string };

export function checksOf(token: string): Checks {
  const derive = (label: string) => createHmac('sha256', token).update(label).digest('base64url');
  return { state: derive('state'), nonce: derive('nonce'), codeVerifier: derive('code verifier') };
}

/** Begins an authorization of ten minutes; its cookie binds it to this browser. */
export async function insertAuthorization(
  tx: SystemTx,
  context: Context,
  { purpose, sessionId }: { purpose: Purpose; sessionId: string | null },
): Promise<{ token: string; cookie: string }> {
  const token = newToken('nga');
  const now = context.now();
  const expiresAt = new Date(now.getTime() + validMs);
  await tx
    .insertInto('oidc_authorizations')
    .values({
      token_hash: hashToken(token),
      purpose,
      session_id: sessionId,
      expires_at: expiresAt,
      created_at: now,
    })
    .execute();
  return { token, cookie: cookieUntil(context, googleCookie, token, expiresAt) };
}

/** The token of this browser's authorization; throws 410 `google_expired` where it carries none. */
export function getToken(request: RequestInfo): string {
  const token = request.cookie(googleCookie);
  if (!token) throw googleExpired();
  return token;
}

/** Whether an answer belongs to the authorization of this token, compared without telling how much of it. */
export function isStateOf(token: string, state: string | undefined): boolean {
  const [given, expected] = [Buffer.from(state ?? ''), Buffer.from(checksOf(token).state)];
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** Uses an authorization up, once; throws 410 `google_expired`. */
export async function consumeAuthorization(
  tx: SystemTx,
  context: Context,
  token: string,
): Promise<Authorization> {
  const now = context.now();
  const row = await tx
    .updateTable('oidc_authorizations')
    .set({ consumed_at: now })
    .where('token_hash', '=', hashToken(token))
    .where('consumed_at', 'is', null)
    .where('expires_at', '>', now)
    .returning(['purpose', 'session_id', 'created_at'])
    .executeTakeFirst();
  if (!row) throw googleExpired();
  return {
    purpose: row.purpose as Purpose,
    sessionId: row.session_id,
    createdAt: row.created_at,
  };
}

/** Why this browser went to Google, be it over or not; undefined where it did not. */
export async function findPurpose(
  tx: SystemTx,
  request: RequestInfo,
): Promise<Purpose | undefined> {
  const row = await tx
    .selectFrom('oidc_authorizations')
    .select('purpose')
    .where('token_hash', '=', hashToken(request.cookie(googleCookie) ?? ''))
    .executeTakeFirst();
  return row?.purpose as Purpose | undefined;
}

function googleExpired(): AppError {
  return new AppError(
    'google_expired',
    410,
    'This took too long or began in another browser; please sign in with Google again.',
  );
}

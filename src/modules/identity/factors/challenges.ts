import { createHash } from 'node:crypto';
import type { Context } from '#context.ts';
import type { SystemTx } from '#platform/db.ts';
import { AppError } from '#platform/errors.ts';
import type { RequestInfo } from '#platform/http/route.ts';
import { cookieUntil, passkeyCookie, secondFactorCookie } from '../sessions/cookies.ts';
import type { SignInMethod } from '../sessions/sessions.ts';
import { hashToken, newToken } from '../tokens.ts';

const validMs = 10 * 60_000;
/** Of 10^6 codes three are right at any moment, so five guesses find one in 67,000 challenges. */
const maxAttempts = 5;

export type ChallengePurpose =
  | 'second-factor'
  | 'passkey-sign-in'
  | 'passkey-registration'
  | 'passkey-confirmation';

/** What stands open between two steps of one browser. */
export type Challenge = {
  /** The WebAuthn challenge of this step, derived from the cookie's token, so that it lies nowhere. */
  webAuthnChallenge: string;
  userId: string | null;
  sessionId: string | null;
  method: SignInMethod | null;
  /** How often an answer was tried. */
  attempts: number;
};

/** Opens a challenge for ten minutes; its cookie binds it to this browser. */
export async function openChallenge(
  tx: SystemTx,
  context: Context,
  purpose: ChallengePurpose,
  of: { userId?: string; sessionId?: string; method?: SignInMethod } = {},
): Promise<{ cookie: string; webAuthnChallenge: string }> {
  const token = newToken('nch');
  const now = context.now();
  const expiresAt = new Date(now.getTime() + validMs);
  await tx
    .insertInto('challenges')
    .values({
      token_hash: hashToken(token),
      purpose,
      user_id: of.userId ?? null,
      session_id: of.sessionId ?? null,
      method: of.method ?? null,
      expires_at: expiresAt,
      created_at: now,
    })
    .execute();
  return {
    cookie: cookieUntil(context, cookieOf(purpose), token, expiresAt),
    webAuthnChallenge: webAuthnChallenge(token),
  };
}

/** The open challenge of a browser; throws 410 `challenge_expired`. It stays open. */
export async function getChallenge(
  tx: SystemTx,
  context: Context,
  request: RequestInfo,
  purpose: ChallengePurpose,
): Promise<Challenge> {
  const token = carriedToken(request, purpose);
  const row = await tx
    .selectFrom('challenges')
    .select(described)
    .where('token_hash', '=', hashToken(token))
    .where('purpose', '=', purpose)
    .where('consumed_at', 'is', null)
    .where('attempts', '<', maxAttempts)
    .where('expires_at', '>', context.now())
    .executeTakeFirst();
  return presentChallenge(token, row);
}

/**
 * Counts an attempt at a challenge before it is made, so that of many at once five pass in all. Commit it
 * whatever comes of the attempt. Throws 410 `challenge_expired`.
 */
export async function countAttempt(
  tx: SystemTx,
  context: Context,
  request: RequestInfo,
  purpose: ChallengePurpose,
): Promise<Challenge> {
  const token = carriedToken(request, purpose);
  const row = await tx
    .updateTable('challenges')
    .set((eb) => ({ attempts: eb('attempts', '+', 1) }))
    .where('token_hash', '=', hashToken(token))
    .where('purpose', '=', purpose)
    .where('consumed_at', 'is', null)
    .where('attempts', '<', maxAttempts)
    .where('expires_at', '>', context.now())
    .returning(described)
    .executeTakeFirst();
  return presentChallenge(token, row);
}

/** Uses a browser's challenge up, once; throws 410 `challenge_expired`. */
export async function consumeChallenge(
  tx: SystemTx,
  context: Context,
  request: RequestInfo,
  purpose: ChallengePurpose,
): Promise<Challenge> {
  const token = carriedToken(request, purpose);
  const row = await tx
    .updateTable('challenges')
    .set({ consumed_at: context.now() })
    .where('token_hash', '=', hashToken(token))
    .where('purpose', '=', purpose)
    .where('consumed_at', 'is', null)
    .where('expires_at', '>', context.now())
    .returning(described)
    .executeTakeFirst();
  return presentChallenge(token, row);
}

/** Two cookies, so that a tab which offers passkeys at the sign-in ends no second step in another. */
function cookieOf(purpose: ChallengePurpose): string {
  return purpose === 'second-factor' ? secondFactorCookie : passkeyCookie;
}

function carriedToken(request: RequestInfo, purpose: ChallengePurpose): string {
  const token = request.cookie(cookieOf(purpose));
  if (!token) throw challengeExpired();
  return token;
}

const described = ['user_id', 'session_id', 'method', 'attempts'] as const;

type Described = {
  user_id: string | null;
  session_id: string | null;
  method: string | null;
  attempts: number;
};

function presentChallenge(token: string, row: Described | undefined): Challenge {
  if (!row) throw challengeExpired();
  return {
    webAuthnChallenge: webAuthnChallenge(token),
    userId: row.user_id,
    sessionId: row.session_id,
    method: row.method as SignInMethod | null,
    attempts: row.attempts,
  };
}

function webAuthnChallenge(token: string): string {
  return createHash('sha256').update('webauthn').update(token).digest('base64url');
}

/** What a browser is told whose challenge is over, used, tried too often or another browser's. */
export function challengeExpired(): AppError {
  return new AppError('challenge_expired', 410, 'This took too long; please begin again.');
}

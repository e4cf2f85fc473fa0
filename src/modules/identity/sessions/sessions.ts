import type { Context } from '#context.ts';
import { newId } from '#lib/ids.ts';
import { notSignedIn, type SystemTx } from '#platform/db.ts';
import { notFound } from '#platform/errors.ts';
import type { RequestInfo } from '#platform/http/route.ts';
import type { User } from '../schema.ts';
import { hashToken } from '../tokens.ts';
import { presentUser } from '../users.ts';
import { type Access, issueAccessToken } from './access-tokens.ts';
import { accessCookie, cookieUntil, forgottenCookie, refreshCookie } from './cookies.ts';
import { deriveRefreshToken } from './refresh-tokens.ts';

const dayMs = 86_400_000;
const idleMs = 14 * dayMs;
const absoluteMs = 90 * dayMs;
const maxSessions = 50;

/** How a session began. */
export type SignInMethod = 'password' | 'google' | 'passkey' | 'registration';

/** A session with its current refresh token; the access token is signed outside the transaction. */
export type OpenSession = Access & { refreshToken: string; expiresAt: Date };

/** A live session and its user. */
export type SignedIn = {
  sessionId: string;
  /** When the user last proved anew who they are. */
  confirmedAt: Date | null;
  deletionDueAt: Date | null;
  user: User;
};

/** When a session ends that is used now and began at `createdAt`: 14 days idle, 90 days in all. */
export function expiryOf(now: Date, createdAt: Date): { idle: Date; absolute: Date } {
  const absolute = new Date(createdAt.getTime() + absoluteMs);
  return { idle: new Date(Math.min(now.getTime() + idleMs, absolute.getTime())), absolute };
}

/** Opens a session; the database keeps the hash of its refresh token only. */
export async function openSession(
  tx: SystemTx,
  context: Context,
  userId: string,
  request: Pick<RequestInfo, 'ip' | 'userAgent'>,
  method: SignInMethod,
): Promise<OpenSession> {
  const now = context.now();
  const sessionId = newId();
  const generation = 1;
  const [key] = context.secrets.refreshTokenKeys;
  const refreshToken = deriveRefreshToken(key, { sessionId, generation });
  const expires = expiryOf(now, now);
  await tx
    .insertInto('sessions')
    .values({
      id: sessionId,
      user_id: userId,
      method,
      generation,
      current_hash: hashToken(refreshToken),
      created_at: now,
      last_used_at: now,
      idle_expires_at: expires.idle,
      absolute_expires_at: expires.absolute,
      user_agent: request.userAgent,
      ip: request.ip,
    })
    .execute();
  await endExcessSessions(tx, context, userId);
  return { userId, sessionId, refreshToken, expiresAt: expires.idle };
}

/** An account has at most fifty live sessions; the one that was used longest ago makes room (ASVS 7.1.2). */
async function endExcessSessions(tx: SystemTx, context: Context, userId: string): Promise<void> {
  const now = context.now();
  await tx
    .updateTable('sessions')
    .set({ revoked_at: now, revoked_reason: 'made room for a newer session' })
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('sessions')
        .select('id')
        .where('user_id', '=', userId)
        .where('revoked_at', 'is', null)
        .where('idle_expires_at', '>', now)
        .orderBy('last_used_at', 'desc')
        .orderBy('id', 'desc')
        .offset(maxSessions),
    )
    .execute();
}

/** The two cookies of an open session, and when the access token ends. Call it outside a transaction. */
export async function issueTokens(
  context: Context,
  session: OpenSession,
): Promise<{ cookies: string[]; accessExpiresAt: string }> {
  const access = await issueAccessToken(context, session);
  return {
    cookies: [
      cookieUntil(context, accessCookie, access.token, access.expiresAt),
      cookieUntil(context, refreshCookie, session.refreshToken, session.expiresAt),
    ],
    accessExpiresAt: access.expiresAt.toISOString(),
  };
}

/** Makes the browser forget its session. */
export function forgottenTokens(context: Context): string[] {
  return [accessCookie, refreshCookie].map((name) => forgottenCookie(context, name));
}

/** The live session that an access token names, of the user whom it names; throws 401 `not_signed_in`. */
export async function getSignedIn(
  tx: SystemTx,
  context: Context,
  { sessionId, userId }: Pick<Access, 'sessionId'> & Partial<Access>,
): Promise<SignedIn> {
  const row = await tx
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .select(['sessions.id as session_id', 'confirmed_at', 'deletion_due_at'])
    .select(['users.id', 'users.email', 'users.name', 'users.language'])
    .where('sessions.id', '=', sessionId)
    .where('revoked_at', 'is', null)
    .where('idle_expires_at', '>', context.now())
    .where('absolute_expires_at', '>', context.now())
    .executeTakeFirst();
  if (!row || (userId !== undefined && row.id !== userId)) throw notSignedIn();
  return {
    sessionId: row.session_id,
    confirmedAt: row.confirmed_at,
    deletionDueAt: row.deletion_due_at,
    user: presentUser(row),
  };
}

/** The user's live sessions, last used first. */
export async function listSessions(tx: SystemTx, context: Context, signedIn: SignedIn) {
  const rows = await tx
    .selectFrom('sessions')
    .select(['id', 'method', 'user_agent', 'ip', 'created_at', 'last_used_at'])
    .where('user_id', '=', signedIn.user.id)
    .where('revoked_at', 'is', null)
    .where('idle_expires_at', '>', context.now())
    .where('absolute_expires_at', '>', context.now())
    .orderBy('last_used_at', 'desc')
    .orderBy('id', 'desc')
    .limit(100)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    current: row.id === signedIn.sessionId,
    method: row.method,
    userAgent: row.user_agent,
    ip: row.ip,
    createdAt: row.created_at.toISOString(),
    lastUsedAt: row.last_used_at.toISOString(),
  }));
}

/** Ends the session that asks for it; where it was ended at the same moment, that is just as well. */
export async function signOut(tx: SystemTx, context: Context, signedIn: SignedIn): Promise<void> {
  await endSession(tx, context, signedIn, signedIn.sessionId, 'signed out');
}

/** Ends one of the user's sessions at once; throws 404 where it is not theirs. */
export async function revokeSession(
  tx: SystemTx,
  context: Context,
  signedIn: SignedIn,
  sessionId: string,
  reason: string,
): Promise<void> {
  if (!(await endSession(tx, context, signedIn, sessionId, reason))) throw notFound('session');
}

async function endSession(
  tx: SystemTx,
  context: Context,
  { user }: SignedIn,
  sessionId: string,
  reason: string,
): Promise<boolean> {
  const ended = await tx
    .updateTable('sessions')
    .set({ revoked_at: context.now(), revoked_reason: reason })
    .where('id', '=', sessionId)
    .where('user_id', '=', user.id)
    .where('revoked_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return ended !== undefined;
}

/** Ends all of a user's sessions but one, at once; returns how many. */
export async function revokeSessions(
  tx: SystemTx,
  context: Context,
  userId: string,
  reason: string,
  exceptSessionId?: string,
): Promise<number> {
  let update = tx
    .updateTable('sessions')
    .set({ revoked_at: context.now(), revoked_reason: reason })
    .where('user_id', '=', userId)
    .where('revoked_at', 'is', null);
  if (exceptSessionId) update = update.where('id', '<>', exceptSessionId);
  const { numUpdatedRows } = await update.executeTakeFirst();
  return Number(numUpdatedRows);
}

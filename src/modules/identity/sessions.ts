import type { Context } from '#context.ts';
import { newId } from '#lib/ids.ts';
import { notSignedIn, type SystemTx } from '#platform/db.ts';
import { AppError, notFound } from '#platform/errors.ts';
import { setCookie } from '#platform/http/cookies.ts';
import type { RequestInfo } from '#platform/http/route.ts';
import { verifyPassword } from './passwords.ts';
import type { User } from './schema.ts';
import { hashToken, newToken } from './tokens.ts';
import { findUserByEmail } from './users.ts';

const cookie = 'numirio_session';
const idleDays = 14;
const absoluteDays = 90;
const dayMs = 86_400_000;

/** A live session and its user. */
export type SignedIn = { sessionId: string; user: User };

/** Checks e-mail and password in the same time for every address; throws 401 `invalid_credentials`. */
export async function authenticate(
  context: Context,
  input: { email: string; password: string },
): Promise<User> {
  const user = await context.db.inSystem((tx) => findUserByEmail(tx, input.email));
  const { passwordPepper } = context.secrets;
  const matches = await verifyPassword(input.password, user?.password_hash, passwordPepper);
  if (!user || !matches) {
    throw new AppError('invalid_credentials', 401, 'E-mail address or password is not right.');
  }
  return { id: user.id, email: user.email, name: user.name };
}

/** Opens a session and returns its cookie; the database keeps the token's hash only. */
export async function openSession(
  tx: SystemTx,
  context: Context,
  userId: string,
  request: RequestInfo,
): Promise<string> {
  const token = newToken('nst');
  const now = context.now().getTime();
  await tx
    .insertInto('sessions')
    .values({
      id: newId(),
      user_id: userId,
      current_hash: hashToken(token),
      idle_expires_at: new Date(now + idleDays * dayMs),
      absolute_expires_at: new Date(now + absoluteDays * dayMs),
      user_agent: request.userAgent,
      ip: request.ip,
    })
    .execute();
  return setCookie(context.config, cookie, token, (absoluteDays * dayMs) / 1000);
}

/** The hash of the request's session token; throws 401 `not_signed_in` where it carries none. */
export function sessionTokenHash(request: RequestInfo): Buffer {
  const token = request.cookie(cookie);
  if (!token?.startsWith('nst_')) throw notSignedIn();
  return hashToken(token);
}

/** Finds the live session of a request; throws 401 `not_signed_in`. */
export async function getSignedIn(tx: SystemTx, request: RequestInfo): Promise<SignedIn> {
  const row = await tx
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .select(['sessions.id as session_id', 'users.id', 'users.email', 'users.name'])
    .where('current_hash', '=', sessionTokenHash(request))
    .where('revoked_at', 'is', null)
    .where('idle_expires_at', '>', (eb) => eb.fn('now'))
    .where('absolute_expires_at', '>', (eb) => eb.fn('now'))
    .executeTakeFirst();
  if (!row) throw notSignedIn();
  return { sessionId: row.session_id, user: { id: row.id, email: row.email, name: row.name } };
}

/** The user's live sessions, last used first. */
export async function listSessions(tx: SystemTx, signedIn: SignedIn) {
  const rows = await tx
    .selectFrom('sessions')
    .select(['id', 'user_agent', 'ip', 'created_at', 'last_used_at'])
    .where('user_id', '=', signedIn.user.id)
    .where('revoked_at', 'is', null)
    .where('idle_expires_at', '>', (eb) => eb.fn('now'))
    .where('absolute_expires_at', '>', (eb) => eb.fn('now'))
    .orderBy('last_used_at', 'desc')
    .limit(100)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    current: row.id === signedIn.sessionId,
    userAgent: row.user_agent,
    ip: row.ip,
    createdAt: row.created_at.toISOString(),
    lastUsedAt: row.last_used_at.toISOString(),
  }));
}

/** Ends one of the user's sessions at once; throws 404 where it is not theirs. */
export async function revokeSession(
  tx: SystemTx,
  signedIn: SignedIn,
  sessionId: string,
  reason: string,
): Promise<void> {
  const revoked = await tx
    .updateTable('sessions')
    .set({ revoked_at: new Date(), revoked_reason: reason })
    .where('id', '=', sessionId)
    .where('user_id', '=', signedIn.user.id)
    .where('revoked_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  if (!revoked) throw notFound('session');
}

/** The cookie that makes a browser forget its session. */
export function forgottenCookie(context: Context): string {
  return setCookie(context.config, cookie, '', 0);
}

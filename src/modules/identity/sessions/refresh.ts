import type { Context } from '#context.ts';
import type { SystemTx } from '#platform/db.ts';
import { AppError } from '#platform/errors.ts';
import type { RequestInfo } from '#platform/http/route.ts';
import { queueIdentityMail } from '../mails/mails.ts';
import { occasionOf, securityPage } from '../mails/occasion.ts';
import { recordSecurityEvent } from '../security-events.ts';
import { hashToken } from '../tokens.ts';
import { getUser } from '../users.ts';
import { refreshCookie } from './cookies.ts';
import { deriveRefreshToken, parseRefreshToken, type RefreshToken } from './refresh-tokens.ts';
import { expiryOf, type OpenSession } from './sessions.ts';

/** How long a token that was just replaced still gets its successor: a lost answer, or a racing tab. */
const graceMs = 10_000;

/**
 * Rotates a session's refresh token. The direct parent of the current token gets that same one within ten
 * seconds. An older token, or a later parent, was copied by someone (RFC 9700, 4.14.2): the session ends
 * and its user is told. Throws 401 `session_ended`.
 */
export async function refreshSession(context: Context, request: RequestInfo): Promise<OpenSession> {
  const { refreshTokenKeys } = context.secrets;
  const text = request.cookie(refreshCookie);
  const token = parseRefreshToken(refreshTokenKeys, text);
  if (!text || !token) throw sessionEnded();
  const refreshed = await context.db.inSystem(
    async (tx) =>
      (await rotate(tx, context, request, text, token)) ??
      (await repeatOrEnd(tx, context, request, text, token)),
  );
  // Thrown only now, since ending a session that was replayed has to be committed.
  if (!refreshed) throw sessionEnded();
  return refreshed;
}

/**
 * Rotates the refresh token of a request where it is the current one; undefined where another tab was
 * faster or there is none. It never takes a token for copied: what else the request did may have taken long.
 */
export async function renewCurrent(
  context: Context,
  request: RequestInfo,
): Promise<OpenSession | undefined> {
  const text = request.cookie(refreshCookie);
  const token = parseRefreshToken(context.secrets.refreshTokenKeys, text);
  if (!text || !token) return undefined;
  return context.db.inSystem((tx) => rotate(tx, context, request, text, token));
}

/**
 * One statement decides: read-then-write would let two requests rotate the same token (CVE-2026-1035),
 * or a refresh overtake a revocation (keycloak#51312).
 */
async function rotate(
  tx: SystemTx,
  context: Context,
  request: RequestInfo,
  text: string,
  { sessionId, generation }: RefreshToken,
): Promise<OpenSession | undefined> {
  const now = context.now();
  const next = { sessionId, generation: generation + 1 };
  const refreshToken = deriveRefreshToken(context.secrets.refreshTokenKeys[0], next);
  const hash = hashToken(text);
  const { idle } = expiryOf(now, now);
  const row = await tx
    .updateTable('sessions')
    .set((eb) => ({
      generation: next.generation,
      current_hash: hashToken(refreshToken),
      previous_hash: hash,
      rotated_at: now,
      last_used_at: now,
      idle_expires_at: eb.fn<Date>('least', [eb.val(idle), 'absolute_expires_at']),
      user_agent: request.userAgent,
      ip: request.ip,
    }))
    .where('id', '=', sessionId)
    .where('current_hash', '=', hash)
    .where('revoked_at', 'is', null)
    .where('idle_expires_at', '>', now)
    .where('absolute_expires_at', '>', now)
    .returning(['user_id', 'idle_expires_at'])
    .executeTakeFirst();
  return row && { sessionId, refreshToken, userId: row.user_id, expiresAt: row.idle_expires_at };
}

async function repeatOrEnd(
  tx: SystemTx,
  context: Context,
  request: RequestInfo,
  text: string,
  { sessionId, generation }: RefreshToken,
): Promise<OpenSession | undefined> {
  const now = context.now();
  const session = await tx
    .selectFrom('sessions')
    .select(['user_id', 'generation', 'current_hash', 'previous_hash'])
    .select(['rotated_at', 'idle_expires_at'])
    .where('id', '=', sessionId)
    .where('revoked_at', 'is', null)
    .where('idle_expires_at', '>', now)
    .where('absolute_expires_at', '>', now)
    .forUpdate()
    .executeTakeFirst();
  // A generation ahead of the row comes from before a restore of the database; it accuses nobody.
  if (!session?.rotated_at || generation >= session.generation) return undefined;
  const isParent = session.previous_hash?.equals(hashToken(text)) ?? false;
  if (isParent && now.getTime() - session.rotated_at.getTime() < graceMs) {
    const current = { sessionId, generation: session.generation };
    const refreshToken = context.secrets.refreshTokenKeys
      .map((key) => deriveRefreshToken(key, current))
      .find((candidate) => hashToken(candidate).equals(session.current_hash));
    if (!refreshToken) return undefined;
    return {
      sessionId,
      refreshToken,
      userId: session.user_id,
      expiresAt: session.idle_expires_at,
    };
  }
  await endReplayed(tx, context, request, { sessionId, userId: session.user_id });
  return undefined;
}

async function endReplayed(
  tx: SystemTx,
  context: Context,
  request: RequestInfo,
  { sessionId, userId }: { sessionId: string; userId: string },
): Promise<void> {
  await tx
    .updateTable('sessions')
    .set({ revoked_at: context.now(), revoked_reason: 'replayed refresh token' })
    .where('id', '=', sessionId)
    .execute();
  await recordSecurityEvent(tx, context, request, {
    userId,
    type: 'session.replayed',
    data: { sessionId },
  });
  await queueIdentityMail(tx, context, await getUser(tx, userId), {
    kind: 'session_replayed',
    url: securityPage(context),
    ...occasionOf(context, request),
  });
}

function sessionEnded(): AppError {
  return new AppError('session_ended', 401, 'Your session has ended; please sign in again.');
}

import type { Context } from '#context.ts';
import { recordSecurityEvent } from '../security-events.ts';
import { findUserByEmail } from '../users.ts';
import { revokeSessions } from './sessions.ts';

const reason = 'ended by an operator';

/**
 * Ends all sessions of an account, or of everybody where no address is given, for whoever operates the
 * installation (ASVS 7.4.5). Returns how many; undefined where the address has no account.
 */
export function endSessions(
  context: Context,
  email: string | undefined,
): Promise<number | undefined> {
  return context.db.inSystem(async (tx) => {
    if (email === undefined) {
      const { numUpdatedRows } = await tx
        .updateTable('sessions')
        .set({ revoked_at: context.now(), revoked_reason: reason })
        .where('revoked_at', 'is', null)
        .executeTakeFirst();
      return Number(numUpdatedRows);
    }
    const user = await findUserByEmail(tx, email);
    if (!user) return undefined;
    const type = 'sessions.ended_by_operator';
    await recordSecurityEvent(tx, context, { ip: '', userAgent: '' }, { userId: user.id, type });
    return revokeSessions(tx, context, user.id, reason);
  });
}

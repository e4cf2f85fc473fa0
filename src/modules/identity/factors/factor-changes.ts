import type { Context } from '#context.ts';
import type { SystemTx } from '#platform/db.ts';
import type { RequestInfo } from '#platform/http/route.ts';
import { type IdentityMail, queueIdentityMail } from '../mails/mails.ts';
import { occasionOf, securityPage } from '../mails/occasion.ts';
import { recordSecurityEvent, type SecurityEvent } from '../security-events.ts';
import { revokeSessions, type SignedIn } from '../sessions/sessions.ts';

/** A change to ways of signing in: what is recorded, and what its user is told. */
export type FactorChange = Omit<SecurityEvent, 'userId'> & {
  mail:
    | { kind: 'passkey_added' | 'passkey_removed'; name: string }
    | { kind: 'totp_enabled' | 'totp_disabled' | 'recovery_codes_renewed' };
};

/**
 * Makes changes to the ways in of an account wait for each other: two first factors at once would each
 * make recovery codes, and two last ways in could be removed together. Sessions can still be opened.
 */
export async function lockWaysIn(tx: SystemTx, userId: string): Promise<void> {
  await tx
    .selectFrom('users')
    .select('id')
    .where('id', '=', userId)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

/** Records a change and tells its user, in the transaction of the change. */
export async function recordFactorChange(
  tx: SystemTx,
  context: Context,
  request: RequestInfo,
  { user }: SignedIn,
  { type, data, mail }: FactorChange,
): Promise<void> {
  const event = { userId: user.id, type, ...(data ? { data } : {}) };
  await recordSecurityEvent(tx, context, request, event);
  const occasion = { url: securityPage(context), ...occasionOf(context, request) };
  await queueIdentityMail(tx, context, user, { ...mail, ...occasion } as IdentityMail);
}

/**
 * Ends the user's other sessions, which began under other rules: one that a thief opened must not outlive
 * the factor that shuts them out (ASVS 7.4.3).
 */
export async function endOtherSessions(
  tx: SystemTx,
  context: Context,
  { user, sessionId }: SignedIn,
  reason: string,
): Promise<void> {
  await revokeSessions(tx, context, user.id, reason, sessionId);
}

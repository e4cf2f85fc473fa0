import { generateSecret, generateURI, verifySync } from 'otplib';
import type { Context } from '#context.ts';
import type { SystemTx } from '#platform/db.ts';
import { AppError, notFound } from '#platform/errors.ts';
import type { RequestInfo } from '#platform/http/route.ts';
import { seal, unseal } from '#platform/sealed.ts';
import type { SignedIn } from '../sessions/sessions.ts';
import { endOtherSessions, lockWaysIn, recordFactorChange } from './factor-changes.ts';
import { listFactors } from './factors.ts';
import { forgetRecoveryCodes, replaceRecoveryCodes } from './recovery-codes.ts';

/** RFC 6238 in the one variant that every authenticator app knows: SHA-1, six digits, thirty seconds. */
const variant = { algorithm: 'sha1', digits: 6, period: 30 } as const;
/** RFC 4226 recommends 160 bits. */
const secretBytes = 20;
/** One step to each side, for clocks that are off and codes that are typed slowly (RFC 6238, 5.2). */
const toleranceSeconds = 30;
/** How long a secret that was shown waits for its first code. */
const startedMs = 3_600_000;

/** Makes a secret, in place of one that was not confirmed; throws 409 `totp_already_enabled`. */
export async function startTotp(
  tx: SystemTx,
  context: Context,
  { user }: SignedIn,
): Promise<{ secret: string; uri: string }> {
  const secret = generateSecret({ length: secretBytes });
  const started = {
    sealed_secret: seal(context.secrets.sealingKeys, sealName(user.id), secret),
    last_step: null,
    created_at: context.now(),
  };
  const inserted = await tx
    .insertInto('totps')
    .values({ user_id: user.id, ...started })
    .onConflict((conflict) =>
      conflict.column('user_id').doUpdateSet(started).where('totps.confirmed_at', 'is', null),
    )
    .returning('user_id')
    .executeTakeFirst();
  if (!inserted) throw totpAlreadyEnabled();
  const uri = generateURI({ ...variant, issuer: 'Numirio', label: user.email, secret });
  return { secret, uri };
}

/**
 * Turns codes on with a first one, and ends the user's other sessions. Returns recovery codes where this
 * is the account's first factor, else null. Throws 409 `totp_not_started` or `totp_already_enabled`;
 * undefined for a wrong code.
 */
export async function enableTotp(
  tx: SystemTx,
  context: Context,
  request: RequestInfo,
  signedIn: SignedIn,
  code: string,
): Promise<{ recoveryCodes: string[] | null } | undefined> {
  const { id: userId } = signedIn.user;
  await lockWaysIn(tx, userId);
  const totp = await findTotp(tx, userId);
  if (totp?.confirmed_at) throw totpAlreadyEnabled();
  if (!totp || totp.created_at.getTime() + startedMs <= context.now().getTime()) {
    throw new AppError('totp_not_started', 409, 'Please begin to set up the app once more.');
  }
  const step = stepOf(context, userId, totp.sealed_secret, code);
  if (step === undefined) return undefined;
  const isFirst = (await listFactors(tx, userId)).length === 0;
  await tx
    .updateTable('totps')
    .set({ confirmed_at: context.now(), last_step: step })
    .where('user_id', '=', userId)
    .execute();
  await recordFactorChange(tx, context, request, signedIn, {
    type: 'totp.enabled',
    mail: { kind: 'totp_enabled' },
  });
  await endOtherSessions(tx, context, signedIn, 'authenticator app added');
  return { recoveryCodes: isFirst ? await replaceRecoveryCodes(tx, context, userId) : null };
}

/** Uses a code up; returns whether it was right and new. */
export async function acceptTotpCode(
  tx: SystemTx,
  context: Context,
  userId: string,
  code: string,
): Promise<boolean> {
  const totp = await findTotp(tx, userId);
  if (!totp?.confirmed_at) return false;
  const step = stepOf(context, userId, totp.sealed_secret, code);
  if (step === undefined) return false;
  // One statement decides, so that a code works once, also for two who send it at the same moment
  // (RFC 6238, 5.2; ASVS 6.5.1).
  const used = await tx
    .updateTable('totps')
    .set({ last_step: step })
    .where('user_id', '=', userId)
    .where('sealed_secret', '=', totp.sealed_secret)
    .where((eb) => eb.or([eb('last_step', 'is', null), eb('last_step', '<', step)]))
    .returning('user_id')
    .executeTakeFirst();
  return used !== undefined;
}

/** Turns codes off, and ends the user's other sessions; throws 404 `authenticator_app_not_found`. */
export async function removeTotp(
  tx: SystemTx,
  context: Context,
  request: RequestInfo,
  signedIn: SignedIn,
): Promise<void> {
  const { id: userId } = signedIn.user;
  await lockWaysIn(tx, userId);
  const removed = await tx
    .deleteFrom('totps')
    .where('user_id', '=', userId)
    .where('confirmed_at', 'is not', null)
    .returning('user_id')
    .executeTakeFirst();
  if (!removed) throw notFound('authenticator app');
  if ((await listFactors(tx, userId)).length === 0) await forgetRecoveryCodes(tx, userId);
  await recordFactorChange(tx, context, request, signedIn, {
    type: 'totp.disabled',
    mail: { kind: 'totp_disabled' },
  });
  await endOtherSessions(tx, context, signedIn, 'authenticator app removed');
}

/** What there is of an authenticator app, confirmed or not. */
export function findTotp(tx: SystemTx, userId: string) {
  return tx
    .selectFrom('totps')
    .select(['sealed_secret', 'confirmed_at', 'created_at'])
    .where('user_id', '=', userId)
    .executeTakeFirst();
}

/** The time step that a code belongs to, within the tolerance; undefined for a wrong code. */
function stepOf(
  context: Context,
  userId: string,
  sealedSecret: Buffer,
  code: string,
): number | undefined {
  const result = verifySync({
    ...variant,
    secret: unseal(context.secrets.sealingKeys, sealName(userId), sealedSecret),
    token: code,
    epoch: Math.floor(context.now().getTime() / 1000),
    epochTolerance: toleranceSeconds,
  });
  return result.valid && 'timeStep' in result ? result.timeStep : undefined;
}

function sealName(userId: string): string {
  return `totp:${userId}`;
}

function totpAlreadyEnabled(): AppError {
  return new AppError('totp_already_enabled', 409, 'An authenticator app is set up already.');
}

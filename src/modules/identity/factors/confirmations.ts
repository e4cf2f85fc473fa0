import type { Context } from '#context.ts';
import type { SystemTx } from '#platform/db.ts';
import { AppError } from '#platform/errors.ts';
import type { RequestInfo } from '#platform/http/route.ts';
import { assertHashQueueHasRoom } from '../passwords/hash-queue.ts';
import { type PasswordHash, storedPassword, verifyPassword } from '../passwords/passwords.ts';
import type { ConfirmationProof, FactorProof, WaysIn } from '../schema.ts';
import { recordSecurityEvent } from '../security-events.ts';
import type { SignedIn } from '../sessions/sessions.ts';
import type { EnterSignedIn } from '../signed-in-route.ts';
import { forgetAttempts, takeAttempt } from '../throttles.ts';
import { challengeExpired, consumeChallenge, openChallenge } from './challenges.ts';
import { listFactors } from './factors.ts';
import { getCredentials } from './passkeys.ts';
import { acceptFactor, factorOf } from './proofs.ts';
import { requestOptions } from './relying-party.ts';

const validMs = 10 * 60_000;

type ConfirmWith = WaysIn['confirmWith'];

/** Until when a session counts as confirmed; null where it does not. */
export function confirmedUntil(context: Context, { confirmedAt }: SignedIn): Date | null {
  const until = confirmedAt && new Date(confirmedAt.getTime() + validMs);
  return until && until > context.now() ? until : null;
}

/**
 * Lets a change to ways of signing in pass only where its user has just proved anew who they are
 * (ASVS 7.5.1), however short ago they signed in. Throws 403 `confirmation_required` with `confirmWith`.
 */
export async function assertConfirmed(
  tx: SystemTx,
  context: Context,
  signedIn: SignedIn,
): Promise<void> {
  if (confirmedUntil(context, signedIn)) return;
  const confirmWith = await listConfirmations(tx, signedIn.user.id);
  throw new AppError('confirmation_required', 403, 'Please confirm that it is you.', {
    confirmWith,
  });
}

/** What can confirm a session: a second factor where there is one, else the password, else Google. */
export async function listConfirmations(tx: SystemTx, userId: string): Promise<ConfirmWith> {
  const factors = await listFactors(tx, userId);
  if (factors.length > 0) return factors;
  return (await findPassword(tx, userId)) ? ['password'] : ['google'];
}

/** Throws 422 with `confirmWith` where an account asks for something else to confirm its sessions. */
async function assertConfirmable(
  tx: SystemTx,
  userId: string,
  way: ConfirmWith[number],
): Promise<void> {
  const confirmWith = await listConfirmations(tx, userId);
  if (confirmWith.includes(way)) return;
  const field = fieldOf[way];
  const message = `does not confirm this account; use one of ${confirmWith.join(', ')}`;
  const errors = [{ field, message }];
  throw new AppError('invalid_input', 422, `${field} ${message}.`, { errors, confirmWith });
}

const fieldOf: Record<ConfirmWith[number], string> = {
  password: 'password',
  google: 'google',
  passkey: 'passkey',
  totp: 'totpCode',
  recovery_code: 'recoveryCode',
};

/** Marks a session as confirmed from now on. */
export async function confirmSession(
  tx: SystemTx,
  context: Context,
  sessionId: string,
): Promise<void> {
  await tx
    .updateTable('sessions')
    .set({ confirmed_at: context.now() })
    .where('id', '=', sessionId)
    .execute();
}

/**
 * Confirms a session with what its user proves now. Attempts are counted for the account, so that nobody
 * guesses a password in a session that they stole. Throws 401 `invalid_confirmation`, 422 with `confirmWith`
 * for a proof that does not suffice, 410 `challenge_expired`, 429 `too_many_attempts`, 503 while too many passwords wait.
 */
export async function confirmWithProof(
  enter: EnterSignedIn,
  context: Context,
  request: RequestInfo,
  proof: ConfirmationProof,
): Promise<void> {
  const { userId, stored } = await enter(async (tx, { user }) => {
    await assertConfirmable(tx, user.id, wayOf(proof));
    return { userId: user.id, stored: await findPassword(tx, user.id) };
  });
  if ('password' in proof) assertHashQueueHasRoom();
  await takeAttempt(context, 'confirmation', userId);
  const check =
    'password' in proof
      ? await passwordCheck(context, stored, proof.password)
      : await factorCheck(enter, context, request, userId, proof);
  const confirmed = await enter(async (tx, { sessionId }) => {
    // Asked again: while a password was hashed, its account may have got a second factor.
    await assertConfirmable(tx, userId, wayOf(proof));
    const right = await check(tx);
    const type = right ? 'session.confirmed' : 'session.confirmation_refused';
    const data = { sessionId, with: wayOf(proof) };
    await recordSecurityEvent(tx, context, request, { userId, type, data });
    if (right) await confirmSession(tx, context, sessionId);
    return right;
  });
  if (!confirmed) {
    const message = 'This is not right, or was used already; please try again.';
    throw new AppError('invalid_confirmation', 401, message);
  }
  await forgetAttempts(context, 'confirmation', userId);
}

/** What a passkey has to sign to confirm this session; throws 409 `no_passkey`. */
export async function confirmationOptions(
  tx: SystemTx,
  context: Context,
  { user, sessionId }: SignedIn,
): Promise<{ options: Record<string, unknown>; cookie: string }> {
  const known = await getCredentials(tx, user.id);
  const of = { userId: user.id, sessionId };
  const opened = await openChallenge(tx, context, 'passkey-confirmation', of);
  const options = await requestOptions(context, { challenge: opened.webAuthnChallenge, known });
  return { options, cookie: opened.cookie };
}

/** Whether a proof is right, to be asked in the transaction that confirms, which is the one to use it up. */
type Check = (tx: SystemTx) => Promise<boolean>;

/** Hashes outside of any transaction. */
async function passwordCheck(
  context: Context,
  stored: PasswordHash | undefined,
  password: string,
): Promise<Check> {
  const matches = await verifyPassword(password, stored, context.secrets.passwordPeppers);
  return async () => matches;
}

async function factorCheck(
  enter: EnterSignedIn,
  context: Context,
  request: RequestInfo,
  userId: string,
  proof: FactorProof,
): Promise<Check> {
  const challenge = await challengeFor(enter, context, request, proof);
  return (tx) => acceptFactor(tx, context, request, { userId, challenge }, proof);
}

/** The challenge that a passkey answers, of this session and used up by asking; undefined for a code. */
async function challengeFor(
  enter: EnterSignedIn,
  context: Context,
  request: RequestInfo,
  proof: FactorProof,
): Promise<string | undefined> {
  if (!('passkey' in proof)) return undefined;
  const { challenge, isOwn } = await enter(async (tx, { sessionId }) => {
    const challenge = await consumeChallenge(tx, context, request, 'passkey-confirmation');
    return { challenge, isOwn: challenge.sessionId === sessionId };
  });
  if (!isOwn) throw challengeExpired();
  return challenge.webAuthnChallenge;
}

function wayOf(proof: ConfirmationProof): ConfirmWith[number] {
  return 'password' in proof ? 'password' : factorOf(proof);
}

async function findPassword(tx: SystemTx, userId: string) {
  const user = await tx
    .selectFrom('users')
    .select(['password_hash', 'password_pepper_id'])
    .where('id', '=', userId)
    .executeTakeFirst();
  return storedPassword(user);
}

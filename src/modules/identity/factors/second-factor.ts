import type { Context } from '#context.ts';
import type { SystemTx } from '#platform/db.ts';
import { AppError } from '#platform/errors.ts';
import type { RequestInfo } from '#platform/http/route.ts';
import { queueIdentityMail } from '../mails/mails.ts';
import { occasionOf, securityPage } from '../mails/occasion.ts';
import type { Factor, FactorProof, PasskeyAnswer } from '../schema.ts';
import { recordSecurityEvent } from '../security-events.ts';
import type { SignInMethod } from '../sessions/sessions.ts';
import { completeFirstFactor, completeSignIn, type SignInStep } from '../sessions/sign-in.ts';
import { forgetAttempts, takeAttempt } from '../throttles.ts';
import { getUser } from '../users.ts';
import {
  type Challenge,
  challengeExpired,
  consumeChallenge,
  countAttempt,
  getChallenge,
} from './challenges.ts';
import { acceptPasskey } from './passkey-answers.ts';
import { getCredentials } from './passkeys.ts';
import { acceptFactor, factorOf } from './proofs.ts';
import { requestOptions } from './relying-party.ts';

/** Twice one mistypes; the third time within one sign-in is worth a mail. */
const toldAttempt = 3;

type Started = Challenge & { userId: string; method: SignInMethod };

/**
 * The second step of signing in. Every attempt is counted before it is checked, for the challenge and for
 * the account. Throws 410 `challenge_expired`, 429 `too_many_attempts`, 401 `invalid_second_factor`.
 */
export async function takeSecondFactor(
  context: Context,
  request: RequestInfo,
  proof: FactorProof,
): Promise<SignInStep> {
  const { db } = context;
  const { userId } = await db.inSystem((tx) => getStarted(tx, context, request));
  await takeAttempt(context, 'second-factor', userId);
  const counted = await db.inSystem((tx) => countAttempt(tx, context, request, 'second-factor'));
  const started = assertStarted(counted);
  const step = await db.inSystem(async (tx) => {
    const of = { userId, challenge: started.webAuthnChallenge };
    if (await acceptFactor(tx, context, request, of, proof)) {
      await consumeChallenge(tx, context, request, 'second-factor');
      return completeSignIn(tx, context, request, await getUser(tx, userId), started.method);
    }
    await noteRefusal(tx, context, request, started, factorOf(proof));
    return undefined;
  });
  // Thrown only now, since what was recorded has to be committed.
  if (!step) throw invalidSecondFactor();
  await forgetAttempts(context, 'second-factor', userId);
  return step;
}

/** Whoever comes here knows the password, or is at Google who they say; guessing on is told to the owner. */
async function noteRefusal(
  tx: SystemTx,
  context: Context,
  request: RequestInfo,
  { userId, method, attempts }: Started,
  factor: Factor,
): Promise<void> {
  const data = { method, factor };
  await recordSecurityEvent(tx, context, request, { userId, type: 'second_factor.refused', data });
  if (attempts !== toldAttempt) return;
  await queueIdentityMail(tx, context, await getUser(tx, userId), {
    kind: 'second_factor_refused',
    url: securityPage(context),
    ...occasionOf(context, request),
  });
}

/** What the account's passkeys have to sign in the second step; throws 409 `no_passkey`. */
export async function secondFactorOptions(
  tx: SystemTx,
  context: Context,
  request: RequestInfo,
): Promise<Record<string, unknown>> {
  const { userId, webAuthnChallenge: challenge } = await getStarted(tx, context, request);
  const known = await getCredentials(tx, userId);
  return requestOptions(context, { challenge, known });
}

/**
 * Signs in with a passkey alone, which has verified its user. Its challenge is used up, whatever comes of
 * it. Throws 410 `challenge_expired`, 401 `invalid_passkey`.
 */
export async function signInWithPasskey(
  context: Context,
  request: RequestInfo,
  passkey: PasskeyAnswer,
): Promise<SignInStep> {
  const { db } = context;
  const { webAuthnChallenge: challenge } = await db.inSystem((tx) =>
    consumeChallenge(tx, context, request, 'passkey-sign-in'),
  );
  const step = await db.inSystem(async (tx) => {
    const of = { challenge, userId: undefined };
    const userId = await acceptPasskey(tx, context, request, of, passkey);
    if (userId === undefined) return undefined;
    return completeFirstFactor(tx, context, request, await getUser(tx, userId), 'passkey');
  });
  if (!step) throw new AppError('invalid_passkey', 401, 'This passkey does not sign you in.');
  return step;
}

async function getStarted(tx: SystemTx, context: Context, request: RequestInfo): Promise<Started> {
  return assertStarted(await getChallenge(tx, context, request, 'second-factor'));
}

function assertStarted(challenge: Challenge): Started {
  const { userId, method } = challenge;
  if (userId === null || method === null) throw challengeExpired();
  return { ...challenge, userId, method };
}

function invalidSecondFactor(): AppError {
  return new AppError(
    'invalid_second_factor',
    401,
    'This is not right, or was used already; please try again.',
  );
}

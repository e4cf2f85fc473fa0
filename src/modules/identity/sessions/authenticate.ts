import { setTimeout as sleep } from 'node:timers/promises';
import { NIL } from 'uuid';
import type { Context } from '#context.ts';
import { AppError } from '#platform/errors.ts';
import type { RequestInfo } from '#platform/http/route.ts';
import { emailKey } from '../email-key.ts';
import { assertHashQueueHasRoom } from '../passwords/hash-queue.ts';
import { storedPassword, verifyPassword } from '../passwords/passwords.ts';
import { rehashIfOutdated } from '../passwords/rehash.ts';
import type { User } from '../schema.ts';
import { forgetAttempts, type ThrottleKind, takeAttempt } from '../throttles.ts';
import { findUserByEmail, presentUser } from '../users.ts';
import { deviceCookie } from './cookies.ts';
import { isKnownDevice } from './devices.ts';

type Credentials = { email: string; password: string };

/**
 * Checks e-mail and password. Throws 401 `invalid_credentials`, in the same time for a wrong password, an
 * unknown address and an account without a password; 429 `too_many_attempts`, also in that time; 503
 * when too many wait.
 */
export function authenticate(
  context: Context,
  request: RequestInfo,
  input: Credentials,
): Promise<User> {
  return answerInStep(async () => {
    assertHashQueueHasRoom();
    const { user, isKnown } = await context.db.inSystem(async (tx) => {
      const user = await findUserByEmail(tx, input.email);
      return { user, isKnown: await isKnownDevice(tx, request, user?.id ?? NIL) };
    });
    const [kind, subject] = throttleOf(request, input.email, isKnown ? user?.id : undefined);
    // A browser that the account knows answers for itself alone: neither its network nor strangers who
    // try the same account can keep it out, and to become one takes a sign-in or a reset by mail.
    if (!isKnown) await takeAttempt(context, 'sign-in-address', request.ip);
    await takeAttempt(context, kind, subject);

    const stored = storedPassword(user);
    const matches = await verifyPassword(input.password, stored, context.secrets.passwordPeppers);
    if (!user || !stored || !matches) throw invalidCredentials();
    await forgetAttempts(context, kind, subject);
    rehashIfOutdated(context, user.id, input.password, stored);
    return presentUser(user);
  });
}

function throttleOf(
  request: RequestInfo,
  email: string,
  knownUserId: string | undefined,
): [ThrottleKind, string] {
  if (knownUserId === undefined) return ['sign-in', emailKey(email)];
  return ['sign-in-device', `${knownUserId} ${request.cookie(deviceCookie) ?? ''}`];
}

function invalidCredentials(): AppError {
  return new AppError('invalid_credentials', 401, 'E-mail address or password is not right.');
}

// Above what a hash and its queries take on an idle core (0.25 s).
const stepMs = 400;

/**
 * Lets a failure leave at a multiple of 400 ms after it began. What came before differs in a few
 * milliseconds between known and unknown accounts, however alike the code (rows found or not, a hash of an
 * earlier cost, a throttle), and averaging over many tries would tell them apart. Success waits for
 * nothing, since it tells who it is anyway. This measures how long something took, which the clock of the
 * context does not know.
 */
async function answerInStep<Result>(work: () => Promise<Result>): Promise<Result> {
  const startedAt = performance.now();
  try {
    return await work();
  } catch (error) {
    const elapsedMs = performance.now() - startedAt;
    await sleep(Math.ceil(elapsedMs / stepMs) * stepMs - elapsedMs);
    throw error;
  }
}

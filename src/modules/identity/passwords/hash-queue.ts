import { AppError } from '#platform/errors.ts';

// A hash takes a core for 0.2 s and runs in libuv's four threads: with more than two at once, every
// file read of the process waits behind them.
const maxInFlight = 2;
// With those in flight about 3.5 s of work, for which a person still waits.
const maxWaiting = 32;

let inFlight = 0;
const waiting: (() => void)[] = [];

/** Hashes when it is this one's turn; throws 503 `too_many_sign_ins` when too many wait. */
export async function inHashQueue<Result>(work: () => Promise<Result>): Promise<Result> {
  assertHashQueueHasRoom();
  if (inFlight < maxInFlight) inFlight += 1;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    return await work();
  } finally {
    // The place is handed on, so that nobody who comes just now takes it as a third.
    const next = waiting.shift();
    if (next) next();
    else inFlight -= 1;
  }
}

/**
 * Turns a caller away who would be turned away in the end, before an attempt is counted or anything else is
 * worked out for them.
 * Throws 503 `too_many_sign_ins`.
 */
export function assertHashQueueHasRoom(): void {
  if (inFlight < maxInFlight || waiting.length < maxWaiting) return;
  throw new AppError(
    'too_many_sign_ins',
    503,
    'Too many people are signing in; please try again.',
    { retryAfterSeconds: 2 },
  );
}

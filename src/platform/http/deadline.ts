import { AppError } from '../errors.ts';

/**
 * The time that one request may take. Work cannot be stopped from outside, but it can be kept from having an
 * effect: a transaction asks before it commits, and where the time is over it rolls back. While one commits
 * the answer waits, so that "nothing was changed" is never said of a change that was made.
 */
export type Deadline = {
  /** Runs a transaction that calls `beforeCommit` last; that throws 503 `took_too_long` where it is too late. */
  guard<Result>(transaction: (beforeCommit: () => void) => Promise<Result>): Promise<Result>;
};

/** Answers with what the work returns, or throws 503 `took_too_long` when the time is over. */
export function withinTime<Result>(
  maxMs: number,
  work: (deadline: Deadline) => Promise<Result>,
): Promise<Result> {
  return new Promise<Result>((resolve, reject) => {
    let isOver = false;
    let committing = 0;
    let hasCommitted = false;
    const giveUp = () => {
      if (isOver && committing === 0) reject(tookTooLong(maxMs, hasCommitted));
    };
    const timer = setTimeout(() => {
      isOver = true;
      giveUp();
    }, maxMs);
    const assertInTime = () => {
      if (isOver) throw tookTooLong(maxMs, hasCommitted);
    };
    const guard: Deadline['guard'] = async (transaction) => {
      // Whoever waited for a turn until nobody listens any more does not begin.
      assertInTime();
      let isCommitting = false;
      try {
        const result = await transaction(() => {
          assertInTime();
          isCommitting = true;
          committing += 1;
        });
        hasCommitted = true;
        return result;
      } finally {
        if (isCommitting) committing -= 1;
        // What was committed in time is answered as done where only the answer was left to do.
        setImmediate(giveUp);
      }
    };
    work({ guard })
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
}

/** The same for a request that may have no deadline. */
export function guarded<Result>(
  deadline: Deadline | undefined,
  transaction: (beforeCommit: () => void) => Promise<Result>,
): Promise<Result> {
  return deadline ? deadline.guard(transaction) : transaction(() => {});
}

function tookTooLong(maxMs: number, hasCommitted: boolean): AppError {
  const outcome = hasCommitted
    ? 'A part of it may have been done; please look before you send it again, or send it with an Idempotency-Key.'
    : 'Nothing was changed; please try again.';
  return new AppError(
    'took_too_long',
    503,
    `This took longer than ${maxMs / 1_000} seconds and was stopped. ${outcome}`,
    { retryAfterSeconds: 5 },
  );
}

import { createHmac, randomBytes } from 'node:crypto';
import { compare, hash } from '@node-rs/bcrypt';
import { AppError, invalidInput } from '#platform/errors.ts';

const cost = 12;
const minCodePoints = 12;
const maxCodePoints = 128;

/** A hash as it is stored, with the id of the pepper that it was made with. */
export type PasswordHash = { hash: string; pepperId: number };
/** By id; the first is the one that new hashes use. */
export type Peppers = ReadonlyMap<number, Buffer>;

/** Checks a new password (NIST SP 800-63B: length, no composition rules); throws 422 naming `field`. */
export function assertAcceptablePassword(
  password: string,
  email: string,
  field = 'password',
): void {
  const problem = passwordProblem(password, email);
  if (problem) throw invalidInput([{ field, message: problem }]);
}

function passwordProblem(password: string, email: string): string | undefined {
  if (!password.isWellFormed()) return 'contains an unpaired surrogate';
  const length = [...password].length;
  if (length < minCodePoints) return `must have at least ${minCodePoints} characters`;
  if (length > maxCodePoints) return `must have at most ${maxCodePoints} characters`;
  if (new Set(password).size < 5) return 'must not repeat the same few characters';
  const folded = password.toLowerCase();
  if (folded.includes(email.toLowerCase())) return 'must not contain your e-mail address';
  return undefined;
}

/** Hashes a password: bcrypt, cost 12, over a keyed pre-hash. Throws 503 when too many wait. */
export async function hashPassword(password: string, peppers: Peppers): Promise<PasswordHash> {
  const [newest] = peppers;
  if (!newest) throw new Error('there is no pepper');
  const [pepperId, pepper] = newest;
  return { hash: await limited(() => hash(preHash(password, pepper), { cost })), pepperId };
}

/**
 * Compares a password with a stored hash in the same time whether there is one or not, so that nobody
 * learns which accounts exist.
 */
export async function verifyPassword(
  password: string,
  stored: PasswordHash | undefined,
  peppers: Peppers,
): Promise<boolean> {
  if (!password.isWellFormed()) return false;
  const pepper = peppers.get(stored?.pepperId ?? -1);
  const reference = stored && pepper ? stored.hash : await dummyHash();
  const matches = await limited(() =>
    compare(preHash(password, pepper ?? randomBytes(32)), reference),
  );
  return matches && stored !== undefined && pepper !== undefined;
}

// bcrypt reads 72 bytes and common libraries cut silently; the 64 characters of this digest fit, and
// a stolen table without the pepper cannot be attacked by guessing.
function preHash(password: string, pepper: Buffer): string {
  return createHmac('sha384', pepper).update(password, 'utf8').digest('base64');
}

let dummy: Promise<string> | undefined;
function dummyHash(): Promise<string> {
  dummy ??= hash(randomBytes(36).toString('base64'), { cost });
  return dummy;
}

// A hash takes a core for 0.2 s and runs in libuv's four threads: with more than two at once, every
// file read of the process waits behind them.
const maxInFlight = 2;
const maxWaiting = 32;
let inFlight = 0;
const waiting: (() => void)[] = [];

async function limited<Result>(work: () => Promise<Result>): Promise<Result> {
  if (inFlight >= maxInFlight) {
    if (waiting.length >= maxWaiting) {
      throw new AppError(
        'too_many_sign_ins',
        503,
        'Too many people are signing in; please try again.',
        { retryAfterSeconds: 2 },
      );
    }
    await new Promise<void>((resolve) => waiting.push(resolve));
  }
  inFlight += 1;
  try {
    return await work();
  } finally {
    inFlight -= 1;
    waiting.shift()?.();
  }
}

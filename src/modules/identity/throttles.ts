import { createHmac, hkdfSync } from 'node:crypto';
import { sql } from 'kysely';
import type { Context } from '#context.ts';
import { addressKey, isThisMachine } from '#platform/address-key.ts';
import type { SystemTx } from '#platform/db.ts';
import { AppError } from '#platform/errors.ts';

/**
 * How often each kind of thing can be tried: `free` attempts at once, after which the pause doubles from
 * `firstPauseMs` up to `longestPauseMs`. One attempt is forgotten in each `longestPauseMs`, so that is also
 * the pace which can be kept up for ever. docs/decisions/0014-throttling-without-lockout.md has the reasons.
 */
const limits = {
  /** A password from browsers that the account does not know; the subject is the account's e-mail key. */
  'sign-in': { free: 5, firstPauseMs: 1_000, longestPauseMs: 15 * 60_000 },
  /** A password from a browser that the account knows; the subject is both. */
  'sign-in-device': { free: 10, firstPauseMs: 1_000, longestPauseMs: 5 * 60_000 },
  /** A password for whichever account, from one network address. */
  'sign-in-address': { free: 100, firstPauseMs: 1_000, longestPauseMs: 60_000 },
  /** A code of the second factor; the subject is the user. */
  'second-factor': { free: 5, firstPauseMs: 1_000, longestPauseMs: 15 * 60_000 },
  /** Proving anew who one is, in a session; the subject is the user. */
  confirmation: { free: 5, firstPauseMs: 1_000, longestPauseMs: 5 * 60_000 },
  /** A mail that a stranger can set off; the subject is the e-mail key of the mailbox, behind `reset` for resets. */
  mail: { free: 5, firstPauseMs: 5 * 60_000, longestPauseMs: 5 * 60_000 },
  /** What anyone can begin and what leaves a row: going to Google, asking for a passkey. */
  'begin-address': { free: 200, firstPauseMs: 1_000, longestPauseMs: 10_000 },
  /** Mails to whichever mailbox, set off from one network address. */
  'mail-address': { free: 60, firstPauseMs: 1_000, longestPauseMs: 60_000 },
} as const;

export type ThrottleKind = keyof typeof limits;
type Limit = { free: number; firstPauseMs: number; longestPauseMs: number };

/**
 * Counts an attempt before it is made, in one statement, so that of many at once only the free ones pass.
 * Throws 429 `too_many_attempts` while the subject has to wait; that is not counted again. For the kinds of
 * a network address the subject is the `ip` of the request. Opens a transaction of its own: call it outside
 * of any other.
 */
export async function takeAttempt(
  context: Context,
  kind: ThrottleKind,
  subject: string,
): Promise<void> {
  const key = throttleKey(context, kind, subject);
  if (!key) return;
  const now = context.now();
  const blockedUntil = await context.db.inSystem(async (tx) => {
    if (await countAttempt(tx, limitOf(kind, subject), key, now)) return undefined;
    const throttle = await tx
      .selectFrom('throttles')
      .select('blocked_until')
      .where('key', '=', key)
      .executeTakeFirst();
    return throttle?.blocked_until ?? now;
  });
  if (blockedUntil) throw tooManyAttempts(blockedUntil.getTime() - now.getTime());
}

/** On the machine itself everybody comes from one address: whoever tries it out, and every test of it. */
function limitOf(kind: ThrottleKind, subject: string): Limit {
  const limit = limits[kind];
  const isOneForAll = kind.endsWith('-address') && isThisMachine(subject);
  return isOneForAll ? { ...limit, free: limit.free * 10 } : limit;
}

/** Forgets what was counted, once a subject has proved who they are. */
export async function forgetAttempts(
  context: Context,
  kind: ThrottleKind,
  subject: string,
): Promise<void> {
  const key = throttleKey(context, kind, subject);
  if (!key) return;
  await context.db.inSystem((tx) => tx.deleteFrom('throttles').where('key', '=', key).execute());
}

const keptMs = 24 * 3_600_000;

/** Deletes what no longer holds anyone back; returns how many rows. */
export async function sweepThrottles(tx: SystemTx, now: Date): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('throttles')
    .where('updated_at', '<', new Date(now.getTime() - keptMs))
    .where('blocked_until', '<', now)
    .executeTakeFirst();
  return Number(numDeletedRows);
}

/** Returns whether the attempt may be made. */
async function countAttempt(tx: SystemTx, limit: Limit, key: Buffer, now: Date): Promise<boolean> {
  const pauseAfter = (count: ReturnType<typeof sql>) => sql`
    make_interval(secs => case when ${count} < ${limit.free}::int then 0
      else least(${limit.longestPauseMs}::float8,
                 ${limit.firstPauseMs}::float8 * power(2, least(${count} - ${limit.free}::int, 30))) / 1000
    end)`;
  const { rows } = await sql`
    insert into throttles as held (key, attempts, blocked_until, updated_at)
    values (${key}, 1, ${now}::timestamptz + ${pauseAfter(sql`1`)}, ${now})
    on conflict (key) do update set (attempts, blocked_until, updated_at) = (
      select kept + 1,
             ${now}::timestamptz + ${pauseAfter(sql`(kept + 1)`)},
             -- Part of a forgotten attempt counts on, or a slow and steady attempt would never be forgotten.
             case when kept = 0 then ${now}::timestamptz
                  else held.updated_at + forgotten * make_interval(secs => ${limit.longestPauseMs}::float8 / 1000)
             end
      from (select greatest(0, floor(extract(epoch from ${now}::timestamptz - held.updated_at) * 1000
                                     / ${limit.longestPauseMs}::int))::int as forgotten) as pace,
           lateral (select greatest(0, held.attempts - forgotten) as kept) as memory)
    where held.blocked_until <= ${now}
    returning attempts`.execute(tx);
  return rows.length > 0;
}

/**
 * Keyed, since what can be listed can be hashed: all IPv4 addresses, and the addresses of people who typed
 * theirs and have no account here. Whoever reads the table learns neither. Undefined where a request has no
 * network address, because its socket is gone and nobody would see the answer.
 */
function throttleKey(context: Context, kind: ThrottleKind, subject: string): Buffer | undefined {
  const named = kind.endsWith('-address') ? addressKey(subject) : subject;
  if (named === '') return undefined;
  const [key] = context.secrets.refreshTokenKeys;
  const throttleSecret = Buffer.from(hkdfSync('sha256', key, '', 'throttle', 32));
  return createHmac('sha256', throttleSecret).update(`${kind}\0${named}`).digest();
}

function tooManyAttempts(waitMs: number): AppError {
  const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1000));
  const wait =
    retryAfterSeconds <= 60
      ? `${retryAfterSeconds} ${retryAfterSeconds === 1 ? 'second' : 'seconds'}`
      : `${Math.ceil(retryAfterSeconds / 60)} minutes`;
  return new AppError(
    'too_many_attempts',
    429,
    `There were too many attempts; please try again in ${wait}.`,
    { retryAfterSeconds },
  );
}

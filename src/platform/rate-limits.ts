import { createHmac, hkdfSync } from 'node:crypto';
import { sql } from 'kysely';
import { addressKey, isThisMachine } from './address-key.ts';
import type { Database } from './db.ts';
import { AppError } from './errors.ts';
import type { Log } from './log.ts';

/** How fast one may ask, over all processes. docs/decisions/0021-limits-and-idempotency.md has the reasons. */
export const rateLimits = {
  /** One browser or program that is signed in; the subject is the session's id. */
  session: { perSecond: 50, burst: 500, lease: 25, of: 'one session' },
  /** Whoever asks from one network address, signed in or not; an office shares one. */
  address: { perSecond: 200, burst: 2_000, lease: 100, of: 'one network address' },
  /** Reports of the mail provider, which come from few addresses and must not be lost. */
  webhook: { perSecond: 100, burst: 1_000, lease: 50, of: 'one sender of webhooks' },
  /** All members of a workspace together; counted once it is known that the caller is one. */
  workspace: { perSecond: 200, burst: 2_000, lease: 50, of: 'one workspace' },
} as const;

export type RateLimitKind = keyof typeof rateLimits;

/** What is left to a subject, for the RateLimit header: at least this many requests, and seconds until all are. */
export type Room = { requests: number; fullInSeconds: number };

/** Counts requests in buckets that all processes share. */
export type RateLimiter = {
  /**
   * Counts a request, or throws 429 `rate_limited`. Opens a transaction of its own at times: call it outside
   * of any other. A request without a subject (its socket is gone) is not counted.
   */
  take(kind: RateLimitKind, subject: string): Promise<void>;
  /** Counts a request from what this process holds, without asking anyone; false where it holds nothing. */
  takeHeld(kind: RateLimitKind, subject: string): boolean;
  room(kind: RateLimitKind, subject: string): Room | undefined;
};

/** On this machine everybody comes from one address: whoever tries it out, and every test of it. */
const thisMachineFactor = 10;
/**
 * A bucket is larger than the burst by what so many other processes may hold, so that whoever was quiet has
 * the whole burst also where the requests before it came through several processes.
 */
const spareLeases = 4;
/** After this a lease is forgotten; by then every bucket that nobody used is full again. */
const leaseMs = 60_000;
/** How long a refusal is repeated without asking Postgres again, which a flood would otherwise do each time. */
const refusalMs = 100;
/** By how much the clocks of processes may differ, at the very most. */
const clockSkewMs = 10 * 60_000;
/** How long requests pass uncounted where Postgres does not answer. */
const uncountedMs = 1_000;
/** Subjects that a process remembers; the one that was renewed longest ago is forgotten first. */
const maxSubjects = 10_000;

type Limit = { perSecond: number; capacity: number; lease: number };

/** What a process holds for one subject. */
type Lease = {
  left: number;
  until: number;
  refusedUntil: number;
  /** When the bucket lets the next request pass, and when it is full again; milliseconds. */
  nextAt: number;
  fullAt: number;
  waiting: number;
  renewing: Promise<void> | undefined;
};

/**
 * GCRA buckets in Postgres, from which each process takes small leases: most requests cost no round trip, and
 * the processes together let pass at most what flows through the bucket and one lease each. `factor` multiplies
 * every limit. Where Postgres does not answer, requests pass, since nothing can be done without it anyway.
 */
export function openRateLimits(
  db: Database,
  secret: Buffer,
  log: Log,
  now: () => Date,
  factor = 1,
): RateLimiter {
  const leases = new Map<string, Lease>();
  const hmacKey = Buffer.from(hkdfSync('sha256', secret, '', 'rate limit', 32));

  const leaseOf = (name: string): Lease => {
    const known = leases.get(name);
    if (known) return known;
    const [oldest] = leases.size >= maxSubjects ? leases.keys() : [];
    if (oldest !== undefined) leases.delete(oldest);
    const none = { left: 0, until: 0, refusedUntil: 0, nextAt: 0, fullAt: 0, waiting: 0 };
    const lease: Lease = { ...none, renewing: undefined };
    leases.set(name, lease);
    return lease;
  };
  const takeFrom = (lease: Lease): boolean => {
    if (lease.left === 0 || lease.until <= now().getTime()) return false;
    lease.left -= 1;
    return true;
  };
  const renew = async (name: string, lease: Lease, limit: Limit): Promise<void> => {
    // The map keeps the order of insertion: what is renewed goes to its end.
    leases.delete(name);
    leases.set(name, lease);
    const nowMs = now().getTime();
    // Asked when the transaction is open, by which time all who wait have come.
    const wanted = () => limit.lease + lease.waiting;
    const key = createHmac('sha256', hmacKey).update(name).digest();
    try {
      const taken = await takeFromBucket(db, key, limit, wanted, nowMs);
      Object.assign(lease, { ...taken, until: nowMs + leaseMs });
      if (taken.left === 0) lease.refusedUntil = nowMs + refusalMs;
    } catch (error) {
      log.warn({ error: String(error) }, 'requests pass uncounted');
      Object.assign(lease, { left: wanted(), until: nowMs + uncountedMs });
    }
  };
  const take = async (kind: RateLimitKind, subject: string): Promise<void> => {
    const name = subjectName(kind, subject);
    if (name === undefined) return;
    const lease = leaseOf(name);
    while (!takeFrom(lease)) {
      const nowMs = now().getTime();
      if (isRefused(lease, nowMs)) throw rateLimited(kind, factor, lease.nextAt - nowMs);
      lease.renewing ??= renew(name, lease, limitOf(kind, subject, factor)).finally(() => {
        lease.renewing = undefined;
      });
      lease.waiting += 1;
      await lease.renewing.finally(() => {
        lease.waiting -= 1;
      });
    }
  };
  return {
    take,
    takeHeld: (kind, subject) => {
      const name = subjectName(kind, subject);
      return name === undefined || takeFrom(leaseOf(name));
    },
    room: (kind, subject) => {
      const lease = leases.get(subjectName(kind, subject) ?? '');
      return lease && roomOf(lease, limitOf(kind, subject, factor), now().getTime());
    },
  };
}

/** Whether the last refusal still holds; one that would hold for longer is of a clock that was set back. */
function isRefused({ refusedUntil }: Lease, nowMs: number): boolean {
  return nowMs < refusedUntil && refusedUntil <= nowMs + refusalMs;
}

/** Takes up to what is wanted out of a bucket, whose row stays locked in between. */
function takeFromBucket(
  db: Database,
  key: Buffer,
  { perSecond, capacity }: Limit,
  wanted: () => number,
  nowMs: number,
): Promise<Pick<Lease, 'left' | 'nextAt' | 'fullAt'>> {
  const intervalMs = 1_000 / perSecond;
  return db.inSystem(async (tx) => {
    const { rows } = await sql<{ full_at: Date }>`
      insert into rate_limits as held (key, full_at) values (${key}, ${new Date(nowMs)})
      on conflict (key) do update set full_at = greatest(held.full_at, excluded.full_at)
      returning full_at`.execute(tx);
    const heldUntil = rows[0]?.full_at.getTime() ?? nowMs;
    // Emptier than empty is none: the clock was set back, and this one would refuse until it is there again.
    const isAhead = heldUntil - nowMs > capacity * intervalMs + clockSkewMs;
    const fullAt = isAhead ? nowMs : heldUntil;
    const room = Math.floor((nowMs - fullAt) / intervalMs + capacity);
    const left = Math.max(0, Math.min(wanted(), room));
    const nextAt = fullAt + (1 - capacity) * intervalMs;
    if (left === 0) return { left, nextAt, fullAt };
    const filledAt = Math.ceil(fullAt + left * intervalMs);
    await tx
      .updateTable('rate_limits')
      .set({ full_at: new Date(filledAt) })
      .where('key', '=', key)
      .execute();
    return { left, nextAt, fullAt: filledAt };
  });
}

function limitOf(kind: RateLimitKind, subject: string, factor: number): Limit {
  const { perSecond, burst, lease } = rateLimits[kind];
  const ofMachine = kind === 'address' && isThisMachine(subject) ? thisMachineFactor : 1;
  const times = factor * ofMachine;
  return { perSecond: perSecond * times, capacity: burst * times + spareLeases * lease, lease };
}

/** Undefined where there is nothing to count by. */
function subjectName(kind: RateLimitKind, subject: string): string | undefined {
  if (subject === '') return undefined;
  const isAddress = kind === 'address' || kind === 'webhook';
  return `${kind}\0${isAddress ? addressKey(subject) : subject}`;
}

function roomOf(lease: Lease, { perSecond, capacity }: Limit, nowMs: number): Room {
  const fullInMs = Math.max(0, lease.fullAt - nowMs);
  const inBucket = Math.max(0, Math.floor(capacity - (fullInMs * perSecond) / 1_000));
  return { requests: lease.left + inBucket, fullInSeconds: Math.ceil(fullInMs / 1_000) };
}

function rateLimited(kind: RateLimitKind, factor: number, waitMs: number): AppError {
  const { perSecond, burst, of } = rateLimits[kind];
  const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1_000));
  const wait = `${retryAfterSeconds} ${retryAfterSeconds === 1 ? 'second' : 'seconds'}`;
  return new AppError(
    'rate_limited',
    429,
    `Too many requests from ${of}: ${burst * factor} may come at once and ${perSecond * factor} a second in the long run. Nothing was done; please send it again in ${wait}.`,
    { retryAfterSeconds, limit: kind },
  );
}

/**
 * What the server may do with one session, in a page: the oracle of session-model.test.ts. It knows no
 * cookies, keys or SQL; instants are milliseconds.
 */

const graceMs = 10_000;
const idleMs = 14 * 86_400_000;

export type ModelSession = {
  generation: number;
  rotatedAt: number | undefined;
  idleEndsAt: number;
  absoluteEndsAt: number;
  ended: 'revoked' | 'replayed' | undefined;
};

/** `doubtful` is a token whose key was replaced in an emergency less than a minute ago. */
export type AccessToken = 'good' | 'doubtful' | 'bad';

export type Call =
  | { kind: 'refresh'; generation: number | 'forged' }
  /** Reads something in the session, or ends it from inside. */
  | { kind: 'use' | 'sign-out'; token: AccessToken }
  /** Ends it from another session of the same user. */
  | { kind: 'revoke'; token: AccessToken };

/** The generation of the refresh token that was answered, or whether the call was obeyed. */
export type Answer = number | 'done' | 'refused';

export type Observed = { call: Call; answer: Answer };

type Outcome = { session: ModelSession; answer: Answer };

export function isAlive({ ended, idleEndsAt, absoluteEndsAt }: ModelSession, now: number): boolean {
  return ended === undefined && now < idleEndsAt && now < absoluteEndsAt;
}

/**
 * Finds an order in which the calls of one instant may have happened one after the other: every answer
 * must be what the model gives in that order, and the end what `isEnd` saw in the database. Returns
 * undefined where there is none, which is a bug of the server.
 */
export function explain(
  before: ModelSession,
  calls: Observed[],
  now: number,
  isEnd: (session: ModelSession) => boolean,
): ModelSession | undefined {
  // Equal calls with equal answers are exchangeable; counting them keeps the search small.
  const kinds = new Map<string, { observed: Observed; count: number }>();
  for (const observed of calls) {
    const key = JSON.stringify(observed);
    const same = kinds.get(key);
    if (same) same.count += 1;
    else kinds.set(key, { observed, count: 1 });
  }
  const wasAlive = isAlive(before, now);
  return search(before, [...kinds.values()], { now, wasAlive, isEnd, seen: new Set() });
}

type Search = {
  now: number;
  wasAlive: boolean;
  isEnd: (session: ModelSession) => boolean;
  seen: Set<string>;
};

function search(
  session: ModelSession,
  kinds: { observed: Observed; count: number }[],
  of: Search,
): ModelSession | undefined {
  const key = JSON.stringify([session, kinds.map(({ count }) => count)]);
  if (of.seen.has(key)) return undefined;
  of.seen.add(key);
  const left = kinds.filter(({ count }) => count > 0);
  if (left.length === 0) return of.isEnd(session) ? session : undefined;
  for (const kind of left) {
    for (const outcome of outcomes(session, kind.observed.call, of)) {
      if (outcome.answer !== kind.observed.answer) continue;
      kind.count -= 1;
      const found = search(outcome.session, kinds, of);
      kind.count += 1;
      if (found) return found;
    }
  }
  return undefined;
}

function outcomes(session: ModelSession, call: Call, { now, wasAlive }: Search): Outcome[] {
  if (call.kind === 'refresh') return [refresh(session, call.generation, now)];
  const refused: Outcome = { session, answer: 'refused' };
  const works = call.kind === 'revoke' ? session.ended === undefined : isAlive(session, now);
  // Signing out reads before it writes: what something else ended in between is ended all the same.
  if (call.kind === 'sign-out' && wasAlive && session.ended && call.token !== 'bad') {
    return [refused, { session, answer: 'done' }];
  }
  if (!works || call.token === 'bad') return [refused];
  const after = call.kind === 'use' ? session : { ...session, ended: 'revoked' as const };
  const done: Outcome = { session: after, answer: 'done' };
  return call.token === 'good' ? [done] : [done, refused];
}

function refresh(session: ModelSession, generation: number | 'forged', now: number): Outcome {
  const refused: Outcome = { session, answer: 'refused' };
  if (generation === 'forged' || !isAlive(session, now)) return refused;
  if (generation > session.generation) return refused;
  if (generation === session.generation) {
    const next = generation + 1;
    const idleEndsAt = Math.min(now + idleMs, session.absoluteEndsAt);
    return { session: { ...session, generation: next, rotatedAt: now, idleEndsAt }, answer: next };
  }
  const isParent = generation === session.generation - 1;
  if (isParent && session.rotatedAt !== undefined && now - session.rotatedAt < graceMs) {
    return { session, answer: session.generation };
  }
  return { session: { ...session, ended: 'replayed' }, answer: 'refused' };
}

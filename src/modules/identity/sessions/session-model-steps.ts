import { randomBytes } from 'node:crypto';
import { newId } from '#lib/ids.ts';
import { withCookies } from '../../../../tests/support/cookies.ts';
import { accessCookie, refreshCookie } from './cookies.ts';
import { deriveRefreshToken } from './refresh-tokens.ts';
import { isAlive } from './session-model.ts';
import {
  advance,
  beginRound,
  type Discipline,
  drain,
  nowOf,
  type Round,
  type Tally,
  violation,
} from './session-model-round.ts';
import { callApi, signOut } from './session-model-tabs.ts';
import type { World } from './session-model-world.ts';

/** What happens next. Steps without time between them happen in one instant. */
export type Step =
  | { kind: 'use'; tabs: number }
  | { kind: 'wait' | 'sleep'; ms: number }
  /** Until just before, at or just after the end of the grace or of the idle time. */
  | { kind: 'edge'; of: 'grace' | 'idle'; offsetMs: number }
  /** Some months of one visit every ten days. */
  | { kind: 'visits'; count: number }
  /** A thief uses the refresh token of so many generations ago, several times at once. */
  | { kind: 'replay'; generationsAgo: number; times: number }
  | { kind: 'forge'; how: 'other key' | 'flipped bit' | 'unknown session' }
  | { kind: 'sign-out' | 'revoke' }
  | { kind: 'restart' | 'renew-secrets' | 'replace-keys'; process: number };

export type Plan = {
  seed: number;
  discipline: Discipline;
  hasThief: boolean;
  tabs: number;
  steps: Step[];
};

const dayMs = 86_400_000;
const graceMs = 10_000;

/** Plays a plan against the real server; throws where the server does what the oracle does not. */
export async function playRound(world: World, plan: Plan): Promise<Tally> {
  const round = await beginRound(world, plan.discipline, plan.seed);
  for (const step of plan.steps) await play(round, plan, step);
  await drain(round);
  await judge(round);
  return round.tally;
}

async function play(round: Round, plan: Plan, step: Step): Promise<void> {
  const { world } = round;
  switch (step.kind) {
    case 'use':
      for (let tab = 0; tab < Math.min(step.tabs, plan.tabs); tab += 1) callApi(round);
      return;
    case 'wait':
      return advance(round, nowOf(round) + step.ms);
    case 'sleep':
      return sleep(round, nowOf(round) + step.ms);
    case 'edge': {
      const { rotatedAt, idleEndsAt } = round.session;
      const edge = step.of === 'idle' ? idleEndsAt : (rotatedAt ?? 0) + graceMs;
      if (edge + step.offsetMs > nowOf(round)) await sleep(round, edge + step.offsetMs);
      return;
    }
    case 'visits':
      for (let visit = 0; visit < step.count; visit += 1) {
        await sleep(round, nowOf(round) + 10 * dayMs);
        callApi(round);
        await drain(round);
      }
      return;
    case 'replay':
      if (plan.hasThief) steal(round, step.generationsAgo, step.times);
      return;
    case 'forge':
      arriveWith(round, 'refresh', refreshCookie, forgedToken(round, step.how));
      return;
    case 'sign-out':
      signOut(round);
      return;
    case 'revoke':
      return revoke(round);
    case 'restart':
      world.restart(step.process);
      return;
    case 'renew-secrets':
      world.renewSecrets(step.process);
      return;
    case 'replace-keys':
      // Two rotations within seconds, as an emergency can cause, let the answer of the first overtake the
      // second's where tabs do not wait for each other: decision 17.
      if (round.discipline !== 'uncoordinated') round.replacing.push(step.process);
  }
}

/** A laptop that is awake closes its requests before it sleeps; in the wild they are cut off. */
async function sleep(round: Round, until: number): Promise<void> {
  if (round.discipline === 'wild') {
    await advance(round, nowOf(round));
    round.agenda = [];
  } else {
    await drain(round);
  }
  await advance(round, Math.max(until, nowOf(round)));
}

function steal(round: Round, generationsAgo: number, times: number): void {
  const newest = Math.max(...round.refreshTokens.keys());
  const token = round.refreshTokens.get(Math.max(1, newest - generationsAgo));
  if (token === undefined) return;
  round.robbed = true;
  for (let time = 0; time < times; time += 1) arriveWith(round, 'refresh', refreshCookie, token);
}

function arriveWith(round: Round, kind: 'refresh' | 'use', name: string, token: string): void {
  const request =
    kind === 'refresh'
      ? { method: 'POST', path: '/v1/sessions/refresh' }
      : { method: 'GET', path: `/v1/workspaces/${round.world.workspaceId}` };
  round.arrived.push({ ...request, kind, cookie: `${name}=${token}`, onAnswer: () => {} });
}

/** The user ends the session from a device that has just signed in. */
async function revoke(round: Round): Promise<void> {
  const { cookies } = await round.world.signIn(1, round.userId);
  const path = `/v1/sessions/${round.sessionId}`;
  const cookie = withCookies('', cookies);
  round.arrived.push({ kind: 'revoke', method: 'DELETE', path, cookie, onAnswer: () => {} });
}

function forgedToken(round: Round, how: Extract<Step, { kind: 'forge' }>['how']): string {
  const { sessionId, session, world } = round;
  const generation = Math.max(1, session.generation - 2);
  if (how === 'other key') return deriveRefreshToken(randomBytes(32), { sessionId, generation });
  const [key] = world.contextOf(0).secrets.refreshTokenKeys;
  if (how === 'unknown session') return deriveRefreshToken(key, { sessionId: newId(), generation });
  const token = deriveRefreshToken(key, { sessionId, generation });
  const bytes = Buffer.from(token.slice(4), 'base64url');
  const at = Math.floor(round.random() * bytes.length);
  bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << Math.floor(round.random() * 8)), at);
  return `nrt_${bytes.toString('base64url')}`;
}

/**
 * The end of a round: an honest browser still works; a replay, late for certain, ends the session; and
 * nothing of a session that has ended is good for anything.
 */
async function judge(round: Round): Promise<void> {
  const { session, discipline } = round;
  const honest = discipline !== 'wild' && !round.robbed;
  if (honest && isAlive(session, nowOf(round))) {
    callApi(round);
    await drain(round);
    const refused = round.signedOut === 'refused';
    // A session can come to its end while what was sent is still on its way.
    if (refused && isAlive(round.session, nowOf(round))) {
      throw violation(round, 'an honest browser was told to sign in again');
    }
    if (!refused) round.tally.kept += 1;
  }
  await advance(round, nowOf(round) + graceMs);
  const { generation } = round.session;
  if (generation > 1) steal(round, 1 + Math.floor(round.random() * (generation - 1)), 2);
  await drain(round);
  if (isAlive(round.session, nowOf(round))) return;
  for (const token of [...round.refreshTokens.values()].slice(-4)) {
    arriveWith(round, 'refresh', refreshCookie, token);
  }
  for (const token of round.accessTokens.slice(-3)) {
    arriveWith(round, 'use', accessCookie, token);
  }
  await drain(round);
}

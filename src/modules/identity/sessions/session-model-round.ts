import { createHash } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { cookieValue } from '../../../../tests/support/cookies.ts';
import { seededRandom } from '../../../../tests/support/random.ts';
import { accessCookie, refreshCookie } from './cookies.ts';
import {
  type AccessToken,
  type Answer,
  type Call,
  explain,
  type ModelSession,
  type Observed,
} from './session-model.ts';
import { emptyJar, type Jar, takeCookies } from './session-model-jar.ts';
import type { ServerAnswer, SessionRow, World } from './session-model-world.ts';

/** How the tabs of a browser refresh. */
export type Discipline =
  /** One at a time under a lock of the browser: nothing but theft and the rules may sign it out. */
  | 'locked'
  /** Each for itself, where no answer takes longer than three seconds: the same is true. */
  | 'uncoordinated'
  /** Whenever they like, with answers that come late, never, or after a sleep: the oracle alone is held. */
  | 'wild';

/** A request on its way to a process. */
export type Sent = {
  kind: Call['kind'];
  method: string;
  path: string;
  cookie: string;
  onAnswer: (answer: ServerAnswer) => void;
};

/** What happened, so that a run can show that it saw everything. */
export type Tally = {
  calls: number;
  rotations: number;
  /** Answers that gave a successor again. */
  repeats: number;
  /** Sessions that a late replay ended. */
  replays: number;
  /** Honest browsers that were still signed in at the end. */
  kept: number;
};

/** One session, the browser that has it, and what is on its way. */
export type Round = {
  world: World;
  discipline: Discipline;
  random: () => number;
  userId: string;
  sessionId: string;
  /** What the oracle says that the server holds. */
  session: ModelSession;
  jar: Jar;
  /** By an answer, or because the cookie came to its end. */
  signedOut: 'no' | 'refused' | 'cookie ended';
  lock: { held: boolean; waiting: (() => void)[] };
  /** Whether a thief has used a token of this session. */
  robbed: boolean;
  /** The refresh token of each generation, and every access token: what a thief may have copied. */
  refreshTokens: Map<number, string>;
  accessTokens: string[];
  agenda: { at: number; act: () => void }[];
  /** What reaches the server in this instant, all of it at once. */
  arrived: Sent[];
  replacing: number[];
  keysReplacedAt: number | undefined;
  /** Since when a signing key is gone, by its kid. */
  goneKeys: Map<string, number>;
  trace: string[];
  tally: Tally;
};

const dayMs = 86_400_000;
const emergencyMs = 60_000;
const clockToleranceSeconds = 5;

/** Signs somebody in and gives their browser its cookies. */
export async function beginRound(
  world: World,
  discipline: Discipline,
  seed: number,
): Promise<Round> {
  await world.reset();
  const now = world.clock.now.getTime();
  const userId = await world.signUp();
  const { sessionId, cookies } = await world.signIn(0, userId);
  const expiry = { idleEndsAt: now + 14 * dayMs, absoluteEndsAt: now + 90 * dayMs };
  const round: Round = {
    world,
    discipline,
    random: seededRandom(seed),
    userId,
    sessionId,
    session: { generation: 1, rotatedAt: undefined, ended: undefined, ...expiry },
    jar: emptyJar(),
    signedOut: 'no',
    lock: { held: false, waiting: [] },
    robbed: false,
    refreshTokens: new Map(),
    accessTokens: [],
    agenda: [],
    arrived: [],
    replacing: [],
    keysReplacedAt: undefined,
    goneKeys: new Map(),
    trace: [],
    tally: { calls: 0, rotations: 0, repeats: 0, replays: 0, kept: 0 },
  };
  learnTokens(round, cookies);
  takeCookies(round.jar, cookies, now);
  return round;
}

export function nowOf(round: Round): number {
  return round.world.clock.now.getTime();
}

export function later(round: Round, delayMs: number, act: () => void): void {
  round.agenda.push({ at: nowOf(round) + delayMs, act });
}

/** Lets the time pass until an instant, with all that happens on the way. */
export async function advance(round: Round, until: number): Promise<void> {
  for (;;) {
    const at = round.agenda.reduce((first, event) => Math.min(first, event.at), until);
    round.world.clock.now = new Date(at);
    const due = round.agenda.filter((event) => event.at === at);
    round.agenda = round.agenda.filter((event) => event.at > at);
    for (const { act } of due) act();
    const busy = round.arrived.length + round.replacing.length > 0;
    if (busy) await settle(round);
    if (due.length === 0 && !busy && at === until) return;
  }
}

/** Lets the time pass until nothing is on its way any more. */
export async function drain(round: Round): Promise<void> {
  while (round.agenda.length + round.arrived.length + round.replacing.length > 0) {
    const last = round.agenda.reduce((latest, event) => Math.max(latest, event.at), nowOf(round));
    await advance(round, last);
  }
}

/** Sends what arrived in this instant to random processes at once, and holds the answers to the oracle. */
async function settle(round: Round): Promise<void> {
  const { world } = round;
  const now = nowOf(round);
  const calls = round.arrived.splice(0);
  const replacing = round.replacing.splice(0);
  const processes = calls.map(() => Math.floor(round.random() * world.processCount));
  if (replacing.length > 0) round.keysReplacedAt = now;
  const [answers] = await Promise.all([
    Promise.all(
      calls.map((sent, index) =>
        world.send(processes[index] ?? 0, sent.method, sent.path, sent.cookie),
      ),
    ),
    ...replacing.map((index) => world.contextOf(index).signingKeys.replace()),
  ]);
  const keys = round.keysReplacedAt === undefined ? undefined : await world.signingKeyIds();
  if (replacing.length > 0 && keys?.size !== 1) {
    throw violation(round, `${keys?.size} signing keys are left after an emergency`);
  }
  const observed = calls.map((sent, index) => {
    const answer = answers[index] ?? { status: 0, cookies: [] };
    const call = callOf(round, sent, keys);
    return { call, answer: answerOf(round, sent.kind, answer) };
  });
  const row = await world.read(round.userId, round.sessionId);
  round.trace.push(`${new Date(now).toISOString()} ${observed.map(describe).join(', ')}`);
  const after = explain(round.session, observed, now, (session) => isRow(session, row));
  const before = round.session;
  if (!after) {
    const end = `generation ${row.generation}, ${row.revoked_reason ?? 'alive'}`;
    throw violation(round, `no order of the last calls has these answers and ends at ${end}`);
  }
  count(round, observed, after);
  round.session = after;
  assertInvariants(round, row);
  assertCookiesLast(round, before, answers);
  calls.forEach((sent, index) => {
    const answer = answers[index];
    if (answer) sent.onAnswer(answer);
  });
}

/** What must be true between any two instants. */
function assertInvariants(round: Round, row: SessionRow): void {
  const { session } = round;
  const current = round.refreshTokens.get(session.generation);
  if (current && !createHash('sha256').update(current).digest().equals(row.current_hash)) {
    throw violation(round, 'the successor that was answered is not the one that is accepted');
  }
  const replays = session.ended === 'replayed' ? 1 : 0;
  if (row.replays !== replays || row.mails !== replays) {
    throw violation(round, `${row.replays} events and ${row.mails} mails tell of a replay`);
  }
  if (row.others_ended > 0) throw violation(round, 'another session of the user has ended');
  if (replays > 0 && !round.robbed && round.discipline !== 'wild') {
    throw violation(round, 'an honest browser was signed out');
  }
}

/** A refresh cookie lasts as long as its session did when it was made, in whole seconds. */
function assertCookiesLast(round: Round, before: ModelSession, answers: ServerAnswer[]): void {
  const lasting = [before, round.session].map(
    ({ idleEndsAt }) => `; Max-Age=${Math.floor((idleEndsAt - nowOf(round)) / 1000)}`,
  );
  const wrong = answers
    .flatMap((answer) => answer.cookies)
    .filter((text) => text.startsWith(`${refreshCookie}=nrt_`))
    .find((text) => !lasting.some((maxAge) => text.includes(maxAge)));
  if (wrong) throw violation(round, `a cookie does not last as long as its session: ${wrong}`);
}

function isRow(session: ModelSession, row: SessionRow): boolean {
  const replayed = row.revoked_reason === 'replayed refresh token';
  const ended = row.revoked_reason === null ? undefined : replayed ? 'replayed' : 'revoked';
  return (
    session.ended === ended &&
    session.generation === row.generation &&
    session.idleEndsAt === row.idle_expires_at.getTime()
  );
}

function callOf(round: Round, { kind, cookie }: Sent, keys: Set<string> | undefined): Call {
  if (kind !== 'refresh') return { kind, token: accessTokenOf(round, cookie, keys) };
  const token = cookieValue(cookie, refreshCookie);
  const [known] = [...round.refreshTokens].find(([, text]) => text === token) ?? [];
  return { kind, generation: known ?? 'forged' };
}

function accessTokenOf(round: Round, cookie: string, keys: Set<string> | undefined): AccessToken {
  const token = cookieValue(cookie, accessCookie);
  if (token === undefined) return 'bad';
  const now = nowOf(round);
  const { exp = 0 } = decodeJwt(token);
  if (exp <= Math.floor(now / 1000) - clockToleranceSeconds) return 'bad';
  const { kid = '' } = decodeProtectedHeader(token);
  if (!keys || keys.has(kid)) return 'good';
  const goneAt = round.goneKeys.get(kid) ?? round.keysReplacedAt ?? 0;
  round.goneKeys.set(kid, goneAt);
  return now - goneAt < emergencyMs ? 'doubtful' : 'bad';
}

function answerOf(round: Round, kind: Call['kind'], { status, cookies }: ServerAnswer): Answer {
  if (status === 401 || (kind === 'revoke' && status === 404)) return 'refused';
  if (status !== 200 && status !== 204) throw violation(round, `${kind} was answered ${status}`);
  if (kind !== 'refresh') return 'done';
  return learnTokens(round, cookies);
}

/** Notes the tokens of an answer, and returns the generation of its refresh token. */
function learnTokens(round: Round, cookies: string[]): number {
  const valueFor = (name: string) =>
    cookies.map((text) => cookieValue(text.split(';')[0] ?? '', name)).find(Boolean) ?? '';
  round.accessTokens.push(valueFor(accessCookie));
  const token = valueFor(refreshCookie);
  const generation = Buffer.from(token.slice(4), 'base64url').readUInt32BE(16);
  const known = round.refreshTokens.get(generation);
  if (known !== undefined && known !== token) {
    throw violation(round, `generation ${generation} has two tokens`);
  }
  round.refreshTokens.set(generation, token);
  return generation;
}

function count(round: Round, observed: Observed[], after: ModelSession): void {
  const { tally, session } = round;
  const granted = observed.filter(({ answer }) => typeof answer === 'number').length;
  const rotations = after.generation - session.generation;
  tally.calls += observed.length;
  tally.rotations += rotations;
  tally.repeats += granted - rotations;
  if (after.ended === 'replayed' && session.ended === undefined) tally.replays += 1;
}

function describe({ call, answer }: Observed): string {
  const what = call.kind === 'refresh' ? call.generation : call.token;
  return `${call.kind} ${what} → ${answer}`;
}

/** An error with the way that led to it. */
export function violation(round: Round, what: string): Error {
  return new Error([what, JSON.stringify(round.session), ...round.trace.slice(-12)].join('\n  '));
}

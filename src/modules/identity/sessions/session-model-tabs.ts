import { refreshCookie } from './cookies.ts';
import { cookieHeader, cookieOf, takeCookies } from './session-model-jar.ts';
import { later, nowOf, type Round, type Sent, violation } from './session-model-round.ts';

/** A tab refreshes rather than using an access token that ends so soon. */
const soonMs = 30_000;
const slowestMs = { locked: 25_000, uncoordinated: 3_000, wild: 25_000 };
/** Nobody loses more answers in a row than can be asked for again within ten seconds. */
const maxLost = 2;

/** One tab calls the API, as its user clicks, with the access token or with a fresh one. */
export function callApi(round: Round): void {
  if (round.signedOut !== 'no') return;
  const { jar } = round;
  const restless = round.discipline === 'wild' && round.random() < 0.6;
  if (restless || jar.accessEndsAt - nowOf(round) < soonMs) {
    refresh(round, jar.version);
    return;
  }
  const { version } = jar;
  const path = round.random() < 0.5 ? '/v1/me' : `/v1/workspaces/${round.world.workspaceId}`;
  send(round, { kind: 'use', method: 'GET', path }, ({ status }) => {
    if (status === 401) refresh(round, version);
  });
}

/** One tab signs out. */
export function signOut(round: Round): void {
  const request = { kind: 'sign-out', method: 'DELETE', path: '/v1/sessions/current' } as const;
  send(round, request, () => {});
}

/** Refreshes, unless another tab has since the version that this one saw. */
function refresh(round: Round, version: number): void {
  if (round.discipline !== 'locked') {
    askForTokens(round, version, 0);
    return;
  }
  const { lock } = round;
  lock.waiting.push(() => askForTokens(round, version, 0));
  if (!lock.held) passOn(round);
}

function askForTokens(round: Round, version: number, lost: number): void {
  const { jar, discipline } = round;
  const isDone = discipline !== 'wild' && jar.version !== version;
  if (round.signedOut !== 'no' || isDone) {
    passOn(round);
    return;
  }
  if (cookieOf(jar, refreshCookie, nowOf(round)) === undefined) {
    round.signedOut = 'cookie ended';
    passOn(round);
    return;
  }
  const request = { kind: 'refresh', method: 'POST', path: '/v1/sessions/refresh' } as const;
  if (round.random() < 0.25 && lost < maxLost) {
    send(round, request, undefined);
    // The connection breaks; in the wild nobody cares.
    const noticedMs = 1_000 + Math.floor(round.random() * 1_000);
    if (discipline !== 'wild') {
      later(round, noticedMs, () => askForTokens(round, version, lost + 1));
    }
    return;
  }
  send(round, request, ({ status }) => {
    if (status === 401) round.signedOut = 'refused';
    else if (status !== 200) throw violation(round, `a refresh was answered ${status}`);
    passOn(round);
  });
}

/** The lock goes to the next tab that waits for it. */
function passOn({ discipline, lock }: Round): void {
  if (discipline !== 'locked') return;
  const next = lock.waiting.shift();
  lock.held = next !== undefined;
  next?.();
}

/**
 * Sends a request with the cookies of now. It reaches the server some time later, and its answer the
 * browser again some time later; without `onAnswer` the answer is lost, cookies and all.
 */
function send(
  round: Round,
  request: Pick<Sent, 'kind' | 'method' | 'path'>,
  onAnswer: Sent['onAnswer'] | undefined,
): void {
  const cookie = cookieHeader(round.jar, nowOf(round));
  const downMs = delay(round, slowestMs[round.discipline]);
  later(round, delay(round, 1_000), () => {
    round.arrived.push({
      ...request,
      cookie,
      onAnswer: (answer) => {
        if (!onAnswer) return;
        later(round, downMs, () => {
          takeCookies(round.jar, answer.cookies, nowOf(round));
          onAnswer(answer);
        });
      },
    });
  });
}

/** Often nothing, so that requests meet in one instant. */
function delay(round: Round, mostMs: number): number {
  return round.random() < 0.7 ? 0 : Math.floor(round.random() * mostMs);
}

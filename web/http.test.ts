import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NetworkError, request } from './http.ts';

/** What the server does with one request after the other. */
let answers: (() => Response)[];
let keys: (string | null)[];

beforeEach(() => {
  answers = [];
  keys = [];
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  vi.stubGlobal('fetch', async (_url: string, init: RequestInit) => {
    keys.push(new Headers(init.headers).get('idempotency-key'));
    const answer = answers.shift();
    if (!answer) throw new Error('one request too many');
    return answer();
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const ok = () => Response.json({ id: 'one' });
const lost = () => {
  throw new TypeError('Failed to fetch');
};
const problem = (status: number, code: string, retryAfter: string) => () =>
  new Response(JSON.stringify({ title: 'No', status, code }), {
    status,
    headers: { 'content-type': 'application/problem+json', 'retry-after': retryAfter },
  });

/** Lets the pauses of a request pass. */
async function settled(asked: Promise<unknown>): Promise<unknown> {
  const outcome = asked.catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(10_000);
  return outcome;
}

describe('a write', () => {
  it('has a key of its own', async () => {
    answers = [ok, ok];
    await request('POST', 'a', { body: {} });
    await request('DELETE', 'b');
    expect(keys).toEqual([expect.stringMatching(/^[\da-f-]{36}$/), expect.any(String)]);
    expect(keys[0]).not.toBe(keys[1]);
  });

  it('that got no answer is sent again, once, with the same key', async () => {
    answers = [lost, ok];
    expect(await settled(request('POST', 'a', { body: {} }))).toEqual({ id: 'one' });
    expect(keys).toHaveLength(2);
    expect(keys[0]).toBe(keys[1]);
    answers = [lost, lost];
    expect(await settled(request('POST', 'a', { body: {} }))).toBeInstanceOf(NetworkError);
  });

  it('that came at a bad moment is sent again when the server says', async () => {
    answers = [problem(429, 'rate_limited', '1'), ok];
    expect(await settled(request('PATCH', 'a', { body: {} }))).toEqual({ id: 'one' });
    answers = [problem(409, 'request_in_progress', '1'), ok];
    expect(await settled(request('PATCH', 'a', { body: {} }))).toEqual({ id: 'one' });
    // Nobody waits for long without being told, and a second refusal is told.
    answers = [problem(429, 'rate_limited', '60')];
    expect(await settled(request('PATCH', 'a', { body: {} }))).toMatchObject({
      problem: { code: 'rate_limited' },
      retryAfterSeconds: 60,
    });
    expect(answers).toEqual([]);
  });

  it('of somebody who is not signed in, and reading, have no key and are sent once', async () => {
    answers = [lost, lost];
    await settled(request('POST', 'sessions', { body: {}, isAnonymous: true }));
    await settled(request('GET', 'me'));
    expect(keys).toEqual([null, null]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Member, startTestApp, type TestApp } from '../../../../tests/support/app.ts';
import { cookieValue } from '../../../../tests/support/cookies.ts';
import { execute } from '../../../../tests/support/database.ts';
import { password, signUpWithPassword } from '../../../../tests/support/webauthn-people.ts';

let server: TestApp;

beforeAll(async () => {
  server = await startTestApp();
});
afterAll(() => server.close());

/** A browser that signs in, on top of what it carries already. */
async function signIn({ email }: Member, cookie = '') {
  const own = server.browser(cookie);
  const answer = await own.request('POST', '/v1/sessions', { email, password });
  expect(answer.status).toBe(201);
  return own;
}

const isSignedIn = async (client: { request: Member['request'] }) =>
  (await client.request('GET', '/v1/me')).status === 200;

describe('a sign-in', () => {
  it('replaces the session that its browser had, whosever it was', async () => {
    const ana = await signUpWithPassword(server);
    const bob = await signUpWithPassword(server);
    const first = await signIn(ana);
    const second = await signIn(ana, first.cookie);
    expect([await isSignedIn(first), await isSignedIn(second)]).toEqual([false, true]);
    const third = await signIn(bob, second.cookie);
    expect([await isSignedIn(second), await isSignedIn(third)]).toEqual([false, true]);
    expect(await isSignedIn(ana)).toBe(true);
  });

  it('makes room among fifty sessions: the one used longest ago ends', async () => {
    const ana = await signUpWithPassword(server);
    await execute(
      server.database.superuserUrl,
      `insert into sessions (id, user_id, method, generation, current_hash, created_at, last_used_at,
         idle_expires_at, absolute_expires_at, user_agent, ip)
       select gen_random_uuid(), $1, 'password', 1, sha256(n::text::bytea), $2, $2, $3, $3, '', ''
       from generate_series(1, 49) n`,
      [
        ana.userId,
        new Date(server.clock.now.getTime() + 1_000),
        new Date(server.clock.now.getTime() + 86_400_000),
      ],
    );
    expect(await isSignedIn(ana)).toBe(true);
    const newest = await signIn(ana);
    const { json } = await newest.request('GET', '/v1/sessions');
    expect(json.items).toHaveLength(50);
    expect([await isSignedIn(newest), await isSignedIn(ana)]).toEqual([true, false]);
  });
});

describe('a confirmation', () => {
  it('gives its browser new tokens, and lets the old refresh token in for ten seconds only', async () => {
    const ana = await signUpWithPassword(server);
    const stale = server.browser(ana.cookie);
    const confirmed = await ana.request('POST', '/v1/sessions/current/confirmation', { password });
    expect(confirmed.status).toBe(204);
    const [before, after] = [stale, ana].map(({ cookie }) =>
      cookieValue(cookie, 'numirio_refresh'),
    );
    expect(after).not.toBe(before);
    expect((await ana.request('GET', '/v1/ways-in')).json.confirmedUntil).not.toBe(null);
    const { now } = server.clock;
    server.clock.now = new Date(now.getTime() + 10_000);
    const late = await stale.request('POST', '/v1/sessions/refresh');
    server.clock.now = now;
    expect([late.status, late.json.code]).toEqual([401, 'session_ended']);
  });

  it('is good, and ends nothing, where another tab has renewed the tokens meanwhile', async () => {
    const ana = await signUpWithPassword(server);
    const slow = server.browser(ana.cookie);
    expect((await ana.request('POST', '/v1/sessions/refresh')).status).toBe(200);
    const { now } = server.clock;
    server.clock.now = new Date(now.getTime() + 30_000);
    const confirmed = await slow.request('POST', '/v1/sessions/current/confirmation', { password });
    server.clock.now = now;
    expect([confirmed.status, confirmed.headers.getSetCookie()]).toEqual([204, []]);
    expect(await isSignedIn(ana)).toBe(true);
  });
});

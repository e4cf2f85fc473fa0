import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '../../../../tests/support/app.ts';
import {
  type Browser,
  comeBack,
  connect,
  expectNoTrace,
  expectNothing,
  type GoogleApp,
  leave,
  newPerson,
  signedInAs,
  startGoogleApp,
} from '../../../../tests/support/oidc-app.ts';
import {
  type HostileProvider,
  startHostileProvider,
} from '../../../../tests/support/oidc-hostile.ts';

let provider: HostileProvider;
let server: GoogleApp;
const ana = newPerson();
let anasId: string;

beforeAll(async () => {
  provider = await startHostileProvider();
  server = await startGoogleApp(provider);
  provider.clock = server.clock;
  const member = await server.signUp();
  anasId = member.userId;
  await connect(server, provider.issuer, member, ana);
});
afterAll(async () => {
  await server.close();
  await provider.close();
});

const expectRefused = (
  attempt: (browser: Browser) => Promise<Answer>,
  status: number,
  code: string,
) => expectNothing(server, attempt, status, code);

/** An attempt in which the callback's query is changed on its way. */
function withQuery(change: (query: URLSearchParams) => void) {
  return async (browser: Browser) => {
    const query = provider.approve(await leave(browser), ana);
    change(query);
    return comeBack(browser, query);
  };
}

describe('an authorization', () => {
  it('asks with PKCE, state and nonce, for identifier and address only', async () => {
    const url = new URL(await leave(server.browser()));
    expect(url.origin + url.pathname).toBe(`${provider.issuer.origin}/authorize`);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: provider.clientId,
      response_type: 'code',
      redirect_uri: 'http://localhost:3000/v1/google/callback',
      scope: 'openid email',
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    });
    const { state, nonce, code_challenge } = Object.fromEntries(url.searchParams);
    expect(new Set([state, nonce, code_challenge]).size).toBe(3);
  });

  it('takes no notice of a Host header of an attacker', async () => {
    const browser = server.browser();
    const answer = await browser.request('GET', '/v1/google/authorization', undefined, {
      host: 'evil.example',
      'x-forwarded-host': 'evil.example',
    });
    expect(answer.headers.get('location')).not.toContain('evil.example');
    const query = provider.approve(answer.headers.get('location') ?? '', newPerson());
    const back = await comeBack(browser, query, { host: 'evil.example' });
    expect(back.headers.get('location')).toMatch(/^http:\/\/localhost:3000\/sign-up\/confirm#/);
  });

  it('is refused for a purpose that there is not, and does not exist where it is not configured', async () => {
    const browser = server.browser();
    const strange = await browser.request('GET', '/v1/google/authorization?purpose=admin');
    expect([strange.status, strange.json.errors[0].field]).toEqual([422, 'purpose']);
    const { google } = server.context.config;
    server.context.config.google = undefined;
    const missing = await browser.request('GET', '/v1/google/authorization');
    const { json } = await browser.request('GET', '/v1/public-config');
    server.context.config.google = google;
    expect([missing.status, missing.json.code, json.google]).toEqual([
      404,
      'google_not_found',
      false,
    ]);
    expect((await browser.request('GET', '/v1/public-config')).json.google).toBe(true);
  });
});

describe('a callback', () => {
  it('is refused with another state, and leaves the sign-in that is on its way alone', async () => {
    const browser = server.browser();
    const query = provider.approve(await leave(browser), ana);
    const forged = new URLSearchParams(query);
    forged.set('state', 's'.repeat(43));
    const refused = await comeBack(browser, forged);
    expect([refused.status, refused.json.code]).toEqual([400, 'google_failed']);
    await comeBack(browser, query);
    expect(await signedInAs(browser)).toBe(anasId);
  });

  it('is refused without a state', () =>
    expectRefused(
      withQuery((query) => query.delete('state')),
      400,
      'google_failed',
    ));

  it('is refused with code and state of another browser (login CSRF)', () =>
    expectRefused(
      async (browser) => {
        const attacker = server.browser();
        const query = provider.approve(await leave(attacker), ana);
        await leave(browser);
        return comeBack(browser, query);
      },
      400,
      'google_failed',
    ));

  it('is refused with the code of another browser beside the own state', () =>
    expectRefused(
      async (browser) => {
        const attacker = server.browser();
        const stolen = provider.approve(await leave(attacker), ana).get('code') ?? '';
        const query = provider.approve(await leave(browser), ana);
        query.set('code', stolen);
        return comeBack(browser, query);
      },
      400,
      'google_failed',
    ));

  it('is refused without the cookie of this browser', () =>
    expectRefused(
      async (browser) => {
        const query = provider.approve(await leave(server.browser()), ana);
        return comeBack(browser, query);
      },
      410,
      'google_expired',
    ));

  it('works once: replayed with the same code, state and cookie it is refused', async () => {
    const browser = server.browser();
    const query = provider.approve(await leave(browser), ana);
    const { cookie } = browser;
    expect((await comeBack(browser, query)).headers.get('location')).toBe('/');
    await expectRefused(() => comeBack(server.browser(cookie), query), 410, 'google_expired');
  });

  it('signs in once of twenty that come at the same time', async () => {
    const browser = server.browser();
    const query = provider.approve(await leave(browser), ana);
    const { cookie } = browser;
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => comeBack(server.browser(cookie), query)),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([303, ...Array(19).fill(410)]);
  });

  it('works for ten minutes less a second, and not at ten', async () => {
    const late = async (ms: number) => {
      const browser = server.browser();
      const query = provider.approve(await leave(browser), ana);
      const now = server.clock.now;
      server.clock.now = new Date(now.getTime() + ms);
      const { status } = await comeBack(browser, query);
      server.clock.now = now;
      return status;
    };
    expect(await late(599_000)).toBe(303);
    expect(await late(600_000)).toBe(410);
  });

  it('is refused where the answer comes from another issuer (mix-up, RFC 9207)', () =>
    expectRefused(
      withQuery((query) => query.set('iss', 'https://accounts.google.com')),
      400,
      'google_failed',
    ));

  it('is refused where the issuer is not named though the provider promises it', () =>
    expectRefused(
      withQuery((query) => query.delete('iss')),
      400,
      'google_failed',
    ));

  it('is refused with a made-up code, and with none', async () => {
    const madeUp = withQuery((query) => query.set('code', 'c'.repeat(32)));
    await expectRefused(madeUp, 400, 'google_failed');
    await expectRefused(
      withQuery((query) => query.delete('code')),
      400,
      'google_failed',
    );
  });

  it('is refused with a token in its address (implicit flow)', () =>
    expectRefused(
      withQuery((query) => {
        query.delete('code');
        query.set('id_token', 'e30.e30.e30');
        query.set('access_token', 'x');
      }),
      400,
      'google_failed',
    ));

  it('tells who declined that they did, and any other error as a failure', async () => {
    const failing = (error: string) =>
      withQuery((query) => {
        query.delete('code');
        query.set('error', error);
      });
    await expectRefused(failing('access_denied'), 403, 'google_denied');
    await expectRefused(failing('server_error'), 400, 'google_failed');
    await expectRefused(failing('<script>alert(1)</script>'), 400, 'google_failed');
  });

  it('is refused with parameters that are too long or given twice', async () => {
    const long = await expectRefused(
      withQuery((query) => query.set('code', 'c'.repeat(5000))),
      422,
      'invalid_input',
    );
    expect(long.json.errors[0].field).toBe('code');
    const twice = withQuery((query) => query.append('state', query.get('state') ?? ''));
    await expectRefused(twice, 422, 'invalid_input');
  });

  it('leads a person back to the page they came from, by the problem’s code', async () => {
    const accept = { accept: 'text/html,application/xhtml+xml;q=0.9' };
    const nowhere = await comeBack(server.browser(), new URLSearchParams(), accept);
    expect([nowhere.status, nowhere.headers.get('location')]).toEqual([
      303,
      '/sign-in?problem=google_expired',
    ]);
    const signedOut = await server
      .browser()
      .request('GET', '/v1/google/authorization?purpose=link', undefined, accept);
    expect(signedOut.headers.get('location')).toBe('/sign-in?problem=not_signed_in');
    const { cookie } = await server.signUp();
    const unconfirmed = await server
      .browser(cookie)
      .request('GET', '/v1/google/authorization?purpose=link', undefined, accept);
    expect(unconfirmed.headers.get('location')).toBe('/account?problem=confirmation_required');
  });
});

describe('afterwards', () => {
  it('no token of the provider lies in a table or in the log', async () => {
    expect(provider.secrets.length).toBeGreaterThan(50);
    await expectNoTrace(server, provider.secrets);
  });
});

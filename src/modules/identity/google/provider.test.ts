import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  comeBack,
  type GoogleApp,
  leave,
  newPerson,
  startGoogleApp,
} from '../../../../tests/support/oidc-app.ts';
import {
  type HostileProvider,
  newKeyPair,
  sign,
  startHostileProvider,
} from '../../../../tests/support/oidc-hostile.ts';

let provider: HostileProvider;
let server: GoogleApp;

beforeAll(async () => {
  provider = await startHostileProvider();
  server = await startGoogleApp(provider);
  provider.clock = server.clock;
});
beforeEach(() => {
  provider.lies = {};
  provider.asked = {};
});
afterAll(async () => {
  await server.close();
  await provider.close();
});

const discovery = '/.well-known/openid-configuration';

function travel(minutes: number): void {
  server.clock.now = new Date(server.clock.now.getTime() + minutes * 60_000);
}

/** A sign-in of somebody new; returns the status of the callback. */
async function signIn(): Promise<number> {
  const browser = server.browser();
  return (await comeBack(browser, provider.approve(await leave(browser), newPerson()))).status;
}

describe('what is known of the provider', () => {
  it('is asked for once, and again after an hour', async () => {
    for (let tries = 0; tries < 5; tries += 1) expect(await signIn()).toBe(303);
    expect(provider.asked).toEqual({ [discovery]: 1, '/keys': 1, '/token': 5 });
    travel(61);
    expect(await signIn()).toBe(303);
    expect(provider.asked).toEqual({ [discovery]: 2, '/keys': 2, '/token': 6 });
  });

  it('is not made worse by a discovery that fails', async () => {
    travel(61);
    provider.lies = { discovery: () => ({}) };
    for (let tries = 0; tries < 2; tries += 1) {
      const answer = await server.browser().request('GET', '/v1/google/authorization');
      expect([answer.status, answer.json.code]).toEqual([400, 'google_failed']);
    }
    provider.lies = {};
    expect(await signIn()).toBe(303);
    expect(provider.asked[discovery]).toBe(3);
  });
});

describe('the keys of the provider', () => {
  it('are fetched again at once for one that it has just begun to use', async () => {
    expect(await signIn()).toBe(303);
    const before = provider.asked['/keys'] ?? 0;
    const old = provider.keys.signing;
    provider.keys.signing = await newKeyPair('newer');
    expect(await signIn()).toBe(303);
    expect(await signIn()).toBe(303);
    expect(provider.asked['/keys']).toBe(before + 1);
    // What the old key signs counts no more, as soon as it is not published any more.
    provider.lies = {
      idToken: (claims) => sign(claims, old.privateKey, { alg: 'RS256', kid: old.kid }),
    };
    expect(await signIn()).toBe(400);
  });

  it('are fetched once a minute at most for key ids that are made up', async () => {
    travel(2);
    expect(await signIn()).toBe(303);
    const before = provider.asked['/keys'] ?? 0;
    let count = 0;
    provider.lies = {
      idToken: (claims) => {
        count += 1;
        const { privateKey } = provider.keys.unpublished;
        return sign(claims, privateKey, { alg: 'RS256', kid: `made-up-${count}` });
      },
    };
    for (let tries = 0; tries < 20; tries += 1) expect(await signIn()).toBe(400);
    expect(provider.asked['/keys']).toBe(before + 1);
    travel(1);
    for (let tries = 0; tries < 20; tries += 1) expect(await signIn()).toBe(400);
    expect(provider.asked['/keys']).toBe(before + 2);
    provider.lies = {};
    expect(await signIn()).toBe(303);
  });

  it('are fetched again after five minutes, so that one that was withdrawn stops counting', async () => {
    travel(2);
    expect(await signIn()).toBe(303);
    const withdrawn = provider.keys.signing;
    provider.keys.signing = await newKeyPair('after-withdrawal');
    provider.lies = {
      idToken: (claims) => sign(claims, withdrawn.privateKey, { alg: 'RS256', kid: withdrawn.kid }),
    };
    travel(5);
    expect(await signIn()).toBe(400);
  });
});

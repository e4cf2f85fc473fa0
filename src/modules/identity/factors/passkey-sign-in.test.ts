import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type Member,
  startTestApp,
  type TestApp,
  type TestClient,
} from '../../../../tests/support/app.ts';
import {
  type RequestOptions,
  type SoftAuthenticator,
  softAuthenticator,
  type Twist,
} from '../../../../tests/support/webauthn-authenticator.ts';
import {
  addPasskey,
  afterFirstStep,
  inTime,
  recordedTypes,
  signUpWithPassword,
} from '../../../../tests/support/webauthn-people.ts';

let server: TestApp;
let ana: Member;
let phone: SoftAuthenticator;

beforeAll(async () => {
  server = await startTestApp();
});
afterAll(() => server.close());
beforeEach(async () => {
  ana = await signUpWithPassword(server);
  phone = softAuthenticator();
  await addPasskey(server, ana, phone);
});

async function optionsFor(client: TestClient): Promise<RequestOptions> {
  const { status, json } = await client.request('POST', '/v1/sessions/passkey-options');
  expect(status).toBe(200);
  return json.options;
}

async function attempt(twist: Twist = {}, client = server.browser()) {
  const passkey = phone.get(await optionsFor(client), twist);
  return client.request('POST', '/v1/sessions/passkey', { passkey });
}

describe('signing in with a passkey', () => {
  it('asks everyone for the same, and names no credential', async () => {
    const options = await optionsFor(server.browser());
    expect(Object.keys(options).sort()).toEqual([
      'challenge',
      'rpId',
      'timeout',
      'userVerification',
    ]);
    expect(options).toMatchObject({ rpId: 'localhost', userVerification: 'required' });
  });

  it('opens a session at once, and no second factor is asked for', async () => {
    const client = server.browser();
    const answer = await attempt({}, client);
    expect([answer.status, answer.json.user.id]).toEqual([201, ana.userId]);
    expect((await client.request('GET', '/v1/me')).json.user.email).toBe(ana.email);
    const { json } = await client.request('GET', '/v1/sessions');
    const current = json.items.find((session: { current: boolean }) => session.current);
    expect(current.method).toBe('passkey');
    expect(client.cookie).not.toContain('numirio_passkey');
    const ways = await client.request('GET', '/v1/ways-in');
    expect(ways.json.passkeys[0].lastUsedAt).toBe(server.clock.now.toISOString());
    expect(ways.json.confirmedUntil).toBe(null);
  });

  it('works time after time, with an authenticator that counts and with one that does not', async () => {
    const synced = softAuthenticator({ counts: false });
    await addPasskey(server, ana, synced);
    for (const authenticator of [phone, synced, phone, synced]) {
      phone = authenticator;
      expect((await attempt()).status).toBe(201);
    }
  });

  it.each<[string, Twist]>([
    ['of another origin', { origin: 'https://evil.example' }],
    ['of the same name on another port', { origin: 'http://localhost:3001' }],
    ['for another relying party', { rpId: 'evil.example' }],
    ['to another challenge', { challenge: Buffer.alloc(32, 7).toString('base64url') }],
    ['of another ceremony', { type: 'webauthn.create' }],
    ['out of a frame in another site', { crossOrigin: true }],
    ['without user verification', { userVerified: false }],
    ['without user presence', { userPresent: false }],
    ['with one bit of its signature flipped', { flipSignature: true }],
    ['that does not say whose it is', { userHandle: null }],
    ['that says it is of somebody else', { userHandle: Buffer.alloc(16, 9).toString('base64url') }],
  ])('refuses an answer %s', async (_name, twist) => {
    const client = server.browser();
    const answer = await attempt(twist, client);
    expect([answer.status, answer.json.code]).toEqual([401, 'invalid_passkey']);
    expect((await client.request('GET', '/v1/me')).status).toBe(401);
    expect(await recordedTypes(server, ana)).toEqual(['passkey.added']);
    expect((await attempt()).status).toBe(201);
  });

  it('refuses a credential that nobody has', async () => {
    const stranger = softAuthenticator();
    const made = {
      challenge: '',
      rp: { id: 'localhost' },
      user: { id: '' },
      excludeCredentials: [],
    };
    stranger.create(made);
    const [credential] = stranger.credentials;
    const answer = await attempt(credential ? { credential } : {});
    expect([answer.status, answer.json.code]).toEqual([401, 'invalid_passkey']);
  });

  it.each(['\u0000', '\ud800', '', ' ', 'ä', 'A'.repeat(2000)])(
    'refuses a credential named %j',
    async (id) => {
      const client = server.browser();
      const honest = phone.get(await optionsFor(client));
      const passkey = { ...honest, id, rawId: id };
      const answer = await client.request('POST', '/v1/sessions/passkey', { passkey });
      expect([answer.status, answer.json.code]).toEqual([401, 'invalid_passkey']);
    },
  );

  it('refuses the key of one person under the credential of another', async () => {
    const bob = await signUpWithPassword(server);
    const bobs = softAuthenticator();
    await addPasskey(server, bob, bobs);
    const [own, foreign] = [phone.credentials[0], bobs.credentials[0]];
    if (!own || !foreign) throw new Error('both have a credential');
    const answer = await attempt({ credential: { ...foreign, key: own.key } });
    expect([answer.status, answer.json.code]).toEqual([401, 'invalid_passkey']);
  });

  it('refuses and records a counter that does not go on, as a copied key has', async () => {
    expect((await attempt({ counter: 40 })).status).toBe(201);
    for (const counter of [40, 39, 1, 0]) {
      const answer = await attempt({ counter });
      expect([answer.status, answer.json.code]).toEqual([401, 'invalid_passkey']);
    }
    expect((await attempt({ counter: 41 })).status).toBe(201);
    const recorded = await recordedTypes(server, ana);
    expect(recorded.filter((type) => type === 'passkey.cloned')).toHaveLength(4);
  });

  it('takes no notice of a counter whose signature is wrong', async () => {
    expect((await attempt({ counter: 40 })).status).toBe(201);
    expect((await attempt({ counter: 1, flipSignature: true })).status).toBe(401);
    expect((await attempt({ counter: 4_000_000_000, flipSignature: true })).status).toBe(401);
    expect((await attempt({ counter: 41 })).status).toBe(201);
    expect(await recordedTypes(server, ana)).not.toContain('passkey.cloned');
  });
});

describe('the challenge of a passkey', () => {
  const expired = [410, 'challenge_expired'];

  it('is answered once, rightly or wrongly', async () => {
    for (const twist of [{}, { flipSignature: true }]) {
      const client = server.browser();
      const options = await optionsFor(client);
      const { cookie } = client;
      await client.request('POST', '/v1/sessions/passkey', { passkey: phone.get(options, twist) });
      const again = server.browser(cookie);
      const body = { passkey: phone.get(options) };
      const answer = await again.request('POST', '/v1/sessions/passkey', body);
      expect([answer.status, answer.json.code]).toEqual(expired);
    }
  });

  it('is answered once by many at the same moment', async () => {
    const client = server.browser();
    const body = { passkey: phone.get(await optionsFor(client)) };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        server.browser(client.cookie).request('POST', '/v1/sessions/passkey', body),
      ),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([201, ...Array(19).fill(410)]);
  });

  it('is of one browser', async () => {
    const [own, other] = [server.browser(), server.browser()];
    const body = { passkey: phone.get(await optionsFor(own)) };
    const without = await server.browser().request('POST', '/v1/sessions/passkey', body);
    expect([without.status, without.json.code]).toEqual(expired);
    await optionsFor(other);
    const foreign = await other.request('POST', '/v1/sessions/passkey', body);
    expect([foreign.status, foreign.json.code]).toEqual([401, 'invalid_passkey']);
  });

  it('is of one purpose', async () => {
    const started = await afterFirstStep(server, ana);
    const second = await started.request('POST', '/v1/sessions/second-factor/passkey-options');
    const body = { passkey: phone.get(second.json.options) };
    const alone = await started.request('POST', '/v1/sessions/passkey', body);
    expect([alone.status, alone.json.code]).toEqual(expired);
    const client = server.browser();
    const passkey = phone.get(await optionsFor(client));
    const asSecond = await client.request('POST', '/v1/sessions/second-factor', { passkey });
    expect([asSecond.status, asSecond.json.code]).toEqual(expired);
  });

  it('can be answered for 9:59, and not after ten minutes', async () => {
    for (const [ms, status] of [
      [10 * 60_000 - 1000, 201],
      [10 * 60_000, 410],
    ] as const) {
      const client = server.browser();
      const body = { passkey: phone.get(await optionsFor(client)) };
      const answer = await inTime(server, ms, () =>
        client.request('POST', '/v1/sessions/passkey', body),
      );
      expect(answer.status).toBe(status);
    }
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Member,
  startTestApp,
  type TestApp,
  type TestClient,
} from '../../../../tests/support/app.ts';
import {
  type SoftAuthenticator,
  softAuthenticator,
} from '../../../../tests/support/webauthn-authenticator.ts';
import {
  addPasskey,
  addTotp,
  afterFirstStep,
  inTime,
  password,
  recordedTypes,
  signUpWithout,
  signUpWithPassword,
  totpCode,
} from '../../../../tests/support/webauthn-people.ts';

let server: TestApp;

beforeAll(async () => {
  server = await startTestApp();
});
afterAll(() => server.close());

const path = '/v1/sessions/current/confirmation';
const optionsPath = '/v1/sessions/current/passkey-options';

const confirmedUntil = async (client: TestClient) =>
  (await client.request('GET', '/v1/ways-in')).json.confirmedUntil;

/** A session that has just begun with a passkey, and was confirmed by nobody. */
async function freshSession(authenticator: SoftAuthenticator): Promise<TestClient> {
  const client = server.browser();
  const { json } = await client.request('POST', '/v1/sessions/passkey-options');
  const passkey = authenticator.get(json.options);
  expect((await client.request('POST', '/v1/sessions/passkey', { passkey })).status).toBe(201);
  return client;
}

async function withPasskey(): Promise<{ member: Member; authenticator: SoftAuthenticator }> {
  const member = await signUpWithPassword(server);
  const authenticator = softAuthenticator();
  await addPasskey(server, member, authenticator);
  return { member, authenticator };
}

describe('confirming a session', () => {
  it('takes the password where there is no factor, for ten minutes', async () => {
    const ana = await signUpWithPassword(server);
    const refused = await ana.request('POST', '/v1/totp');
    expect([refused.status, refused.json.code]).toEqual([403, 'confirmation_required']);
    expect(refused.json.confirmWith).toEqual(['password']);
    expect(await confirmedUntil(ana)).toBe(null);
    const answer = await ana.request('POST', path, { password });
    expect([answer.status, answer.bytes.length]).toEqual([204, 0]);
    const until = new Date(server.clock.now.getTime() + 600_000);
    expect(await confirmedUntil(ana)).toBe(until.toISOString());
    expect(await recordedTypes(server, ana)).toEqual(['session.confirmed']);
    await inTime(server, 599_000, async () => {
      expect((await ana.request('POST', '/v1/totp')).status).toBe(201);
      expect((await ana.request('POST', '/v1/sessions/refresh')).status).toBe(200);
    });
    await inTime(server, 600_000, async () => {
      expect((await ana.request('POST', '/v1/totp')).status).toBe(403);
    });
  });

  it('counts for the session in which it was done', async () => {
    const ana = await signUpWithPassword(server);
    const other = server.browser();
    await other.request('POST', '/v1/sessions', { email: ana.email, password });
    await ana.request('POST', path, { password });
    expect(await confirmedUntil(other)).toBe(null);
    expect((await other.request('POST', '/v1/passkeys/options')).status).toBe(403);
  });

  it('takes a factor where there is one, and the password no longer', async () => {
    const ana = await signUpWithPassword(server);
    const { secret, recoveryCodes } = await addTotp(server, ana);
    await server.context.db.inSystem((tx) =>
      tx.updateTable('sessions').set({ confirmed_at: null }).execute(),
    );
    const answer = await ana.request('POST', path, { password });
    expect([answer.status, answer.json.code]).toEqual([422, 'invalid_input']);
    expect(answer.json.confirmWith).toEqual(['totp', 'recovery_code']);
    const message = 'does not confirm this account; use one of totp, recovery_code';
    expect(answer.json.errors).toEqual([{ field: 'password', message }]);
    expect(await confirmedUntil(ana)).toBe(null);
    const code = await ana.request('POST', path, { totpCode: totpCode(server, secret) });
    expect(code.status).toBe(204);
    const recovery = await ana.request('POST', path, { recoveryCode: recoveryCodes?.[3] });
    expect(recovery.status).toBe(204);
    expect((await ana.request('GET', '/v1/ways-in')).json.recoveryCodesLeft).toBe(9);
  });

  it('names what there is where a factor is offered that the account has not', async () => {
    const proofs = [
      [{ totpCode: '123456' }, 'totpCode'],
      [{ recoveryCode: 'ABCD-EFGH-JKMN-PQRS-TVWX-YZ01' }, 'recoveryCode'],
      [{ passkey: { id: 'x', rawId: 'x', type: 'public-key', response: {} } }, 'passkey'],
    ] as const;
    const ana = await signUpWithPassword(server);
    const unknown = await signUpWithout(server);
    for (const [proof, field] of proofs) {
      const answer = await ana.request('POST', path, proof);
      expect([answer.status, answer.json.confirmWith]).toEqual([422, ['password']]);
      expect(answer.json.errors[0].field).toBe(field);
      const google = await unknown.request('POST', path, proof);
      expect([google.status, google.json.confirmWith]).toEqual([422, ['google']]);
    }
  });

  it('is refused with a wrong password, and soon has to pause', async () => {
    const ana = await signUpWithPassword(server);
    for (let tries = 0; tries < 5; tries += 1) {
      const answer = await ana.request('POST', path, { password: `wrong ${tries}` });
      expect([answer.status, answer.json.code]).toEqual([401, 'invalid_confirmation']);
    }
    const paused = await ana.request('POST', path, { password });
    expect([paused.status, paused.json.code]).toEqual([429, 'too_many_attempts']);
    expect(await confirmedUntil(ana)).toBe(null);
    await inTime(server, 60_000, async () => {
      expect((await ana.request('POST', path, { password })).status).toBe(204);
      expect((await ana.request('POST', path, { password: 'wrong' })).status).toBe(401);
    });
    const recorded = await recordedTypes(server, ana);
    expect(recorded.filter((type) => type === 'session.confirmation_refused')).toHaveLength(6);
  });

  it('is closed to whoever is not signed in', async () => {
    for (const client of [server.browser(), await halfSignedIn()]) {
      for (const body of [{ password }, { totpCode: '123456' }]) {
        const answer = await client.request('POST', path, body);
        expect([answer.status, answer.json.code]).toEqual([401, 'not_signed_in']);
      }
      expect((await client.request('POST', optionsPath)).status).toBe(401);
    }
  });
});

/** Between password and second factor one is not signed in. */
async function halfSignedIn(): Promise<TestClient> {
  const ana = await signUpWithPassword(server);
  await addTotp(server, ana);
  return afterFirstStep(server, ana);
}

describe('confirming a session with a passkey', () => {
  it('takes a new signature of the account’s passkey', async () => {
    const { authenticator } = await withPasskey();
    const client = await freshSession(authenticator);
    const { json } = await client.request('POST', optionsPath);
    expect(json.options.allowCredentials).toMatchObject([{ id: authenticator.credentials[0]?.id }]);
    const body = { passkey: authenticator.get(json.options) };
    expect((await client.request('POST', path, body)).status).toBe(204);
    const again = await client.request('POST', path, body);
    expect([again.status, again.json.code]).toEqual([410, 'challenge_expired']);
  });

  it('offers nothing where there is no passkey', async () => {
    const ana = await signUpWithPassword(server);
    const answer = await ana.request('POST', optionsPath);
    expect([answer.status, answer.json.code]).toEqual([409, 'no_passkey']);
  });

  it('takes no signature of another session, another person or another purpose', async () => {
    const { authenticator } = await withPasskey();
    const [one, two] = [await freshSession(authenticator), await freshSession(authenticator)];
    const { json } = await one.request('POST', optionsPath);
    const challenge = /numirio_passkey=[^;]+/.exec(one.cookie)?.[0] ?? '';
    two.cookie = `${two.cookie}; ${challenge}`;
    const foreign = await two.request('POST', path, { passkey: authenticator.get(json.options) });
    expect([foreign.status, foreign.json.code]).toEqual([410, 'challenge_expired']);

    const bob = await withPasskey();
    const bobs = await freshSession(bob.authenticator);
    const { json: asked } = await bobs.request('POST', optionsPath);
    const [credential] = authenticator.credentials;
    if (!credential) throw new Error('there is a credential');
    const passkey = bob.authenticator.get(asked.options, { credential });
    const wrong = await bobs.request('POST', path, { passkey });
    expect([wrong.status, wrong.json.code]).toEqual([401, 'invalid_confirmation']);

    const { json: signIn } = await bobs.request('POST', '/v1/sessions/passkey-options');
    const other = { passkey: bob.authenticator.get(signIn.options) };
    const purpose = await bobs.request('POST', path, other);
    expect([purpose.status, purpose.json.code]).toEqual([410, 'challenge_expired']);
    expect(await confirmedUntil(bobs)).toBe(null);
  });

  it('takes no signature without user verification', async () => {
    const { authenticator } = await withPasskey();
    const client = await freshSession(authenticator);
    const { json } = await client.request('POST', optionsPath);
    const passkey = authenticator.get(json.options, { userVerified: false });
    const answer = await client.request('POST', path, { passkey });
    expect([answer.status, answer.json.code]).toEqual([401, 'invalid_confirmation']);
  });
});

describe('a change to ways of signing in', () => {
  it('is refused a second after signing in, as long as nobody has confirmed it', async () => {
    const { member, authenticator } = await withPasskey();
    await addTotp(server, member);
    const client = await freshSession(authenticator);
    const { json } = await client.request('GET', '/v1/ways-in');
    const changes = [
      ['DELETE', `/v1/passkeys/${json.passkeys[0].id}`],
      ['DELETE', '/v1/totp'],
      ['POST', '/v1/totp'],
      ['POST', '/v1/passkeys/options'],
      ['POST', '/v1/recovery-codes'],
    ] as const;
    await inTime(server, 1000, async () => {
      for (const [method, address] of changes) {
        const answer = await client.request(method, address);
        expect([answer.status, answer.json.code]).toEqual([403, 'confirmation_required']);
        expect(answer.json.confirmWith).toEqual(['passkey', 'totp', 'recovery_code']);
      }
    });
    expect((await client.request('GET', '/v1/ways-in')).json).toEqual(json);
  });
});

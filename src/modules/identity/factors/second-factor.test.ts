import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Member, startTestApp, type TestApp } from '../../../../tests/support/app.ts';
import { execute } from '../../../../tests/support/database.ts';
import { softAuthenticator } from '../../../../tests/support/webauthn-authenticator.ts';
import {
  addPasskey,
  addTotp,
  afterFirstStep,
  confirmed,
  inTime,
  mailKinds,
  password,
  recordedTypes,
  signUpWithPassword,
  totpCode,
} from '../../../../tests/support/webauthn-people.ts';

let server: TestApp;

beforeAll(async () => {
  server = await startTestApp();
});
afterAll(() => server.close());

const path = '/v1/sessions/second-factor';
const wrongCode = { totpCode: '000000' };

/** Somebody with an authenticator app, and somebody with a passkey. */
async function withTotp() {
  const member = await signUpWithPassword(server);
  return { member, ...(await addTotp(server, member)) };
}
async function withPasskey() {
  const member = await signUpWithPassword(server);
  const authenticator = softAuthenticator();
  await addPasskey(server, member, authenticator);
  return { member, authenticator };
}

async function methodOfNewest({ userId }: Member): Promise<string> {
  const statement = 'select method from sessions where user_id = $1 order by id desc limit 1';
  return (await execute(server.database.superuserUrl, statement, [userId])).rows[0]?.method;
}

describe('the second step of signing in', () => {
  it('follows the password, and opens the session that one alone does not', async () => {
    const { member, secret } = await withTotp();
    const client = server.browser();
    const credentials = { email: member.email, password };
    const first = await client.request('POST', '/v1/sessions', credentials);
    expect([first.status, first.json]).toEqual([
      202,
      { secondFactor: { factors: ['totp', 'recovery_code'] } },
    ]);
    expect((await client.request('GET', '/v1/me')).status).toBe(401);
    const second = await client.request('POST', path, { totpCode: totpCode(server, secret) });
    expect([second.status, second.json.user.id]).toEqual([201, member.userId]);
    expect((await client.request('GET', '/v1/me')).status).toBe(200);
    expect(await methodOfNewest(member)).toBe('password');
    expect(await recordedTypes(server, member)).toEqual(['totp.enabled', 'session.opened']);
  });

  it('follows Google too, whose name the session keeps', async () => {
    const { member, secret } = await withTotp();
    const client = await afterFirstStep(server, member, 'google');
    expect((await client.request('GET', '/v1/me')).status).toBe(401);
    const answer = await client.request('POST', path, { totpCode: totpCode(server, secret) });
    expect(answer.status).toBe(201);
    expect(await methodOfNewest(member)).toBe('google');
  });

  it('is taken with a passkey of the account', async () => {
    const { member, authenticator } = await withPasskey();
    const client = await afterFirstStep(server, member);
    const { json } = await client.request('POST', `${path}/passkey-options`);
    const [credential] = authenticator.credentials;
    expect(json.options).toMatchObject({
      allowCredentials: [{ id: credential?.id, transports: ['hybrid', 'internal'] }],
      userVerification: 'required',
    });
    const body = { passkey: authenticator.get(json.options) };
    expect((await client.request('POST', path, body)).status).toBe(201);
  });

  it('is not taken with the passkey of somebody else, nor with a wrong answer', async () => {
    const { member, authenticator } = await withPasskey();
    const stranger = await withPasskey();
    const [foreign] = stranger.authenticator.credentials;
    const client = await afterFirstStep(server, member);
    const { json } = await client.request('POST', `${path}/passkey-options`);
    if (!foreign) throw new Error('the stranger has a credential');
    const twists = [
      { credential: foreign },
      { flipSignature: true },
      { userVerified: false },
      { origin: 'https://evil.example' },
    ];
    for (const twist of twists) {
      const body = { passkey: authenticator.get(json.options, twist) };
      const answer = await client.request('POST', path, body);
      expect([answer.status, answer.json.code]).toEqual([401, 'invalid_second_factor']);
    }
    const honest = { passkey: authenticator.get(json.options) };
    expect((await client.request('POST', path, honest)).status).toBe(201);
  });

  it('is closed to whoever has not taken the first', async () => {
    const { secret } = await withTotp();
    for (const request of [path, `${path}/passkey-options`]) {
      const body = request === path ? { totpCode: totpCode(server, secret) } : undefined;
      for (const cookie of ['', 'numirio_challenge=', 'numirio_challenge=nch_made-up']) {
        const answer = await server.browser(cookie).request('POST', request, body);
        expect([answer.status, answer.json.code]).toEqual([410, 'challenge_expired']);
      }
    }
  });

  it('says which factors it takes, and offers no passkey where there is none', async () => {
    const { member } = await withTotp();
    const client = await afterFirstStep(server, member);
    const answer = await client.request('POST', `${path}/passkey-options`);
    expect([answer.status, answer.json.code]).toEqual([409, 'no_passkey']);
  });

  it('can be taken for 9:59, and not after ten minutes', async () => {
    for (const [ms, status] of [
      [10 * 60_000 - 1000, 201],
      [10 * 60_000, 410],
    ] as const) {
      const { member, secret } = await withTotp();
      const client = await afterFirstStep(server, member);
      const answer = await inTime(server, ms, () =>
        client.request('POST', path, { totpCode: totpCode(server, secret) }),
      );
      expect(answer.status).toBe(status);
    }
  });

  it('is taken once', async () => {
    const { member, secret, recoveryCodes } = await withTotp();
    const client = await afterFirstStep(server, member);
    const { cookie } = client;
    await client.request('POST', path, { totpCode: totpCode(server, secret) });
    const body = { recoveryCode: recoveryCodes?.[0] };
    const again = await server.browser(cookie).request('POST', path, body);
    expect([again.status, again.json.code]).toEqual([410, 'challenge_expired']);
    const { json } = await member.request('GET', '/v1/ways-in');
    expect(json.recoveryCodesLeft).toBe(10);
  });

  it('ends with the password that the first was taken with', async () => {
    const { member, secret } = await withTotp();
    const client = await afterFirstStep(server, member);
    await confirmed(server, member);
    const change = { currentPassword: password, newPassword: 'violet lanterns over the canal' };
    expect((await member.request('PUT', '/v1/password', change)).status).toBe(204);
    const answer = await client.request('POST', path, { totpCode: totpCode(server, secret) });
    expect([answer.status, answer.json.code]).toEqual([410, 'challenge_expired']);
  });
});

describe('guessing the second factor', () => {
  it('ends after five tries, of which the right code is none any more', async () => {
    const { member, secret } = await withTotp();
    const client = await afterFirstStep(server, member);
    for (let tries = 0; tries < 5; tries += 1) {
      const answer = await client.request('POST', path, wrongCode);
      expect([answer.status, answer.json.code]).toEqual([401, 'invalid_second_factor']);
    }
    const right = await client.request('POST', path, { totpCode: totpCode(server, secret) });
    expect([right.status, right.json.code]).toEqual([410, 'challenge_expired']);
    const recorded = await recordedTypes(server, member);
    expect(recorded.filter((type) => type === 'second_factor.refused')).toHaveLength(5);
  });

  it('is told to the owner at the third wrong answer, once', async () => {
    const { member } = await withTotp();
    const client = await afterFirstStep(server, member);
    const told = async () =>
      (await mailKinds(server, member)).filter((kind) => kind === 'second_factor_refused').length;
    for (const mails of [0, 0, 1, 1, 1]) {
      expect((await client.request('POST', path, wrongCode)).status).toBe(401);
      expect(await told()).toBe(mails);
    }
  });

  it('has five tries for all who guess at the same moment', async () => {
    const { member } = await withTotp();
    const { cookie } = await afterFirstStep(server, member);
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => server.browser(cookie).request('POST', path, wrongCode)),
    );
    const checked = answers.filter(({ status }) => status === 401);
    expect(checked.length).toBeLessThanOrEqual(5);
    expect(answers.every(({ status }) => [401, 410, 429].includes(status))).toBe(true);
  });

  it('has to pause, whichever challenge it goes on with, until the owner signs in', async () => {
    const { member, secret } = await withTotp();
    const first = await afterFirstStep(server, member);
    for (let tries = 0; tries < 5; tries += 1) await first.request('POST', path, wrongCode);
    const second = await afterFirstStep(server, member);
    const paused = await second.request('POST', path, wrongCode);
    expect([paused.status, paused.json.code]).toEqual([429, 'too_many_attempts']);
    expect(Number(paused.headers.get('retry-after'))).toBeGreaterThan(0);
    await inTime(server, 60_000, async () => {
      const right = { totpCode: totpCode(server, secret) };
      expect((await second.request('POST', path, right)).status).toBe(201);
      const third = await afterFirstStep(server, member);
      expect((await third.request('POST', path, wrongCode)).status).toBe(401);
    });
  });

  it('does not hold up anybody else', async () => {
    const { member } = await withTotp();
    const guessing = await afterFirstStep(server, member);
    for (let tries = 0; tries < 6; tries += 1) await guessing.request('POST', path, wrongCode);
    const other = await withTotp();
    const client = await afterFirstStep(server, other.member);
    const body = { totpCode: totpCode(server, other.secret) };
    expect((await client.request('POST', path, body)).status).toBe(201);
  });
});

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
import { acceptTotpCode } from './totp.ts';

let server: TestApp;

beforeAll(async () => {
  server = await startTestApp();
});
afterAll(() => server.close());

async function signIn(member: Member, code: string): Promise<number> {
  const client = await afterFirstStep(server, member);
  const answer = await client.request('POST', '/v1/sessions/second-factor', { totpCode: code });
  return answer.status;
}

describe('setting an authenticator app up', () => {
  it('shows a secret of 160 bits once, and stores it sealed', async () => {
    const ana = await confirmed(server, await signUpWithPassword(server));
    const { status, json } = await ana.request('POST', '/v1/totp');
    expect(status).toBe(201);
    expect(json.secret).toMatch(/^[A-Z2-7]{32}$/);
    const uri = new URL(json.uri);
    expect([uri.protocol, uri.host]).toEqual(['otpauth:', 'totp']);
    expect(decodeURIComponent(uri.pathname)).toBe(`/Numirio:${ana.email}`);
    expect(Object.fromEntries(uri.searchParams)).toMatchObject({
      secret: json.secret,
      issuer: 'Numirio',
    });
    const { rows } = await execute(
      server.database.superuserUrl,
      `select encode(sealed_secret, 'escape') as sealed, confirmed_at from totps where user_id = $1`,
      [ana.userId],
    );
    expect(rows[0].confirmed_at).toBe(null);
    expect(rows[0].sealed).not.toContain(json.secret);
    const ways = await ana.request('GET', '/v1/ways-in');
    expect(ways.json).toMatchObject({ totp: null, confirmWith: ['password'] });
  });

  it('asks for nothing at sign-in before a first code has shown that it works', async () => {
    const ana = await confirmed(server, await signUpWithPassword(server));
    await ana.request('POST', '/v1/totp');
    const credentials = { email: ana.email, password };
    const answer = await server.browser().request('POST', '/v1/sessions', credentials);
    expect(answer.status).toBe(201);
  });

  it('is no second factor before that, beside a passkey either', async () => {
    const ana = await signUpWithPassword(server);
    await addPasskey(server, ana, softAuthenticator());
    const { json } = await ana.request('POST', '/v1/totp');
    expect(await signIn(ana, totpCode(server, json.secret))).toBe(401);
  });

  it('is ended by a first code, which brings recovery codes, and told of', async () => {
    const ana = await signUpWithPassword(server);
    const { answer, recoveryCodes } = await addTotp(server, ana);
    expect(answer.status).toBe(200);
    expect(recoveryCodes).toHaveLength(10);
    expect(await recordedTypes(server, ana)).toEqual(['totp.enabled']);
    expect(await mailKinds(server, ana)).toEqual(['totp_enabled']);
    const { json } = await ana.request('GET', '/v1/ways-in');
    expect(json).toMatchObject({ recoveryCodesLeft: 10, confirmWith: ['totp', 'recovery_code'] });
    expect(json.totp.enabledAt).toMatch(/^2026-11-22T12:/);
  });

  it('brings no new recovery codes beside a passkey', async () => {
    const ana = await signUpWithPassword(server);
    await addPasskey(server, ana, softAuthenticator());
    expect((await addTotp(server, ana)).recoveryCodes).toBe(null);
  });

  it('ends the other sessions, not this one', async () => {
    const ana = await signUpWithPassword(server);
    const other = server.browser();
    await other.request('POST', '/v1/sessions', { email: ana.email, password });
    expect((await other.request('GET', '/v1/me')).status).toBe(200);
    await addTotp(server, ana);
    expect((await other.request('GET', '/v1/me')).status).toBe(401);
    expect((await ana.request('GET', '/v1/me')).status).toBe(200);
  });

  it('can begin anew, after which the earlier secret is worthless', async () => {
    const ana = await confirmed(server, await signUpWithPassword(server));
    const first = (await ana.request('POST', '/v1/totp')).json.secret;
    const second = (await ana.request('POST', '/v1/totp')).json.secret;
    const confirm = (totpCode: string) =>
      ana.request('POST', '/v1/totp/confirmation', { totpCode });
    const refused = await confirm(totpCode(server, first));
    expect([refused.status, refused.json.code]).toEqual([422, 'invalid_totp_code']);
    expect(refused.json.errors).toEqual([{ field: 'totpCode', message: 'is not right' }]);
    expect((await confirm(totpCode(server, second))).status).toBe(200);
  });

  it('is refused where none was begun within the hour', async () => {
    const ana = await signUpWithPassword(server);
    const confirm = () => ana.request('POST', '/v1/totp/confirmation', { totpCode: '123456' });
    const notBegun = await confirm();
    expect([notBegun.status, notBegun.json.code]).toEqual([409, 'totp_not_started']);
    await confirmed(server, ana);
    await ana.request('POST', '/v1/totp');
    await inTime(server, 3_600_000, async () => {
      await ana.request('POST', '/v1/sessions/refresh');
      const late = await confirm();
      expect([late.status, late.json.code]).toEqual([409, 'totp_not_started']);
    });
  });

  it('is refused where there is one', async () => {
    const ana = await signUpWithPassword(server);
    const { secret } = await addTotp(server, ana);
    const body = { totpCode: totpCode(server, secret) };
    const answers = [
      await ana.request('POST', '/v1/totp'),
      await ana.request('POST', '/v1/totp/confirmation', body),
    ];
    for (const { status, json } of answers) {
      expect([status, json.code]).toEqual([409, 'totp_already_enabled']);
    }
  });

  it('cannot be ended by guessing', async () => {
    const ana = await confirmed(server, await signUpWithPassword(server));
    await ana.request('POST', '/v1/totp');
    const statuses = [];
    for (let tries = 0; tries < 7; tries += 1) {
      const guess = { totpCode: String(tries).repeat(6) };
      statuses.push((await ana.request('POST', '/v1/totp/confirmation', guess)).status);
    }
    expect(statuses).toEqual([422, 422, 422, 422, 422, 429, 429]);
  });
});

describe('a code', () => {
  it.each([-30, 0, 30])('is right on a clock that is %d seconds off', async (skew) => {
    const ana = await signUpWithPassword(server);
    const { secret } = await addTotp(server, ana);
    server.clock.now = new Date(server.clock.now.getTime() + 60_000);
    expect(await signIn(ana, totpCode(server, secret, skew))).toBe(201);
  });

  it.each([-90, -60, 60, 90])('is wrong on a clock that is %d seconds off', async (skew) => {
    const ana = await signUpWithPassword(server);
    const { secret } = await addTotp(server, ana);
    server.clock.now = new Date(server.clock.now.getTime() + 120_000);
    expect(await signIn(ana, totpCode(server, secret, skew))).toBe(401);
  });

  it('works once, so that one seen over a shoulder is worthless', async () => {
    const ana = await signUpWithPassword(server);
    const { secret } = await addTotp(server, ana);
    const code = totpCode(server, secret);
    expect(await signIn(ana, code)).toBe(201);
    expect(await signIn(ana, code)).toBe(401);
    expect(await signIn(ana, totpCode(server, secret, -30))).toBe(401);
    expect(await signIn(ana, totpCode(server, secret, 30))).toBe(201);
  });

  it('that set the app up does not sign in as well', async () => {
    const ana = await signUpWithPassword(server);
    const { secret } = await addTotp(server, ana);
    expect(await signIn(ana, totpCode(server, secret, -30))).toBe(401);
    expect(await signIn(ana, totpCode(server, secret))).toBe(201);
  });

  it('works for one of a hundred who use it at the same moment', async () => {
    const ana = await signUpWithPassword(server);
    const { secret } = await addTotp(server, ana);
    const code = totpCode(server, secret);
    const accepted = await Promise.all(
      Array.from({ length: 100 }, () =>
        server.context.db.inSystem((tx) => acceptTotpCode(tx, server.context, ana.userId, code)),
      ),
    );
    expect(accepted.filter(Boolean)).toHaveLength(1);
  });

  it('opens one session for a hundred browsers that use it at the same moment', async () => {
    const ana = await signUpWithPassword(server);
    const { secret } = await addTotp(server, ana);
    const body = { totpCode: totpCode(server, secret) };
    const clients = [];
    for (let count = 0; count < 100; count += 1) clients.push(await afterFirstStep(server, ana));
    const answers = await Promise.all(
      clients.map((client) => client.request('POST', '/v1/sessions/second-factor', body)),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.every((status) => [201, 401, 429].includes(status))).toBe(true);
  });

  it('of one account is nothing to another', async () => {
    const [ana, bob] = [await signUpWithPassword(server), await signUpWithPassword(server)];
    const anas = await addTotp(server, ana);
    await addTotp(server, bob);
    expect(await signIn(bob, totpCode(server, anas.secret))).toBe(401);
  });

  it('cannot be had by moving a sealed secret to another account', async () => {
    const [ana, bob] = [await signUpWithPassword(server), await signUpWithPassword(server)];
    await addTotp(server, ana);
    const bobs = await addTotp(server, bob);
    await execute(
      server.database.superuserUrl,
      `update totps set sealed_secret = (select sealed_secret from totps where user_id = $2)
       where user_id = $1`,
      [ana.userId, bob.userId],
    );
    expect(await signIn(ana, totpCode(server, bobs.secret))).toBe(500);
  });
});

describe('an authenticator app', () => {
  it('is removed once confirmed, with the recovery codes that stood in for it', async () => {
    const ana = await signUpWithPassword(server);
    await addTotp(server, ana);
    expect((await ana.request('DELETE', '/v1/totp')).status).toBe(204);
    const again = await ana.request('DELETE', '/v1/totp');
    expect([again.status, again.json.code]).toEqual([404, 'authenticator_app_not_found']);
    expect(await recordedTypes(server, ana)).toEqual(['totp.enabled', 'totp.disabled']);
    expect(await mailKinds(server, ana)).toEqual(['totp_enabled', 'totp_disabled']);
    const { json } = await ana.request('GET', '/v1/ways-in');
    expect(json).toMatchObject({ totp: null, recoveryCodesLeft: 0, confirmWith: ['password'] });
    const credentials = { email: ana.email, password };
    const signedIn = await server.browser().request('POST', '/v1/sessions', credentials);
    expect(signedIn.status).toBe(201);
  });

  it('takes the other sessions with it, not this one', async () => {
    const ana = await signUpWithPassword(server);
    const { secret } = await addTotp(server, ana);
    const other = await afterFirstStep(server, ana);
    const code = { totpCode: totpCode(server, secret) };
    expect((await other.request('POST', '/v1/sessions/second-factor', code)).status).toBe(201);
    expect((await ana.request('DELETE', '/v1/totp')).status).toBe(204);
    expect((await other.request('GET', '/v1/me')).status).toBe(401);
    expect((await ana.request('GET', '/v1/me')).status).toBe(200);
  });

  it('leaves the recovery codes where a passkey remains', async () => {
    const ana = await signUpWithPassword(server);
    await addTotp(server, ana);
    await addPasskey(server, ana, softAuthenticator());
    expect((await ana.request('DELETE', '/v1/totp')).status).toBe(204);
    const { json } = await ana.request('GET', '/v1/ways-in');
    expect(json).toMatchObject({ totp: null, recoveryCodesLeft: 10 });
  });

  it('that was begun and not confirmed is none to remove', async () => {
    const ana = await confirmed(server, await signUpWithPassword(server));
    await ana.request('POST', '/v1/totp');
    expect((await ana.request('DELETE', '/v1/totp')).status).toBe(404);
  });
});

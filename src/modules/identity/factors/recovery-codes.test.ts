import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Member, startTestApp, type TestApp } from '../../../../tests/support/app.ts';
import { execute } from '../../../../tests/support/database.ts';
import {
  addTotp,
  afterFirstStep,
  confirmed,
  mailKinds,
  recordedTypes,
  signUpWithPassword,
} from '../../../../tests/support/webauthn-people.ts';
import { acceptRecoveryCode } from './recovery-codes.ts';

let server: TestApp;

beforeAll(async () => {
  server = await startTestApp();
});
afterAll(() => server.close());

async function withCodes() {
  const member = await signUpWithPassword(server);
  const { recoveryCodes } = await addTotp(server, member);
  if (!recoveryCodes) throw new Error('the first factor brings codes');
  return { member, codes: recoveryCodes, first: recoveryCodes[0] ?? '' };
}

async function signIn(member: Member, recoveryCode: string): Promise<number> {
  const client = await afterFirstStep(server, member);
  return (await client.request('POST', '/v1/sessions/second-factor', { recoveryCode })).status;
}

describe('recovery codes', () => {
  it('are ten of 120 bits, of letters and figures that nobody mixes up', async () => {
    const { codes } = await withCodes();
    expect(new Set(codes).size).toBe(10);
    for (const code of codes)
      expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}$/);
  });

  it('lie in the database as hashes only', async () => {
    const { member, codes } = await withCodes();
    const { rows } = await execute(
      server.database.superuserUrl,
      `select encode(code_hash, 'escape') as text, length(code_hash) as bytes
       from recovery_codes where user_id = $1`,
      [member.userId],
    );
    expect(rows.map(({ bytes }) => bytes)).toEqual(Array(10).fill(32));
    const stored = JSON.stringify(rows);
    const readable = codes.flatMap((code) => [code, code.replaceAll('-', '')]);
    expect(readable.filter((code) => stored.includes(code))).toEqual([]);
  });

  it('each sign in once, which is recorded and told with what is left', async () => {
    const { member, first } = await withCodes();
    expect(await signIn(member, first)).toBe(201);
    expect(await signIn(member, first)).toBe(401);
    expect((await member.request('GET', '/v1/ways-in')).json.recoveryCodesLeft).toBe(9);
    expect(await mailKinds(server, member)).toEqual(['totp_enabled', 'recovery_code_used']);
    const { rows } = await execute(
      server.database.superuserUrl,
      `select data from security_events where user_id = $1 and type = 'recovery_code.used'`,
      [member.userId],
    );
    expect(rows).toEqual([{ data: { codesLeft: 9 } }]);
  });

  it('are asked for no longer once all are used', async () => {
    const { member, codes } = await withCodes();
    for (const code of codes) expect(await signIn(member, code)).toBe(201);
    const { json } = await member.request('GET', '/v1/ways-in');
    expect(json).toMatchObject({ recoveryCodesLeft: 0, confirmWith: ['totp'] });
  });

  it.each<[string, (code: string) => string]>([
    ['in lower case', (code) => code.toLowerCase()],
    ['without dashes', (code) => code.replaceAll('-', '')],
    ['with blanks around and between', (code) => ` ${code.replaceAll('-', ' ')} `],
    ['with other dashes', (code) => code.replaceAll('-', '–')],
    ['with O for 0 and l for 1', (code) => code.replaceAll('0', 'O').replaceAll('1', 'l')],
  ])('are taken %s', async (_name, retype) => {
    const { member, first } = await withCodes();
    expect(await signIn(member, retype(first))).toBe(201);
  });

  it('are refused where one character is another', async () => {
    const { member, first } = await withCodes();
    const other = first.startsWith('A') ? `B${first.slice(1)}` : `A${first.slice(1)}`;
    expect(await signIn(member, other)).toBe(401);
    expect(await signIn(member, first)).toBe(201);
  });

  it('of one account are nothing to another', async () => {
    const [ana, bob] = [await withCodes(), await withCodes()];
    expect(await signIn(bob.member, ana.first)).toBe(401);
    expect(await signIn(ana.member, ana.first)).toBe(201);
  });

  it('work for one of a hundred who use one at the same moment', async () => {
    const { member, first } = await withCodes();
    const { context } = server;
    const request = { ip: '', userAgent: '', cookie: () => undefined, header: () => undefined };
    const accepted = await Promise.all(
      Array.from({ length: 100 }, () =>
        context.db.inSystem((tx) => acceptRecoveryCode(tx, context, request, member.userId, first)),
      ),
    );
    expect(accepted.filter(Boolean)).toHaveLength(1);
    expect(await recordedTypes(server, member)).toEqual(['totp.enabled', 'recovery_code.used']);
  });
});

describe('new recovery codes', () => {
  it('replace the old ones, used or not, once the session is confirmed', async () => {
    const { member, first, codes } = await withCodes();
    await confirmed(server, member);
    const { status, json } = await member.request('POST', '/v1/recovery-codes');
    expect([status, json.recoveryCodes.length]).toEqual([201, 10]);
    expect(json.recoveryCodes.filter((code: string) => codes.includes(code))).toEqual([]);
    expect(await signIn(member, first)).toBe(401);
    expect(await signIn(member, json.recoveryCodes[9])).toBe(201);
    const recorded = ['totp.enabled', 'recovery_codes.renewed', 'second_factor.refused'];
    expect((await recordedTypes(server, member)).slice(0, 3)).toEqual(recorded);
    expect((await mailKinds(server, member))[1]).toBe('recovery_codes_renewed');
  });

  it('are refused to strangers, without confirmation, and where there is no factor', async () => {
    expect((await server.browser().request('POST', '/v1/recovery-codes')).status).toBe(401);
    const ana = await signUpWithPassword(server);
    const unconfirmed = await ana.request('POST', '/v1/recovery-codes');
    expect([unconfirmed.status, unconfirmed.json.code]).toEqual([403, 'confirmation_required']);
    await confirmed(server, ana);
    const none = await ana.request('POST', '/v1/recovery-codes');
    expect([none.status, none.json.code]).toEqual([409, 'no_second_factor']);
  });
});

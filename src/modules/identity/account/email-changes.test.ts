import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '#lib/ids.ts';
import { type Member, startTestApp, type TestApp } from '../../../../tests/support/app.ts';
import { execute } from '../../../../tests/support/database.ts';
import { confirmSessions, queuedMails } from '../../../../tests/support/queued-mails.ts';

let server: TestApp;
let ana: Member;
const start = new Date('2026-11-22T12:00:00Z');
const minuteMs = 60_000;

beforeAll(async () => {
  server = await startTestApp();
});
beforeEach(async () => {
  server.clock.now = start;
  ana = await server.signUp();
  await confirmSessions(server, ana.userId);
});
afterAll(() => server.close());

const address = () => `new-${newId()}@example.com`;
const ask = (member: Member, email: string) =>
  member.request('POST', '/v1/email-changes', { email });
const confirm = (client: Pick<Member, 'request'>, token: string | undefined) =>
  client.request('POST', '/v1/email-changes/confirmation', { token });
const emailOf = async (member: Member) => (await member.request('GET', '/v1/me')).json.user.email;

/** Asks for a new address and returns it with the token that was mailed to it. */
async function asked(member: Member) {
  const email = address();
  expect((await ask(member, email)).status).toBe(202);
  const [mail] = await queuedMails(server, email);
  expect(mail).toMatchObject({
    kind: 'confirm_email_change',
    token: expect.stringMatching(/^nec_/),
  });
  return { email, token: mail?.token };
}

/** Another session of the same user. */
async function secondSession(member: Member): Promise<string> {
  const id = newId();
  await execute(
    server.database.superuserUrl,
    `insert into sessions select (jsonb_populate_record(s, jsonb_build_object('id', $2::text,
       'current_hash', '\\x' || encode(sha256($2::text::bytea), 'hex')))).*
     from sessions s where user_id = $1`,
    [member.userId, id],
  );
  return id;
}

const rows = async (statement: string, values: unknown[]) =>
  (await execute(server.database.superuserUrl, statement, values)).rows;

describe('a change of the e-mail address', () => {
  it('takes place once the new mailbox confirms it, and is told to the old one before and after', async () => {
    const { email, token } = await asked(ana);
    expect(await emailOf(ana)).toBe(ana.email);
    const confirmed = await confirm(ana, token);
    expect([confirmed.status, confirmed.bytes.length]).toEqual([204, 0]);
    expect(await emailOf(ana)).toBe(email);
    const told = await queuedMails(server, ana.email);
    expect(told.map(({ kind }) => kind)).toEqual(['email_change_requested', 'email_changed']);
    for (const { text, token } of told) {
      expect(text).toContain(email);
      expect(token).toBe(undefined);
    }
    const events = await ana.request('GET', '/v1/security-events');
    expect(events.json.items).toMatchObject([
      { type: 'email.changed', data: { oldEmail: ana.email, newEmail: email } },
      { type: 'email.change_requested', data: { newEmail: email } },
    ]);
  });

  it('needs a session that was confirmed just now', async () => {
    const email = address();
    const eva = await server.signUp();
    server.clock.now = new Date(start.getTime() + 10 * minuteMs);
    for (const member of [eva, ana]) {
      const refused = await ask(member, email);
      expect([refused.status, refused.json.code]).toEqual([403, 'confirmation_required']);
    }
    expect(await queuedMails(server, email)).toEqual([]);
  });

  it('is closed to whoever is not signed in, whatever they send', async () => {
    const { token } = await asked(ana);
    for (const [method, path, body] of [
      ['POST', '/v1/email-changes', { email: address() }],
      ['POST', '/v1/email-changes/confirmation', { token }],
      ['DELETE', '/v1/email-changes', undefined],
    ] as const) {
      const answer = await server.anonymous.request(method, path, body);
      expect([answer.status, answer.json.code]).toEqual([401, 'not_signed_in']);
    }
    expect((await confirm(ana, token)).status).toBe(204);
  });

  it('gives nothing to a signed-in reader who follows a stranger’s link, and binds them to nothing', async () => {
    const victim = await server.signUp();
    const { token } = await asked(ana);
    const followed = await confirm(victim, token);
    expect([followed.status, followed.json.code]).toEqual([410, 'email_change_expired']);
    expect(await emailOf(victim)).toBe(victim.email);
    expect(await emailOf(ana)).toBe(ana.email);
    expect((await confirm(ana, token)).status).toBe(204);
  });

  it('answers the same for the address of another account, whose link can confirm nothing', async () => {
    const bob = await server.signUp();
    const free = await ask(ana, address());
    const taken = await ask(ana, bob.email);
    expect([taken.status, taken.bytes.length]).toEqual([free.status, free.bytes.length]);
    const mails = await queuedMails(server, bob.email);
    expect(mails).toMatchObject([{ kind: 'account_exists', token: undefined }]);
    expect((await queuedMails(server, ana.email)).at(-1)?.text).toContain(bob.email);
  });

  it('names the address that the account has already, however it is written', async () => {
    const answer = await ask(ana, ana.email.toUpperCase());
    expect(answer.status).toBe(422);
    expect(answer.json.errors).toEqual([
      { field: 'email', message: 'is the address of your account already' },
    ]);
  });

  it('works until 59:59 and not at 60:00', async () => {
    for (const [seconds, status] of [
      [3599, 204],
      [3600, 410],
    ] as const) {
      server.clock.now = start;
      await confirmSessions(server, ana.userId);
      const { token } = await asked(ana);
      server.clock.now = new Date(start.getTime() + seconds * 1_000);
      await ana.request('POST', '/v1/sessions/refresh');
      expect([seconds, (await confirm(ana, token)).status]).toEqual([seconds, status]);
    }
  });

  it('follows the newest link alone', async () => {
    const older = await asked(ana);
    const newer = await asked(ana);
    expect((await confirm(ana, older.token)).status).toBe(410);
    expect((await confirm(ana, newer.token)).status).toBe(204);
    expect(await emailOf(ana)).toBe(newer.email);
  });

  it('keeps one link of many that are asked for at once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask(ana, address())));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(202));
    const open = await rows(
      'select id from email_changes where user_id = $1 and consumed_at is null',
      [ana.userId],
    );
    expect(open).toHaveLength(1);
  });

  it('is confirmed once by 100 tries at once', async () => {
    const { token } = await asked(ana);
    const answers = await Promise.all(Array.from({ length: 100 }, () => confirm(ana, token)));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([204, ...Array(99).fill(410)]);
    const told = await queuedMails(server, ana.email);
    expect(told.filter(({ kind }) => kind === 'email_changed')).toHaveLength(1);
  });

  it('goes to one of two accounts that confirm the same address at once', async () => {
    const bob = await server.signUp();
    await confirmSessions(server, bob.userId);
    const email = address();
    await ask(ana, email);
    await ask(bob, email);
    const [first, second] = await queuedMails(server, email);
    const answers = await Promise.all([confirm(ana, first?.token), confirm(bob, second?.token)]);
    const [won, lost] = answers.sort((one, other) => one.status - other.status);
    expect([won?.status, lost?.status, lost?.json.code]).toEqual([204, 409, 'email_taken']);
    expect([await emailOf(ana), await emailOf(bob)].filter((is) => is === email)).toHaveLength(1);
  });

  it('can be cancelled, again and again', async () => {
    const { token } = await asked(ana);
    for (const _ of [1, 2]) {
      expect((await ana.request('DELETE', '/v1/email-changes')).status).toBe(204);
    }
    expect((await confirm(ana, token)).json.code).toBe('email_change_expired');
    expect(await emailOf(ana)).toBe(ana.email);
  });

  it('is cancelled for its own account only', async () => {
    const { token } = await asked(ana);
    const bob = await server.signUp();
    expect((await bob.request('DELETE', '/v1/email-changes')).status).toBe(204);
    expect((await confirm(ana, token)).status).toBe(204);
  });

  it('ends the other sessions and whatever was mailed to the old address', async () => {
    const other = await secondSession(ana);
    await execute(
      server.database.superuserUrl,
      `insert into password_resets (id, email, email_key, ip, user_id, token_hash, expires_at, created_at)
       values ($2, 'a', 'a', '', $1, 'reset', $3::timestamptz + interval '15 minutes', $3)`,
      [ana.userId, newId(), server.clock.now],
    );
    await execute(
      server.database.superuserUrl,
      `insert into identity_links (token_hash, cookie_hash, user_id, issuer, subject, email, expires_at, created_at)
       values ('link', 'cookie', $1, 'i', 's', 'a', $2::timestamptz + interval '1 hour', $2)`,
      [ana.userId, server.clock.now],
    );
    const { token } = await asked(ana);
    await confirm(ana, token);
    const sessions = await rows(
      'select id, revoked_reason from sessions where user_id = $1 order by revoked_at nulls first',
      [ana.userId],
    );
    expect(sessions).toHaveLength(2);
    expect(sessions[0].revoked_reason).toBe(null);
    expect(sessions[1]).toEqual({ id: other, revoked_reason: 'e-mail address changed' });
    for (const table of ['password_resets', 'identity_links']) {
      const open = await rows(`select 1 from ${table} where user_id = $1 and consumed_at is null`, [
        ana.userId,
      ]);
      expect([table, open]).toEqual([table, []]);
    }
  });

  it('refuses what is no token, and one of another kind', async () => {
    const { token = '' } = await asked(ana);
    for (const wrong of [token.slice(0, -1), `${token}x`, token.replace('nec', 'nrg')]) {
      expect((await confirm(ana, wrong)).status).toBe(410);
    }
    for (const wrong of ['', 'x', 'x'.repeat(201), 5, null, undefined]) {
      const answer = await confirm(ana, wrong as string);
      expect([answer.status, answer.json.errors[0].field]).toEqual([422, 'token']);
    }
    expect((await confirm(ana, token)).status).toBe(204);
  });

  it('sends a mailbox five mails at once, whoever asks, and says when to come again', async () => {
    const bob = await server.signUp();
    await confirmSessions(server, bob.userId);
    const email = address();
    const statuses: number[] = [];
    for (const member of [ana, bob, ana, bob, ana])
      statuses.push((await ask(member, email)).status);
    expect(statuses).toEqual(Array(5).fill(202));
    const refused = await ask(bob, email.toUpperCase());
    expect([refused.status, refused.json.code]).toEqual([429, 'too_many_attempts']);
    expect(refused.headers.get('retry-after')).toBe('300');
    expect(await queuedMails(server, email)).toHaveLength(5);
  });
});

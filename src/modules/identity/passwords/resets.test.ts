import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { newId } from '#lib/ids.ts';
import {
  type Answer,
  type Member,
  startTestApp,
  type TestApp,
  type TestClient,
} from '../../../../tests/support/app.ts';
import { execute } from '../../../../tests/support/database.ts';
import { queuedMails } from '../../../../tests/support/queued-mails.ts';
import {
  mailKinds,
  password,
  recordedTypes,
  signUpWithPassword,
} from '../../../../tests/support/webauthn-people.ts';
import { preparePasswordReset } from './resets.ts';

let server: TestApp;
let ana: Member;
const start = new Date('2026-11-22T12:00:00Z');
const better = 'vier worte am fenster';
const secondMs = 1000;
const minuteMs = 60 * secondMs;

beforeAll(async () => {
  server = await startTestApp();
});
beforeEach(async () => {
  server.clock.now = start;
  ana = await signUpWithPassword(server);
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => server.close());

const query = async (statement: string, values: unknown[] = []) =>
  (await execute(server.database.superuserUrl, statement, values)).rows;
const later = (ms: number) => {
  server.clock.now = new Date(server.clock.now.getTime() + ms);
};
const unknownAddress = () => `nobody-${newId()}@example.com`;

const ask = (email: string, headers: Record<string, string> = {}) =>
  server.browser().request('POST', '/v1/password-resets', { email }, headers);
const confirm = (token: string | undefined, wanted = better, client = server.browser()) =>
  client.request('POST', '/v1/password-resets/confirmation', { token, password: wanted });
const signIn = (email: string, wanted: string, client = server.browser()) =>
  client.request('POST', '/v1/sessions', { email, password: wanted });

/** Works on all jobs of resets that wait, as a worker would. */
async function prepareAll(): Promise<void> {
  const rows = await query(
    `delete from graphile_worker._private_jobs as job using graphile_worker._private_tasks as task
     where task.id = job.task_id and task.identifier = 'identity.password_reset' returning job.payload`,
  );
  for (const { payload } of rows) await preparePasswordReset(server.context, payload);
}

/** The tokens that were mailed to an address, oldest first. */
async function mailedTokens(email: string): Promise<string[]> {
  const mails = await queuedMails(server, email);
  return mails.filter(({ kind }) => kind === 'reset_password').map(({ token }) => token ?? '');
}

async function mailedToken(member: Member): Promise<string> {
  expect((await ask(member.email)).status).toBe(202);
  await prepareAll();
  const token = (await mailedTokens(member.email)).at(-1);
  expect(token).toMatch(/^npr_[\w-]{43}$/);
  return token ?? '';
}

const hashOf = async (member: Member) =>
  (await query('select password_hash from users where id = $1', [member.userId]))[0]?.password_hash;
const codeOf = ({ status, json }: Answer) => [status, json?.code];

describe('a password reset', () => {
  it('leads from the mailed link to a new password, with every session ended and nobody signed in', async () => {
    const token = await mailedToken(ana);
    const client = server.browser();
    const answer = await confirm(token, better, client);
    expect([answer.status, answer.bytes.length]).toEqual([204, 0]);
    expect(client.cookie).toMatch(/^numirio_device=ndv_[\w-]{43}$/);
    expect((await ana.request('GET', '/v1/me')).status).toBe(401);
    expect((await signIn(ana.email, password)).status).toBe(401);
    expect((await signIn(ana.email, better)).status).toBe(201);
    expect(await mailKinds(server, ana)).toEqual([
      'reset_password',
      'password_changed',
      'new_device',
    ]);
    expect((await recordedTypes(server, ana))[0]).toBe('password.reset');
    const [user] = await query('select password_changed_at from users where id = $1', [ana.userId]);
    expect(user.password_changed_at).toEqual(start);
  });

  it('gives an account without a password its first one', async () => {
    const gina = await server.signUp();
    expect((await confirm(await mailedToken(gina))).status).toBe(204);
    expect((await signIn(gina.email, better)).status).toBe(201);
  });

  it('works after 14:59 minutes', async () => {
    const token = await mailedToken(ana);
    later(15 * minuteMs - secondMs);
    expect((await confirm(token)).status).toBe(204);
  });

  it('does not work after 15:00 minutes', async () => {
    const token = await mailedToken(ana);
    const before = await hashOf(ana);
    later(15 * minuteMs);
    expect(codeOf(await confirm(token))).toEqual([410, 'password_reset_expired']);
    expect(await hashOf(ana)).toBe(before);
  });

  it('works once', async () => {
    const token = await mailedToken(ana);
    expect((await confirm(token)).status).toBe(204);
    const again = await confirm(token, 'another fine set of words');
    expect(codeOf(again)).toEqual([410, 'password_reset_expired']);
    expect((await signIn(ana.email, better)).status).toBe(201);
  });

  it('works with the newest link only', async () => {
    const first = await mailedToken(ana);
    later(minuteMs);
    const second = await mailedToken(ana);
    expect(codeOf(await confirm(first))).toEqual([410, 'password_reset_expired']);
    expect((await confirm(second)).status).toBe(204);
  });

  it('has one live link however the jobs of several requests are ordered', async () => {
    for (let tries = 0; tries < 4; tries += 1) await ask(ana.email);
    const rows = await query('select id from password_resets where email = $1 order by id desc', [
      ana.email,
    ]);
    await Promise.all(rows.map(({ id }) => preparePasswordReset(server.context, { resetId: id })));
    const live = await query(
      'select id from password_resets where user_id = $1 and consumed_at is null',
      [ana.userId],
    );
    expect(live).toEqual([rows[0]]);
    const tokens = await mailedTokens(ana.email);
    expect((await confirm(tokens.at(-1))).status).toBe(204);
  });

  it('is mailed once, however often its job runs', async () => {
    await ask(ana.email);
    const [{ id: resetId }] = await query('select id from password_resets where email = $1', [
      ana.email,
    ]);
    const run = () => preparePasswordReset(server.context, { resetId });
    await Promise.all(Array.from({ length: 8 }, run));
    const tokens = await mailedTokens(ana.email);
    expect(tokens).toHaveLength(1);
    expect((await confirm(tokens[0])).status).toBe(204);
    await run();
    expect(await mailedTokens(ana.email)).toEqual(tokens);
  });

  it('goes to the configured address of this installation, whatever host the request names', async () => {
    const evil = {
      host: 'evil.example',
      'x-forwarded-host': 'evil.example',
      forwarded: 'host=evil.example',
    };
    expect((await ask(ana.email, evil)).status).toBe(202);
    await prepareAll();
    const [mail] = await queuedMails(server, ana.email);
    expect(mail?.text).toContain('http://localhost:3000/reset-password#token=npr_');
    expect(mail?.text).not.toContain('evil');
  });

  it('takes look-alike and upper-case spellings for one account, and mails to its own address', async () => {
    const owner = ana.email.replace(/@.*/, '');
    for (const spelling of [ana.email.toUpperCase(), `${owner}@ｅxample.com`]) {
      expect((await ask(spelling)).status).toBe(202);
    }
    await prepareAll();
    expect(await mailedTokens(ana.email)).toHaveLength(1);
    const everyone = await query('select distinct recipient from emails where kind = $1', [
      'reset_password',
    ]);
    expect(everyone.map(({ recipient }) => recipient)).not.toContain(ana.email.toUpperCase());
  });

  it('ends what else could open the account: other links, pending factors, pending addresses', async () => {
    const token = await mailedToken(ana);
    const soon = new Date(start.getTime() + 10 * minuteMs);
    await query(
      `insert into email_changes (id, user_id, email, email_key, token_hash, expires_at, created_at)
       values ($1, $2, 'm@example.com', 'm@example.com', $3, $4, $5)`,
      [newId(), ana.userId, Buffer.from(newId()), soon, start],
    );
    await query(
      `insert into identity_links (token_hash, cookie_hash, user_id, issuer, subject, email, expires_at, created_at)
       values ($1, $1, $2, 'https://accounts.google.com', 'm', 'm@example.com', $3, $4)`,
      [Buffer.from(newId()), ana.userId, soon, start],
    );
    await query(
      `insert into challenges (token_hash, purpose, user_id, method, expires_at, created_at)
       values ($1, 'second-factor', $2, 'password', $3, $4)`,
      [Buffer.from(newId()), ana.userId, soon, start],
    );
    expect((await confirm(token)).status).toBe(204);
    for (const table of ['email_changes', 'identity_links', 'challenges', 'password_resets']) {
      const open = `select 1 from ${table} where user_id = $1 and consumed_at is null`;
      expect(await query(open, [ana.userId])).toEqual([]);
    }
  });
});

describe('a link that is used wrongly', () => {
  it('changes one password once, of many uses at the same moment', {
    timeout: 180_000,
  }, async () => {
    const uses = Number(process.env.RESET_USES ?? 10_000);
    const token = await mailedToken(ana);
    const words = Array.from({ length: uses }, (_, index) => `vier worte am fenster ${index}`);
    const answers = await Promise.all(words.map((wanted) => confirm(token, wanted)));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 204)).toHaveLength(1);
    for (const answer of answers.filter(({ status }) => status !== 204)) {
      expect([410, 503]).toContain(answer.status);
      if (answer.status === 503) expect(answer.headers.get('retry-after')).toMatch(/^[12]$/);
    }
    const events = await recordedTypes(server, ana);
    expect(events.filter((type) => type === 'password.reset')).toHaveLength(1);
    expect(
      (await mailKinds(server, ana)).filter((kind) => kind === 'password_changed'),
    ).toHaveLength(1);
    const winner = words[statuses.indexOf(204)] ?? '';
    expect((await signIn(ana.email, winner)).status).toBe(201);
  });

  it('is not used up by a thousand GET and HEAD requests of mail scanners', async () => {
    const token = await mailedToken(ana);
    const addresses = [
      `/v1/password-resets/confirmation?token=${token}`,
      '/v1/password-resets/confirmation',
      '/v1/password-resets',
      `/v1/password-resets/${token}`,
      `/reset-password?token=${token}`,
    ];
    for (let tries = 0; tries < 100; tries += 1) {
      for (const address of addresses) {
        for (const method of ['GET', 'HEAD']) {
          const { status } = await server.app.request(address, { method });
          expect([404, 405]).toContain(status);
        }
      }
    }
    expect((await confirm(token)).status).toBe(204);
  });

  it('stays good after a password that is refused', async () => {
    const token = await mailedToken(ana);
    const weak = await confirm(token, 'password2026!!');
    expect([weak.status, weak.json.errors[0].field]).toEqual([422, 'password']);
    expect((await confirm(token)).status).toBe(204);
  });

  it.each([
    ['has never been', () => `npr_${'A'.repeat(43)}`],
    ['is cut short', (token: string) => token.slice(0, -1)],
    ['is longer', (token: string) => `${token}A`],
    ['is written in capitals', (token: string) => token.toUpperCase()],
    ['has another prefix', (token: string) => token.replace('npr_', 'nrg_')],
  ])('is 410 where its token %s', async (_what, mutate) => {
    const token = await mailedToken(ana);
    expect(codeOf(await confirm(mutate(token)))).toEqual([410, 'password_reset_expired']);
    expect((await confirm(token)).status).toBe(204);
  });

  it.each([
    ['a NUL in the token', { token: `npr_${'\0'.repeat(40)}`, password: better }, 410],
    ['a NUL in the password', { password: 'four \0 words by the window' }, 204],
    ['an unpaired surrogate', { password: 'vier worte \ud800 am fenster' }, 422],
    ['an empty password', { password: '' }, 422],
    ['a password of 1 MB', { password: 'x'.repeat(1_000_000) }, 422],
    ['a body of 10 MB', { password: 'x'.repeat(10_000_000) }, 413],
    ['a password that is a number', { password: 123456789012 }, 422],
    ['a token that is a list', { token: ['npr_'], password: better }, 422],
    ['an unknown member', { password: better, userId: newId() }, 422],
  ])('answers %s clearly', async (_what, body, status) => {
    const token = await mailedToken(ana);
    const before = await hashOf(ana);
    const answer = await server.browser().request('POST', '/v1/password-resets/confirmation', {
      token,
      ...body,
    });
    expect(answer.status).toBe(status);
    if (status === 204) return;
    expect(await hashOf(ana)).toBe(before);
    expect((await confirm(token)).status).toBe(204);
  });
});

describe('a request for a reset', () => {
  it('does the same for an unknown address: status, body, headers, statements, rows', async () => {
    const of = async (email: string) => {
      const spy = vi.spyOn(pg.Client.prototype, 'query');
      const { status, bytes, headers } = await ask(email);
      const statements = spy.mock.calls.map(([first]: unknown[]) =>
        typeof first === 'object' && first && 'text' in first ? first.text : first,
      );
      spy.mockRestore();
      const rows = await query(
        'select user_id, token_hash, expires_at from password_resets where email = $1',
        [email],
      );
      return { status, bytes, headers: [...headers].sort(), statements, rows };
    };
    // The first request of all opens the connection.
    await ask(unknownAddress());
    const known = await of(ana.email);
    expect(known.statements.length).toBeGreaterThan(4);
    expect(await of(unknownAddress())).toEqual(known);
    expect(known.status).toBe(202);
  });

  it('sends nothing to an unknown address', async () => {
    const email = unknownAddress();
    await ask(email);
    await prepareAll();
    expect(await query('select 1 from emails where recipient = $1', [email])).toEqual([]);
    const [row] = await query('select * from password_resets where email = $1', [email]);
    expect(row).toMatchObject({ user_id: null, token_hash: null, expires_at: null });
  });

  it('is throttled alike for known and unknown addresses', async () => {
    for (const email of [ana.email, unknownAddress()]) {
      for (let tries = 0; tries < 5; tries += 1) expect((await ask(email)).status).toBe(202);
      const refused = await ask(email.toUpperCase());
      expect(codeOf(refused)).toEqual([429, 'too_many_attempts']);
      expect(refused.headers.get('retry-after')).toBe('300');
    }
    later(5 * minuteMs);
    expect((await ask(ana.email)).status).toBe(202);
  });

  it('cannot be kept from an owner by mails of another kind', async () => {
    const register = () =>
      server.browser().request('POST', '/v1/registrations', { email: ana.email });
    for (let tries = 0; tries < 5; tries += 1) expect((await register()).status).toBe(202);
    expect((await register()).status).toBe(429);
    expect((await ask(ana.email)).status).toBe(202);
  });

  it('is throttled by network address, whatever mailboxes it names', async () => {
    const from = (remoteAddress: string) =>
      server.app.request(
        '/v1/password-resets',
        {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ email: unknownAddress() }),
        },
        { incoming: { socket: { remoteAddress } } },
      );
    const answers = await Promise.all(Array.from({ length: 80 }, () => from('203.0.113.9')));
    const accepted = answers.filter(({ status }) => status === 202);
    expect([accepted.length, answers.length]).toEqual([60, 80]);
    expect((await from('203.0.113.10')).status).toBe(202);
  });

  it('is refused where the address is none, or another site sends it', async () => {
    for (const email of ['x', 'a@b', 'a\0b@example.com', 'a\ud800@example.com', '']) {
      expect((await ask(email)).status).toBe(422);
    }
    const foreign = await ask(ana.email, { 'sec-fetch-site': 'cross-site' });
    expect(codeOf(foreign)).toEqual([403, 'cross_site_request']);
    expect(await query('select 1 from password_resets where email = $1', [ana.email])).toEqual([]);
  });
});

describe('the browser of a reset', () => {
  it('is let in at once, however many strangers keep trying the account', async () => {
    const stranger: TestClient = server.browser();
    for (let tries = 0; tries < 6; tries += 1) await signIn(ana.email, `${password}r`, stranger);
    const own = server.browser();
    expect((await confirm(await mailedToken(ana), better, own)).status).toBe(204);
    for (let tries = 0; tries < 6; tries += 1) await signIn(ana.email, `${password}r`, stranger);
    expect((await signIn(ana.email, better, stranger)).status).toBe(429);
    expect((await signIn(ana.email, better, own)).status).toBe(201);
  });
});

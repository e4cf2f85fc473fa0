import type { KyselyPlugin } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#lib/ids.ts';
import type { SystemTx } from '#platform/db.ts';
import { startTestApp, type TestApp } from '../../../../tests/support/app.ts';
import { execute } from '../../../../tests/support/database.ts';
import { queuedMails } from '../../../../tests/support/queued-mails.ts';
import { insertRegistration, startRegistration } from './registrations.ts';

let server: TestApp;

beforeAll(async () => {
  server = await startTestApp();
});
afterAll(() => server.close());

const address = () => `new-${newId()}@example.com`;
const register = (email: string) =>
  server.anonymous.request('POST', '/v1/registrations', { email });
const confirm = (token: string | undefined, password?: string) =>
  server.anonymous.request(
    'POST',
    '/v1/registrations/confirmation',
    { token, password, name: 'Eva', workspaceName: 'Studio Eva' },
    // Each from a browser of its own.
    { cookie: '' },
  );

/** Writes a registration that needs no password, as one that came from Google. */
const registerWithIdentity = (email: string, subject: string) =>
  server.context.db.inSystem((tx) =>
    insertRegistration(tx, server.context, {
      email,
      language: 'en',
      identity: { issuer: 'https://accounts.google.com', subject },
    }),
  );

/** Runs a registration and names the statements that it took. */
async function statementsOf(email: string): Promise<string[]> {
  const statements: string[] = [];
  const record: KyselyPlugin = {
    transformQuery: ({ node }) => {
      statements.push(node.kind);
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  await server.context.db.inSystem((tx) =>
    startRegistration(tx.withPlugin(record) as SystemTx, server.context, { email, language: 'en' }),
  );
  return statements;
}

describe('a registration', () => {
  it('takes the same statements for a known address as for an unknown one', async () => {
    const known = await statementsOf((await server.signUp()).email);
    expect(known.length).toBeGreaterThan(3);
    expect(await statementsOf(address())).toEqual(known);
  });

  it('is confirmed once by 100 tries at once', async () => {
    const email = address();
    const token = await registerWithIdentity(email, newId());
    const answers = await Promise.all(Array.from({ length: 100 }, () => confirm(token)));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([201, ...Array(99).fill(410)]);
    const { rows } = await execute(
      server.database.superuserUrl,
      'select workspace_id from members join users on id = user_id where email = $1',
      [email],
    );
    expect(rows).toHaveLength(1);
  });

  it('is followed from the newest mail of a mailbox alone, however its address is written', async () => {
    const email = address();
    await register(email);
    await register(email.toUpperCase());
    const [older] = await queuedMails(server, email);
    const [newer] = await queuedMails(server, email.toUpperCase());
    const password = 'seven quiet herons by the lake';
    const refused = await confirm(older?.token, password);
    expect([refused.status, refused.json.code]).toEqual([410, 'registration_expired']);
    expect((await confirm(newer?.token, password)).status).toBe(201);
  });

  it('leaves alone the one of another mailbox', async () => {
    const token = await registerWithIdentity(address(), newId());
    await register(address());
    expect((await confirm(token)).status).toBe(201);
  });

  it('ends no registration that Google vouches for, and is ended by one', async () => {
    const email = address();
    const vouched = await registerWithIdentity(email, newId());
    await register(email);
    expect((await confirm(vouched)).status).toBe(201);
    const other = address();
    await register(other);
    await registerWithIdentity(other, newId());
    const [mail] = await queuedMails(server, other);
    expect((await confirm(mail?.token, 'seven quiet herons by the lake')).status).toBe(410);
  });

  it.each(['known', 'unknown'])(
    'sends five mails at once to an address that is %s, then one in five minutes',
    async (which) => {
      const email = which === 'known' ? (await server.signUp()).email : address();
      for (let mails = 0; mails < 5; mails += 1) expect((await register(email)).status).toBe(202);
      const refused = await register(email);
      expect([refused.status, refused.json.code]).toEqual([429, 'too_many_attempts']);
      expect(refused.headers.get('retry-after')).toBe('300');
      expect(await queuedMails(server, email)).toHaveLength(5);
      const now = server.clock.now;
      server.clock.now = new Date(now.getTime() + 300_000);
      expect((await register(email)).status).toBe(202);
      expect((await register(email)).status).toBe(429);
      server.clock.now = now;
    },
  );

  it('is not sent to ever more mailboxes from one address of the network', async () => {
    const outside = await startTestApp();
    outside.context.config.loopback = false;
    const from = async (ip: string) => {
      const body = { email: address() };
      const at = { 'x-real-ip': ip };
      return (await outside.anonymous.request('POST', '/v1/registrations', body, at)).status;
    };
    for (let mails = 0; mails < 60; mails += 1) expect(await from('203.0.113.9')).toBe(202);
    expect(await from('203.0.113.9')).toBe(429);
    expect(await from('203.0.113.10')).toBe(202);
    await outside.close();
  });
});

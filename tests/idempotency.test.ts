import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { signedInWorkRoute, sweepIdentity } from '#modules/identity/index.ts';
import { createHttpApp, type HttpApp } from '#platform/http/app.ts';
import type { Reply } from '#platform/http/route.ts';
import type { KeyedRequest } from '#platform/idempotency.ts';
import { logo } from './isolation/planted.ts';
import { connected } from './isolation/tables.ts';
import { type Answer, type Member, startTestApp, type TestApp } from './support/app.ts';
import { clientDetails, draft, furnish, issue } from './support/fixtures.ts';

let server: TestApp;
let ana: Member;
let clientId: string;

beforeAll(async () => {
  server = await startTestApp();
  ana = await server.signUp();
  clientId = await furnish(ana);
});
afterAll(() => server.close());

const keyed = (key: string) => ({ 'idempotency-key': key });
const addClient = (member: Member, key: string, body: unknown = clientDetails) =>
  member.request('POST', `${member.path}/clients`, body, keyed(key));
const isReplayed = ({ headers }: Answer) => headers.get('idempotency-replayed') === 'true';
const count = async (table: string) =>
  connected(server.database.superuserUrl, async (client) => {
    const { rows } = await client.query(`select count(*)::int as rows from ${table}`);
    return rows[0].rows as number;
  });
const travel = (hours: number) => {
  server.clock.now = new Date(server.clock.now.getTime() + hours * 3_600_000);
};

describe('a write with a key', () => {
  it('is done once, and answered the same as often as it is asked for', async () => {
    const before = await count('clients');
    const first = await addClient(ana, 'one');
    const again = await addClient(ana, 'one');
    expect([first.status, isReplayed(first)]).toEqual([201, false]);
    expect([again.status, isReplayed(again), again.json]).toEqual([201, true, first.json]);
    expect(await count('clients')).toBe(before + 1);
  });

  it('is done once when fifty ask at the same moment', async () => {
    const before = await count('clients');
    const answers = await Promise.all(Array.from({ length: 50 }, () => addClient(ana, 'fifty')));
    expect(new Set(answers.map(({ json }) => json.id)).size).toBe(1);
    expect(answers.filter((answer) => !isReplayed(answer))).toHaveLength(1);
    expect(await count('clients')).toBe(before + 1);
  });

  it('is done once when two processes get it at the same moment', async () => {
    const before = await count('payments');
    const { id } = await issue(ana, clientId);
    const other = await otherProcess();
    const pay = (app: HttpApp) =>
      app.request(`${ana.path}/invoices/${id}/payments`, {
        method: 'POST',
        headers: { cookie: ana.cookie, 'content-type': 'application/json', ...keyed('pay') },
        body: JSON.stringify({ amountMinor: 500, paidOn: '2026-11-22' }),
      });
    // Held up by a lock on the invoice, one has claimed the key and the other one waits for it.
    const answers = await connected(server.database.superuserUrl, async (client) => {
      await client.query('begin');
      await client.query('select 1 from invoices where id = $1 for update', [id]);
      const both = Promise.all([pay(server.app), pay(other.app)]);
      await expect.poll(waiting).toBe(2);
      await client.query('commit');
      return both;
    });
    const [one, two] = await Promise.all(answers.map((answer) => answer.json()));
    expect(one).toEqual(two);
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(await count('payments')).toBe(before + 1);
    await other.db.close();
  });

  it('keeps nothing of a request that was refused: the key stays free', async () => {
    const id = await draft(ana, clientId);
    const issuance = (body: unknown) =>
      ana.request('POST', `${ana.path}/invoices/${id}/issuance`, body, keyed('issuance'));
    expect((await issuance({ expectedTotalMinor: 1 })).json.code).toBe('total_mismatch');
    const issued = await issuance({});
    expect([issued.status, isReplayed(issued)]).toEqual([201, false]);
    const again = await issuance({});
    expect([again.json.number, isReplayed(again)]).toEqual([issued.json.number, true]);
  });

  it('is told from another request by method, path, query and body', async () => {
    const path = `${ana.path}/clients`;
    const first = await addClient(ana, 'told apart');
    const others: [string, string, unknown][] = [
      ['POST', path, { ...clientDetails, name: 'Another' }],
      ['POST', `${ana.path}/invoices`, { clientId }],
      ['PATCH', `${path}/${first.json.id}`, { name: 'Another' }],
      ['DELETE', `${path}/${first.json.id}`, undefined],
    ];
    for (const [method, path, body] of others) {
      const refused = await ana.request(method, path, body, keyed('told apart'));
      expect([refused.status, refused.json.code]).toEqual([422, 'idempotency_key_reused']);
    }
    expect((await addClient(ana, 'told apart')).json).toEqual(first.json);
  });

  it('works again a day later, swept or not', async () => {
    const first = await addClient(ana, 'a day');
    await refreshed(23.9, ana);
    expect(isReplayed(await addClient(ana, 'a day'))).toBe(true);
    await refreshed(0.2, ana);
    const later = await addClient(ana, 'a day');
    expect([later.status, isReplayed(later)]).toEqual([201, false]);
    expect(later.json.id).not.toBe(first.json.id);
    travel(25);
    await sweepIdentity(server.context);
    expect(await count('idempotency_keys')).toBe(0);
    await refreshed(0, ana);
  });
});

/** How many connections wait for a lock; asked anew each time, since a transaction sees one moment only. */
const waiting = () =>
  connected(server.database.superuserUrl, async (client) => {
    const { rows } = await client.query(
      `select count(*)::int as waiting from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return rows[0].waiting as number;
  });

/** The same program with memory of its own, over the same database. */
async function otherProcess() {
  vi.resetModules();
  const { openDatabase } = await import('#platform/db.ts');
  const { createHttpApp } = await import('#platform/http/app.ts');
  const { routes } = await import('../src/app.ts');
  const { onceAround } = await import('#platform/idempotency.ts');
  const db = openDatabase(server.database.runtimeUrl);
  const context = { ...server.context, db };
  return { app: createHttpApp(routes, context), db, context, onceAround };
}

/** Travels and renews the access, which lasts ten minutes. */
async function refreshed(hours: number, member: Member): Promise<void> {
  travel(hours);
  const answer = await member.request('POST', '/v1/sessions/refresh');
  expect(answer.status).toBe(200);
}

describe('a key', () => {
  it('has 1 to 255 printable ASCII characters', async () => {
    const wrong = ['', 'ä', 'a\tb', 'a'.repeat(256)];
    const before = await count('clients');
    for (const key of wrong) {
      const refused = await addClient(ana, key);
      expect([key, refused.status, refused.json.code]).toEqual([
        key,
        400,
        'invalid_idempotency_key',
      ]);
    }
    expect(await count('clients')).toBe(before);
    for (const key of ['x', '"quoted"', 'with spaces ~!', 'a'.repeat(255)]) {
      expect((await addClient(ana, key)).status).toBe(201);
    }
  });

  it('is of one person in one workspace: the same text elsewhere is another key', async () => {
    const eva = await server.join(ana.workspaceId, 'member');
    const bob = await server.signUp();
    const first = await addClient(ana, 'shared');
    for (const other of [eva, bob]) {
      const own = await addClient(other, 'shared');
      expect([own.status, isReplayed(own)]).toEqual([201, false]);
      expect(own.json.id).not.toBe(first.json.id);
    }
    const personal = (member: Member) =>
      member.request('PATCH', '/v1/me', { name: 'Same' }, keyed('shared'));
    for (const member of [ana, eva]) expect(isReplayed(await personal(member))).toBe(false);
    expect((await personal(ana)).json.id).toBe(ana.userId);
  });

  it('answers nothing to somebody who is no member any more, or whose role was taken away', async () => {
    const eva = await server.join(ana.workspaceId, 'member');
    expect((await addClient(eva, 'left')).status).toBe(201);
    const change = (sql: string) =>
      connected(server.database.superuserUrl, (client) =>
        client.query(sql, [ana.workspaceId, eva.userId]),
      );
    const mine = 'where workspace_id = $1 and user_id = $2';
    await change(`update members set role = 'accountant' ${mine}`);
    expect((await addClient(eva, 'left')).json.code).toBe('not_allowed');
    await change(`delete from members ${mine}`);
    expect((await addClient(eva, 'left')).json.code).toBe('workspace_not_found');
  });

  it('is ignored by what only reads, and by what can be repeated without harm', async () => {
    const list = () => ana.request('GET', `${ana.path}/clients`, undefined, keyed('read'));
    const preview = () =>
      ana.request('POST', `${ana.path}/invoices/preview`, { clientId }, keyed('read'));
    for (const ask of [list, list, preview, preview]) {
      const answer = await ask();
      expect([answer.status, isReplayed(answer)]).toEqual([200, false]);
    }
  });

  it('is kept with nothing of the request or the answer to be read', async () => {
    const name = 'Unmistakable GmbH';
    const { json } = await addClient(ana, 'sealed', { ...clientDetails, name });
    const { rows } = await connected(server.database.superuserUrl, (client) =>
      client.query(`select encode(sealed_reply, 'escape') || encode(request_hash, 'escape') as text
        from idempotency_keys where key = 'sealed'`),
    );
    expect(rows).toHaveLength(1);
    expect(rows[0].text).not.toContain(name);
    expect(rows[0].text).not.toContain(json.id);
  });

  it('still answers when the secret has been renewed', async () => {
    const first = await addClient(ana, 'renewed');
    const { secrets } = server.context;
    const before = secrets.sealingKeys;
    secrets.sealingKeys = [randomBytes(32), ...before];
    expect((await addClient(ana, 'renewed')).json).toEqual(first.json);
    secrets.sealingKeys = before;
  });
});

describe('work of several transactions', () => {
  const putLogo = (key: string) =>
    ana.request('PUT', `${ana.path}/logo`, logo, { 'content-type': 'image/png', ...keyed(key) });

  it('is done once, too', async () => {
    const first = await putLogo('logo');
    const again = await putLogo('logo');
    expect([again.status, again.json]).toEqual([first.status, first.json]);
    expect([isReplayed(first), isReplayed(again)]).toEqual([false, true]);
  });

  it('refuses a second one meanwhile, and is taken over from a process that died', async () => {
    const eva = await server.signUp();
    const { route, begun, release } = slowRoute();
    const other = await otherProcess();
    const first = post(eva, createHttpApp([route], server.context));
    await begun;
    const elsewhere = createHttpApp([slowRoute().route], server.context);
    const meanwhile = await otherOnce(eva, other, () => expect.fail('worked twice'));
    expect(meanwhile).toMatchObject({ code: 'request_in_progress', status: 409 });
    travel(2 / 60);
    // A minute without a reply: whoever claimed it is taken for dead.
    const takenOver = { json: { work: 'taken over' } };
    expect(await otherOnce(eva, other, async () => takenOver)).toEqual(takenOver);
    release();
    // Both have worked, which is why such routes can be repeated; what took over has the last word.
    expect(await (await first).json()).toEqual({ work: 'first' });
    expect(await (await post(eva, elsewhere)).json()).toEqual(takenOver.json);
    await other.db.close();
  });

  const post = (member: Member, app: HttpApp) =>
    app.request('/v1/slow', {
      method: 'POST',
      headers: { cookie: member.cookie, ...keyed('slow') },
    });

  /** A route that says when it has begun and waits until it is released. */
  function slowRoute() {
    const begun = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    const route = signedInWorkRoute({
      method: 'post',
      path: '/v1/slow',
      summary: 'Waits',
      async handle(enter) {
        begun.resolve();
        await released.promise;
        return enter(async () => ({ json: { work: 'first' } }));
      },
    });
    return { route, begun: begun.promise, release: released.resolve };
  }

  /** The same request as another process works on it. */
  async function otherOnce(
    { userId }: Member,
    { db, context, onceAround }: Awaited<ReturnType<typeof otherProcess>>,
    work: () => Promise<Reply<unknown>>,
  ) {
    const { rows } = await connected(server.database.superuserUrl, (client) =>
      client.query(`select request_hash from personal_idempotency_keys where key = 'slow'`),
    );
    const request = { owner: { userId }, key: 'slow', hashes: [rows[0].request_hash] };
    return onceAround(db.inSystem, { ...request, context } as KeyedRequest, work).catch(
      (error: unknown) => error,
    );
  }

  it('frees its key where it is refused', async () => {
    const set = (newPassword: string) =>
      ana.request('PUT', '/v1/password', { newPassword }, keyed('password'));
    const refused = await set('short');
    expect([refused.status, refused.json.code]).toEqual([403, 'confirmation_required']);
    expect(await count(`personal_idempotency_keys where key = 'password'`)).toBe(0);
  });
});

describe('a personal write', () => {
  it('that moves into a workspace keeps its reply with the person', async () => {
    const create = (key: string) =>
      ana.request('POST', '/v1/workspaces', { legalName: 'Second', country: 'DE' }, keyed(key));
    const before = await count('workspaces');
    const first = await create('second');
    const again = await create('second');
    expect([again.status, again.json, isReplayed(again)]).toEqual([201, first.json, true]);
    expect(await count('workspaces')).toBe(before + 1);
  });

  it('never brings a cookie back', async () => {
    const eva = await server.signUp();
    const out = await eva.request('DELETE', '/v1/sessions/current', undefined, keyed('out'));
    expect(out.headers.getSetCookie()).toHaveLength(2);
    const again = await eva.request('DELETE', '/v1/sessions/current', undefined, keyed('out'));
    expect([again.status, again.headers.getSetCookie()]).toEqual([401, []]);
  });
});

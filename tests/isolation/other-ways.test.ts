import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#lib/ids.ts';
import { closeRenderers } from '#modules/documents/index.ts';
import { jobHandlers } from '../../src/jobs.ts';
import { type Member, startTestApp, type TestApp } from '../support/app.ts';
import { clientDetails, issue } from '../support/fixtures.ts';
import { type Oracle, openOracle } from './oracle.ts';
import { type Planted, plant } from './planted.ts';
import { connected, hashRows } from './tables.ts';

let server: TestApp;
let ana: Member;
let bob: Member;
let anas: Planted;
let bobs: Planted;
let oracle: Oracle;

beforeAll(async () => {
  server = await startTestApp();
  ana = await server.signUp('A');
  bob = await server.signUp('B');
  anas = await plant(server, ana, 'anemone');
  bobs = await plant(server, bob, 'buttercup');
  oracle = await openOracle(server.database, bobs, anas);
});
afterAll(async () => {
  await server.close();
  await closeRenderers();
});

/** Fails where something of Bob's comes out, or his rows are not what they were. */
async function withoutBob(work: () => Promise<unknown>): Promise<void> {
  const before = await hashRows(server.database, bobs.workspaceId);
  const seen = await work();
  expect(oracle.find(JSON.stringify(seen) ?? '')).toEqual([]);
  expect(await hashRows(server.database, bobs.workspaceId)).toBe(before);
}

describe('a cursor', () => {
  it.each(['/clients', '/invoices', '/audit-events'])(
    'of another workspace’s %s shows one’s own rows only',
    async (list) => {
      const first = await bob.request('GET', `${bob.path}${list}?limit=1`);
      const { nextCursor } = first.json;
      expect(nextCursor).toEqual(expect.any(String));
      const rows = await ana.request('GET', `${ana.path}${list}?cursor=${nextCursor}&limit=100`);
      expect(rows.status).toBe(200);
      const all = await ana.request('GET', `${ana.path}${list}?limit=100`);
      for (const item of rows.json.items) expect(all.json.items).toContainEqual(item);
      await withoutBob(async () => rows.json);
    },
  );
});

describe('a search', () => {
  it.each(['/clients?q=', '/invoices?q='])(
    'by another workspace’s word in %s finds nothing, and one’s own word does',
    async (search) => {
      const own = await ana.request('GET', `${ana.path}${search}${anas.word}`);
      expect(own.json.items.length).toBeGreaterThan(0);
      for (const q of [bobs.word, 'butter', bobs.clientId, bobs.colleague.email]) {
        const found = await ana.request('GET', `${ana.path}${search}${q}`);
        expect(found.json.items).toEqual([]);
      }
    },
  );
});

describe('an Idempotency-Key', () => {
  it('of another workspace is a key like any other: nothing is repeated, nothing collides', async () => {
    const headers = { 'idempotency-key': 'the same words' };
    const body = { ...clientDetails, name: `${bobs.word} once` };
    const add = (member: Member, sent: object = body) =>
      member.request('POST', `${member.path}/clients`, sent, headers);
    const bobsAnswer = await add(bob);
    expect(bobsAnswer.status).toBe(201);
    expect((await add(bob)).json).toEqual(bobsAnswer.json);
    const anasAnswer = await add(ana, { ...clientDetails, name: 'Another body' });
    expect([anasAnswer.status, anasAnswer.json.name]).toEqual([201, 'Another body']);
    expect(anasAnswer.json.id).not.toBe(bobsAnswer.json.id);
  });

  it('does not let somebody in who was a member when they used it', async () => {
    const guest = await server.join(bob.workspaceId, 'member');
    const headers = { 'idempotency-key': 'used as a guest' };
    const add = () => guest.request('POST', `${bob.path}/clients`, clientDetails, headers);
    expect((await add()).status).toBe(201);
    await server.context.db.inSystem((tx) =>
      tx.deleteFrom('members').where('user_id', '=', guest.userId).execute(),
    );
    const again = await add();
    expect([again.status, again.json.code]).toEqual([404, 'workspace_not_found']);
  });
});

describe('a job', () => {
  it('whose payload names one workspace and another one’s invoice does nothing to either', async () => {
    const before = await hashRows(server.database, anas.workspaceId);
    const handlers = jobHandlers(server.context);
    const mixed = { workspaceId: anas.workspaceId, invoiceId: bobs.issuedId };
    await withoutBob(async () => {
      const error = await handlers['documents.produce']?.(mixed).catch((error: Error) => error);
      expect(error).toMatchObject({ status: 404 });
      return (error as Error).message;
    });
    expect(await hashRows(server.database, anas.workspaceId)).toBe(before);
    expect(await server.context.store.get(`ws/${anas.workspaceId}/${bobs.issuedId}`)).toBe(
      undefined,
    );
  });

  it('names the workspace in which it was made, in every payload', async () => {
    await issue(ana, anas.clientId, { subject: 'One more' });
    const rows = await connected(server.database.superuserUrl, async (client) => {
      const jobs = await client.query(
        'select payload::text as text, payload from graphile_worker._private_jobs',
      );
      return jobs.rows;
    });
    const ofBob = rows.filter(({ text }) => oracle.find(text).length > 0);
    expect(ofBob.length).toBeGreaterThan(0);
    for (const { payload } of ofBob) expect(payload.workspaceId).toBe(bobs.workspaceId);
  });
});

describe('a storage key', () => {
  it('begins with the workspace, and a row cannot point to another one’s object', async () => {
    const { rows } = await connected(server.database.superuserUrl, (client) =>
      client.query('select workspace_id, object_key from document_versions'),
    );
    expect(rows.length).toBeGreaterThanOrEqual(2);
    for (const { workspace_id, object_key } of rows) {
      expect(object_key.startsWith(`ws/${workspace_id}/`)).toBe(true);
    }
  });

  it('cannot be reached by a path, whichever way it is written', async () => {
    const key = `ws/${bobs.workspaceId}/${bobs.issuedId}`;
    const climbs = [
      `${ana.path}/invoices/${encodeURIComponent(`../../${key}`)}/pdf`,
      `${ana.path}/logo/../../../${key}`,
      `${ana.path}/invoices/..%2f..%2f${encodeURIComponent(key)}/pdf`,
      `${ana.path}/invoices/${bobs.issuedId}/pdf`,
      `${ana.path}/invoices/${bobs.issuedId}/pages`,
    ];
    await withoutBob(async () => {
      const answers = [];
      for (const path of climbs) {
        const { status, json } = await ana.request('GET', path);
        expect(status).toBe(404);
        answers.push(json);
      }
      return answers;
    });
    expect(() => server.context.store.get(`../${key}`)).toThrow('leaves the store');
  });
});

describe('an export', () => {
  it.each(['/exports/invoices', '/audit-events/export'])(
    'of %s holds one’s own rows only, whoever asks for whatever',
    async (path) => {
      const own = await ana.request('GET', `${ana.path}${path}`);
      expect(own.status).toBe(200);
      expect(Buffer.from(own.bytes).toString()).toContain(anas.word);
      await withoutBob(async () => Buffer.from(own.bytes).toString());
      const foreign = await ana.request('GET', `${bob.path}${path}`);
      const unknown = await ana.request('GET', `/v1/workspaces/${newId()}${path}`);
      expect([foreign.status, foreign.json]).toEqual([404, unknown.json]);
    },
  );
});

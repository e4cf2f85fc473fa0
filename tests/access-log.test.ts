import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#lib/ids.ts';
import { revokeAccess } from '#modules/access/index.ts';
import { accessLogSchema, accessStatementPageSchema } from '#modules/access/schema.ts';
import {
  type AccessDesk,
  ask,
  askApproved,
  openDesk,
  openGrant,
  statementsOf,
} from './support/access.ts';
import { type Member, startTestApp, type TestApp } from './support/app.ts';
import { gateUrl } from './support/psql.ts';
import { queuedMails } from './support/queued-mails.ts';

let server: TestApp;
let desk: AccessDesk;
let ana: Member;
let bob: Member;

beforeAll(async () => {
  server = await startTestApp();
  server.clock.now = new Date();
  desk = await openDesk(server);
  ana = await server.signUp('Studio Ana');
  bob = await server.signUp('Atelier Bob');
});
afterAll(async () => {
  await desk.access.owner.close();
  await server.close();
});

const logOf = async (member: Member, query = '') =>
  (await member.request('GET', `${member.path}/access-log${query}`)).json;

/** Opens an access, runs these statements and ends it; returns the grant's id. */
async function use(member: Member, statements: string[]): Promise<string> {
  const grantId = await askApproved(desk, { workspaceId: member.workspaceId });
  const opened = await openGrant(desk, grantId);
  const client = new pg.Client({ connectionString: gateUrl(opened) });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
  opened.stop();
  await opened.ended;
  return grantId;
}

describe('the access log', () => {
  it('shows what was asked for, approved, opened, ended and revoked', async () => {
    const owner = await server.signUp('Five grants');
    const { workspaceId } = owner;
    const asked = await ask(desk, { workspaceId, ticket: 'Straße №7', minutes: 5 });
    const approved = await askApproved(desk, { workspaceId });
    const open = await openGrant(desk, await askApproved(desk, { workspaceId }));
    const ended = await use(owner, ['select 1']);
    const revoked = await askApproved(desk, { workspaceId });
    await revokeAccess(desk.access, revoked, 'Jan Krol');
    const log = accessLogSchema.parse(await logOf(owner));
    const states = log.items.map(({ state, statements }) => [state, statements]);
    expect(states).toEqual([
      ['revoked', 0],
      ['ended', 1],
      ['open', 0],
      ['approved', 0],
      ['requested', 0],
    ]);
    const byId = new Map(log.items.map((item) => [item.id, item]));
    expect(byId.get(asked)).toMatchObject({
      engineer: 'Eva Lind',
      approver: null,
      reason: 'incident',
      ticket: 'Straße №7',
      requestedAt: server.clock.now.toISOString(),
      approvedAt: null,
    });
    expect(byId.get(approved)).toMatchObject({ approver: 'Jan Krol', openedAt: null });
    expect(byId.get(ended)?.endedAt).toBe(server.clock.now.toISOString());
    expect(log.items[2]).toMatchObject({ expiresAt: open.expiresAt.toISOString(), endedAt: null });
    open.stop();
    await open.ended;
  });

  it('ends an approval that nobody used within twelve hours', async () => {
    const owner = await server.signUp('Lapsed');
    await askApproved(desk, { workspaceId: owner.workspaceId });
    const { now } = server.clock;
    server.clock.now = new Date(now.getTime() + 12 * 3_600_000);
    await owner.request('POST', '/v1/sessions/refresh');
    const [item] = (await logOf(owner)).items;
    server.clock.now = now;
    expect(item).toMatchObject({
      state: 'ended',
      openedAt: null,
      endedAt: new Date(now.getTime() + 12 * 3_600_000).toISOString(),
    });
  });

  it('is paged, and so are the statements of a grant, in their order', async () => {
    const statements = ['select 1', 'select 2, 2', 'select 3', 'select 4', 'select 5'];
    const grantId = await use(ana, statements);
    await use(ana, []);
    const first = await logOf(ana, '?limit=1');
    const second = await logOf(ana, `?limit=1&cursor=${first.nextCursor}`);
    expect([second.items[0].id, second.nextCursor]).toEqual([grantId, null]);

    const path = `${ana.path}/access-log/${grantId}/statements`;
    const seen: string[] = [];
    let cursor = '';
    for (let page = 0; page < 3; page += 1) {
      const answer = await ana.request('GET', `${path}?limit=2${cursor}`);
      const { items, nextCursor } = accessStatementPageSchema.parse(answer.json);
      seen.push(...items.map(({ statement, outcome }) => `${statement}: ${outcome}`));
      cursor = `&cursor=${nextCursor}`;
    }
    expect(seen).toEqual(statements.map((statement) => `${statement}: SELECT 1`));
    expect(cursor).toBe('&cursor=null');
  });

  it('is the owner’s and the admins’ to see, and of their own workspace only', async () => {
    const grantId = await use(ana, ['select 1']);
    const paths = ['access-log', `access-log/${grantId}/statements`];
    const statuses = async (member: Member) =>
      Promise.all(
        paths.map(async (path) => (await member.request('GET', `${member.path}/${path}`)).status),
      );
    expect(await statuses(ana)).toEqual([200, 200]);
    expect(await statuses(await server.join(ana.workspaceId, 'admin'))).toEqual([200, 200]);
    expect(await statuses(await server.join(ana.workspaceId, 'member'))).toEqual([403, 403]);
    expect(await statuses(await server.join(ana.workspaceId, 'accountant'))).toEqual([403, 403]);
    expect(await statuses(bob)).toEqual([200, 404]);
    expect((await logOf(bob)).items).toEqual([]);
    const unknown = await ana.request('GET', `${ana.path}/access-log/${newId()}/statements`);
    const foreign = await bob.request('GET', `${bob.path}/access-log/${grantId}/statements`);
    expect(foreign.json).toEqual(unknown.json);
  });

  it('rests on the audit trail, in which every step is a link of the chain', async () => {
    const owner = await server.signUp('Trail');
    const grantId = await use(owner, ["select 'café'"]);
    const events = await owner.request('GET', `${owner.path}/audit-events?subjectType=access`);
    const items = events.json.items.reverse();
    const told = items.map(({ type, actor }: { type: string; actor: string }) => [type, actor]);
    expect(told).toEqual([
      ['access.requested', 'Eva Lind (Numirio)'],
      ['access.approved', 'Jan Krol (Numirio)'],
      ['access.opened', 'Eva Lind (Numirio)'],
      ['access.statement', 'Eva Lind (Numirio)'],
      ['access.result', 'Eva Lind (Numirio)'],
      ['access.closed', 'Eva Lind (Numirio)'],
    ]);
    expect(new Set(items.map(({ subjectId }: { subjectId: string }) => subjectId))).toEqual(
      new Set([grantId]),
    );
    expect(items[3].data).toMatchObject({ statement: "select 'café'" });
    expect(items[4].data).toMatchObject({ rows: 1, outcome: 'SELECT 1', sqlState: null });
    expect(items[5].data).toMatchObject({ statements: 1, rows: 1, revoked: false });
    expect(await statementsOf(owner, grantId)).toHaveLength(1);
  });
});

describe('the owners of a workspace', () => {
  it('are told by mail when an access opens, and when it has ended', async () => {
    const owner = await server.signUp('Told');
    const second = await server.join(owner.workspaceId, 'owner');
    const admin = await server.join(owner.workspaceId, 'admin');
    const grantId = await askApproved(desk, { workspaceId: owner.workspaceId, ticket: 'T-4711' });
    expect(await queuedMails(server, owner.email)).toEqual([]);
    const opened = await openGrant(desk, grantId);
    const [told] = await queuedMails(server, owner.email);
    expect(told).toMatchObject({ kind: 'access_opened' });
    for (const fact of ['Eva Lind', 'Jan Krol', 'A fault in our service', 'T-4711', 'Told']) {
      expect(told?.text).toContain(fact);
    }
    expect(told?.text).toContain(`http://localhost:3000/w/${owner.workspaceId}/settings/access`);
    opened.stop();
    await opened.ended;
    const mails = await queuedMails(server, second.email);
    expect(mails.map(({ kind }) => kind)).toEqual(['access_opened', 'access_ended']);
    expect(mails[1]?.text).toContain('Nothing was looked up.');
    expect(await queuedMails(server, admin.email)).toEqual([]);
  });
});

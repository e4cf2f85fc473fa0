import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '#lib/ids.ts';
import { type Member, startTestApp, type TestApp } from '../../../tests/support/app.ts';
import { execute } from '../../../tests/support/database.ts';
import { confirmSessions, queuedMails } from '../../../tests/support/queued-mails.ts';

let server: TestApp;
let ana: Member;
const start = new Date('2026-11-22T12:00:00Z');
const dueAt = new Date('2026-12-06T12:00:00Z');

beforeAll(async () => {
  server = await startTestApp();
});
beforeEach(async () => {
  server.clock.now = start;
  ana = await server.signUp();
  await confirmSessions(server, ana.userId);
});
afterAll(() => server.close());

const ask = (member: Member) => member.request('POST', '/v1/account-deletion');
const keep = (member: Member) => member.request('DELETE', '/v1/account-deletion');
const me = async (member: Member) => (await member.request('GET', '/v1/me')).json;
const kinds = async (member: Member) =>
  (await queuedMails(server, member.email)).map(({ kind }) => kind);

/** Somebody new in Ana's workspace, confirmed just now. */
async function join(role: 'owner' | 'admin' | 'member' | 'accountant'): Promise<Member> {
  const member = await server.join(ana.workspaceId, role);
  await confirmSessions(server, member.userId);
  return member;
}

describe('the deletion of an account', () => {
  it('is scheduled in fourteen days, shown and told, and everything works until then', async () => {
    const asked = await ask(ana);
    expect([asked.status, asked.json]).toEqual([202, { dueAt: dueAt.toISOString() }]);
    expect((await me(ana)).deletionDueAt).toBe(dueAt.toISOString());
    expect(await kinds(ana)).toEqual(['deletion_scheduled']);
    expect((await ana.request('PATCH', ana.path, { phone: '1' })).status).toBe(200);
    const events = await ana.request('GET', '/v1/security-events');
    expect(events.json.items).toMatchObject([
      { type: 'account.deletion_scheduled', data: { dueAt: dueAt.toISOString() } },
    ]);
  });

  it('keeps its day when it is asked for again, and tells once', async () => {
    await ask(ana);
    server.clock.now = new Date(start.getTime() + 60_000);
    expect((await ask(ana)).json.dueAt).toBe(dueAt.toISOString());
    expect(await kinds(ana)).toEqual(['deletion_scheduled']);
  });

  it('needs a session that was confirmed just now; keeping the account does not', async () => {
    const bob = await server.signUp();
    const refused = await ask(bob);
    expect([refused.status, refused.json.code]).toEqual([403, 'confirmation_required']);
    expect((await me(bob)).deletionDueAt).toBe(null);
    await ask(ana);
    server.clock.now = new Date(start.getTime() + 600_000);
    expect((await keep(ana)).status).toBe(204);
  });

  it('is cancelled by its own account, told once, and starts afresh when asked for again', async () => {
    await ask(ana);
    const bob = await server.signUp();
    expect((await keep(bob)).status).toBe(204);
    expect((await me(ana)).deletionDueAt).toBe(dueAt.toISOString());
    for (const _ of [1, 2]) expect((await keep(ana)).status).toBe(204);
    expect((await me(ana)).deletionDueAt).toBe(null);
    expect(await kinds(ana)).toEqual(['deletion_scheduled', 'deletion_cancelled']);
    expect(await kinds(bob)).toEqual([]);
    server.clock.now = new Date(start.getTime() + 60_000);
    expect((await ask(ana)).json.dueAt).toBe(new Date(dueAt.getTime() + 60_000).toISOString());
  });

  it('is closed to whoever is not signed in', async () => {
    for (const method of ['POST', 'DELETE']) {
      const answer = await server.anonymous.request(method, '/v1/account-deletion');
      expect([answer.status, answer.json.code]).toEqual([401, 'not_signed_in']);
    }
  });

  it('is refused while others would be left without an owner, naming the workspaces', async () => {
    const second = await ana.request('POST', '/v1/workspaces', { legalName: 'Second' });
    const eva = await join('admin');
    await execute(
      server.database.superuserUrl,
      `insert into members (workspace_id, user_id, role) values ($1, $2, 'accountant')`,
      [second.json.id, eva.userId],
    );
    const refused = await ask(ana);
    expect([refused.status, refused.json.code]).toEqual([409, 'workspaces_need_owner']);
    expect(refused.json.workspaces).toEqual([
      { id: second.json.id, legalName: 'Second' },
      { id: ana.workspaceId, legalName: 'Studio Ana' },
    ]);
    expect((await me(ana)).deletionDueAt).toBe(null);
    expect(await kinds(ana)).toEqual([]);
    // Eva owns none of them, so she may go at any time.
    expect((await ask(eva)).status).toBe(202);
  });

  it('is open to one of two owners', async () => {
    await join('owner');
    await join('member');
    expect((await ask(ana)).status).toBe(202);
  });

  it('names an unknown field', async () => {
    const answer = await ana.request('POST', '/v1/account-deletion', { dueAt: start, id: newId() });
    expect(answer.status).toBe(422);
    expect((await me(ana)).deletionDueAt).toBe(null);
  });
});

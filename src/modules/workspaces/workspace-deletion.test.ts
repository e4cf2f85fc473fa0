import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '#lib/ids.ts';
import { closeRenderers } from '#modules/documents/index.ts';
import { type Member, startTestApp, type TestApp } from '../../../tests/support/app.ts';
import { execute } from '../../../tests/support/database.ts';
import { draft, furnish, issue } from '../../../tests/support/fixtures.ts';
import { confirmSessions, queuedMails } from '../../../tests/support/queued-mails.ts';
import { inviteByMail, setPlan } from '../../../tests/support/team.ts';
import { jobHandlers } from '../../jobs.ts';
import { deleteDueAccounts } from './due-deletions.ts';
import { deleteDueWorkspaces } from './workspace-deletion.ts';

let server: TestApp;
let ana: Member;
let eva: Member;
const start = new Date('2026-11-22T12:00:00Z');
const dueAt = new Date('2026-12-06T12:00:00Z');

beforeAll(async () => {
  server = await startTestApp();
});
beforeEach(async () => {
  server.clock.now = start;
  ana = await server.signUp();
  await setPlan(server, ana.workspaceId, 'team');
  eva = await server.join(ana.workspaceId, 'member');
});
afterAll(async () => {
  await server.close();
  await closeRenderers();
});

const rows = async (statement: string, values: unknown[] = [ana.workspaceId]) =>
  (await execute(server.database.superuserUrl, statement, values)).rows;
const schedule = async () => {
  await confirmSessions(server, ana.userId);
  return ana.request('POST', `${ana.path}/deletion`, {});
};
const keep = (member = ana) => member.request('DELETE', `${ana.path}/deletion`);
const run = () => deleteDueWorkspaces(server.context);
const kinds = async ({ email }: Member) =>
  (await queuedMails(server, email)).map(({ kind }) => kind);
const eventTypes = async () =>
  (await rows('select type from audit_events where workspace_id = $1 order by sequence')).map(
    ({ type }) => type,
  );
const closings = () =>
  rows(
    `select payload from graphile_worker._private_jobs j
     join graphile_worker._private_tasks t on t.id = j.task_id
     where t.identifier = 'workspace.closed' and payload ->> 'workspaceId' = $1`,
  );

describe('the deletion of a workspace', () => {
  it('is for an owner who has just proved who they are', async () => {
    const asked = await ana.request('POST', `${ana.path}/deletion`, {});
    expect([asked.status, asked.json.code]).toEqual([403, 'confirmation_required']);
    const admin = await server.join(ana.workspaceId, 'admin');
    await confirmSessions(server, admin.userId);
    const refused = await admin.request('POST', `${ana.path}/deletion`, {});
    expect([refused.status, refused.json.code]).toEqual([403, 'not_allowed']);
    const outside = await server.signUp();
    expect((await outside.request('POST', `${ana.path}/deletion`, {})).status).toBe(404);
    expect((await ana.request('GET', ana.path)).json.deletionDueAt).toBeNull();
  });

  it('waits 14 days, is told to everybody, and asking twice changes nothing', async () => {
    const asked = await schedule();
    expect([asked.status, asked.json]).toEqual([202, { dueAt: dueAt.toISOString() }]);
    expect((await ana.request('GET', ana.path)).json.deletionDueAt).toBe(dueAt.toISOString());
    server.clock.now = new Date(start.getTime() + 60_000);
    expect((await schedule()).json).toEqual({ dueAt: dueAt.toISOString() });
    for (const member of [ana, eva]) {
      expect(await kinds(member)).toEqual(['workspace_deletion_scheduled']);
    }
    server.clock.now = new Date(dueAt.getTime() - 1);
    await run();
    expect(await rows('select from members where workspace_id = $1')).toHaveLength(2);
    expect((await eventTypes()).at(-1)).toBe('workspace.deletion_scheduled');
  });

  it('can be taken back by any owner, without another proof', async () => {
    await schedule();
    const other = await server.join(ana.workspaceId, 'owner');
    expect((await keep(eva)).status).toBe(403);
    expect((await keep(other)).status).toBe(204);
    expect((await keep()).status).toBe(204);
    server.clock.now = dueAt;
    await run();
    expect(await rows('select from members where workspace_id = $1')).toHaveLength(3);
    for (const member of [ana, eva]) {
      expect(await kinds(member)).toEqual([
        'workspace_deletion_scheduled',
        'workspace_deletion_cancelled',
      ]);
    }
    expect((await eventTypes()).at(-1)).toBe('workspace.deletion_cancelled');
  });

  it('puts everybody out, ends what is open, and keeps what the law asks for', async () => {
    const clientId = await furnish(ana);
    await draft(ana, clientId);
    const issued = await issue(ana, clientId);
    const invited = `${newId()}@example.com`;
    const token = await inviteByMail(server, ana, invited, 'member');
    await confirmSessions(server, ana.userId);
    await ana.request('POST', `${ana.path}/ownership-transfer`, { userId: eva.userId });
    await schedule();
    // An invitation that is younger than the deletion ends with it too.
    server.clock.now = new Date(dueAt.getTime() - 86_400_000);
    for (const member of [ana, eva]) await member.request('POST', '/v1/sessions/refresh');
    const late = await inviteByMail(server, ana, `${newId()}@example.com`, 'member');
    server.clock.now = dueAt;
    await run();
    for (const member of [ana, eva]) {
      await member.request('POST', '/v1/sessions/refresh');
      expect((await member.request('GET', ana.path)).status).toBe(404);
      expect((await member.request('GET', '/v1/me')).status).toBe(200);
      expect((await kinds(member)).at(-1)).toBe('workspace_deleted');
    }
    for (const open of [token, late]) {
      const answer = await server.anonymous.request('POST', '/v1/invitations/inspection', {
        token: open,
      });
      expect(answer.status).toBe(410);
    }
    expect(
      await rows('select from ownership_transfers where workspace_id = $1 and ended_at is null'),
    ).toEqual([]);
    expect((await eventTypes()).slice(-3)).toEqual([
      'member.removed',
      'member.removed',
      'workspace.closed',
    ]);
    expect(await closings()).toEqual([{ payload: { workspaceId: ana.workspaceId } }]);
    await jobHandlers(server.context)['workspaces.clear_closed']?.({
      workspaceId: ana.workspaceId,
    });
    expect(await rows('select id from invoices where workspace_id = $1')).toEqual([
      { id: issued.id },
    ]);
  });

  it('happens once by many workers at once, and once more changes nothing', async () => {
    await schedule();
    server.clock.now = dueAt;
    await Promise.all(Array.from({ length: 8 }, run));
    await run();
    expect(await closings()).toHaveLength(1);
    expect((await eventTypes()).filter((type) => type === 'workspace.closed')).toHaveLength(1);
    expect(await kinds(eva)).toEqual(['workspace_deletion_scheduled', 'workspace_deleted']);
  });

  it('of one that cannot be closed holds up no other', async () => {
    await schedule();
    const stuck = ana;
    ana = await server.signUp();
    await schedule();
    await rows(
      `create function refuse() returns trigger language plpgsql as $$ begin
         if old.workspace_id = '${stuck.workspaceId}' then raise 'stuck'; end if; return old; end $$`,
      [],
    );
    await rows(
      'create trigger refuse before delete on members for each row execute function refuse()',
      [],
    );
    server.clock.now = dueAt;
    await expect(run()).rejects.toThrow('1 workspaces not closed');
    expect(
      await rows('select from members where workspace_id = $1', [stuck.workspaceId]),
    ).toHaveLength(2);
    expect(await closings()).toHaveLength(1);
    await rows('drop function refuse cascade', []);
    await run();
    expect(await rows('select from members where workspace_id = $1', [stuck.workspaceId])).toEqual(
      [],
    );
  });

  it('leaves one result of a race with the account of its only member', async () => {
    const alone = await server.signUp();
    ana = alone;
    await schedule();
    await confirmSessions(server, alone.userId);
    expect((await alone.request('POST', '/v1/account-deletion')).status).toBe(202);
    server.clock.now = dueAt;
    await Promise.all([run(), deleteDueAccounts(server.context)]);
    await Promise.all([run(), deleteDueAccounts(server.context)]);
    expect(await closings()).toHaveLength(1);
    expect(await rows('select from users where id = $1', [alone.userId])).toEqual([]);
  });
});

it('ends with an account what it invited to, was offered, and the invitations to its mailbox', async () => {
  const admin = await server.join(ana.workspaceId, 'admin');
  const bob = await server.signUp('Bob');
  await setPlan(server, bob.workspaceId, 'team');
  const token = await inviteByMail(server, admin, `${newId()}@example.com`, 'member');
  await inviteByMail(server, bob, admin.email, 'member');
  await confirmSessions(server, ana.userId);
  await ana.request('POST', `${ana.path}/ownership-transfer`, { userId: admin.userId });
  await confirmSessions(server, admin.userId);
  expect((await admin.request('POST', '/v1/account-deletion')).status).toBe(202);
  await rows('update users set deletion_due_at = $2 where id = $1', [admin.userId, start]);
  await deleteDueAccounts(server.context);
  const inspected = await server.anonymous.request('POST', '/v1/invitations/inspection', { token });
  expect(inspected.status).toBe(410);
  const { json } = await ana.request('GET', `${ana.path}/ownership-transfer`);
  expect(json.transfer).toBeNull();
  expect(await kinds(ana)).toEqual(['ownership_offered', 'ownership_withdrawn']);
  expect(await rows('select from invitations where email = $1', [admin.email])).toEqual([]);
});

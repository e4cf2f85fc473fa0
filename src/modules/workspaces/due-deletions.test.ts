import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '#lib/ids.ts';
import { closeRenderers } from '#modules/documents/index.ts';
import { hashRows } from '../../../tests/isolation/tables.ts';
import { type Member, startTestApp, type TestApp } from '../../../tests/support/app.ts';
import { execute } from '../../../tests/support/database.ts';
import { clientDetails, draft, furnish, issue } from '../../../tests/support/fixtures.ts';
import { confirmSessions, queuedMails } from '../../../tests/support/queued-mails.ts';
import { jobHandlers } from '../../jobs.ts';
import { deleteDueAccounts } from './due-deletions.ts';

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
});
afterAll(async () => {
  await server.close();
  await closeRenderers();
});

const run = () => deleteDueAccounts(server.context);
const rows = async (statement: string, values: unknown[] = []) =>
  (await execute(server.database.superuserUrl, statement, values)).rows;
const isThere = async ({ userId }: Member) =>
  (await rows('select from users where id = $1', [userId])).length === 1;
const kinds = async (member: Member) =>
  (await queuedMails(server, member.email)).map(({ kind }) => kind);

async function schedule(member: Member): Promise<void> {
  await confirmSessions(server, member.userId);
  const asked = await member.request('POST', '/v1/account-deletion');
  expect(asked.status).toBe(202);
}

/** Works on what follows from the end of a workspace, as the queue would. */
async function clear({ workspaceId }: Member): Promise<void> {
  const queued = await rows(
    `delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
     where t.id = j.task_id and t.identifier = 'workspace.closed' and payload ->> 'workspaceId' = $1
     returning payload`,
    [workspaceId],
  );
  expect(queued).toEqual([{ payload: { workspaceId } }]);
  await jobHandlers(server.context)['workspaces.clear_closed']?.({ workspaceId });
}

/** Every row of every table that holds a person by their id. */
async function rowsOf(userId: string): Promise<string[]> {
  const columns = await rows(
    `select c.relname as table, a.attname as column from pg_attribute a join pg_class c on c.oid = a.attrelid
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attname = 'user_id' and a.attnum > 0`,
  );
  expect(columns.length).toBeGreaterThan(8);
  const found: string[] = [];
  for (const { table, column } of columns) {
    const held = await rows(`select from ${table} where ${column} = $1`, [userId]);
    if (held.length > 0) found.push(table);
  }
  return found.sort();
}

describe('an account whose deletion is due', () => {
  it('stays until 14 days are over, and is gone then with all that signed it in', async () => {
    await execute(
      server.database.superuserUrl,
      `insert into totps values ($1, 'x', $2, null, $2)`,
      [ana.userId, start],
    );
    await execute(
      server.database.superuserUrl,
      `insert into devices values ($1, 'x', '', $2, $2)`,
      [ana.userId, start],
    );
    await execute(
      server.database.superuserUrl,
      `insert into registrations (id, email, email_key, token_hash, expires_at, created_at)
       values ($2, $1::text, $1::text, $1::text::bytea, $3, $3)`,
      [ana.email, newId(), start],
    );
    // Asked for before the authenticator app counts as a second factor.
    await schedule(ana);
    server.clock.now = new Date(dueAt.getTime() - 1_000);
    await run();
    expect(await isThere(ana)).toBe(true);
    expect(await rowsOf(ana.userId)).toEqual([
      'devices',
      'members',
      'security_events',
      'sessions',
      'totps',
    ]);
    server.clock.now = dueAt;
    await run();
    expect(await isThere(ana)).toBe(false);
    expect(await rowsOf(ana.userId)).toEqual([]);
    expect(await rows('select from registrations where email = $1', [ana.email])).toEqual([]);
    expect(await kinds(ana)).toEqual(['deletion_scheduled', 'account_deleted']);
    server.clock.now = start;
    for (const path of ['/v1/me', ana.path]) {
      expect((await ana.request('GET', path)).status).toBe(401);
    }
  });

  it('is left alone where its deletion was cancelled, even on the last second', async () => {
    await schedule(ana);
    await ana.request('DELETE', '/v1/account-deletion');
    server.clock.now = dueAt;
    await run();
    expect(await isThere(ana)).toBe(true);
  });

  it('leaves everybody else’s account and workspace as they are', async () => {
    const bob = await server.signUp();
    await draft(bob, await furnish(bob));
    const before = await hashRows(server.database, bob.workspaceId);
    await schedule(ana);
    server.clock.now = dueAt;
    await run();
    await clear(ana);
    expect(await isThere(bob)).toBe(true);
    expect(await hashRows(server.database, bob.workspaceId)).toBe(before);
  });

  it('is deleted once by many workers at once', async () => {
    await schedule(ana);
    server.clock.now = dueAt;
    await Promise.all(Array.from({ length: 8 }, run));
    await run();
    expect(await kinds(ana)).toEqual(['deletion_scheduled', 'account_deleted']);
    await clear(ana);
  });

  it('is deleted whole or not at all: a failure in the middle undoes it, and the next run completes it', async () => {
    const bob = await server.signUp();
    await schedule(ana);
    await schedule(bob);
    server.clock.now = dueAt;
    const before = await hashRows(server.database, null);
    await execute(
      server.database.superuserUrl,
      `create function fail() returns trigger language plpgsql as $$ begin
         if new.workspace_id = '${ana.workspaceId}' then raise 'crash'; end if; return new; end $$;
       create trigger fail before insert on audit_events for each row execute function fail()`,
    );
    await execute(
      server.database.superuserUrl,
      'update users set deletion_due_at = null where id = $1',
      [bob.userId],
    );
    await expect(run()).rejects.toThrow('1 accounts not deleted');
    await execute(
      server.database.superuserUrl,
      'update users set deletion_due_at = $2 where id = $1',
      [bob.userId, dueAt],
    );
    expect(await hashRows(server.database, null)).toBe(before);
    // Another account is not held up by the one that fails.
    await expect(run()).rejects.toThrow('1 accounts not deleted');
    expect([await isThere(ana), await isThere(bob)]).toEqual([true, false]);
    await execute(server.database.superuserUrl, 'drop function fail cascade');
    await run();
    expect(await isThere(ana)).toBe(false);
  });
});

describe('the workspaces of an account that is deleted', () => {
  it('go on with those who are left, and are told who has gone', async () => {
    const eva = await server.join(ana.workspaceId, 'owner');
    const clientId = await furnish(ana);
    const draftId = await draft(ana, clientId);
    await schedule(ana);
    server.clock.now = dueAt;
    await run();
    server.clock.now = start;
    expect((await eva.request('GET', `${ana.path}/invoices/${draftId}`)).status).toBe(200);
    const events = await eva.request('GET', `${ana.path}/audit-events?limit=1`);
    expect(events.json.items).toMatchObject([
      { type: 'member.left', subjectId: ana.userId, data: { name: 'Ana' }, actor: 'Numirio' },
    ]);
    const jobs = await rows(
      `select from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
       where t.identifier = 'workspace.closed' and payload ->> 'workspaceId' = $1`,
      [ana.workspaceId],
    );
    expect(jobs).toEqual([]);
    // A job that came by mistake would find somebody there and touch nothing.
    const before = await hashRows(server.database, ana.workspaceId);
    await jobHandlers(server.context)['workspaces.clear_closed']?.({
      workspaceId: ana.workspaceId,
    });
    expect(await hashRows(server.database, ana.workspaceId)).toBe(before);
  });

  it('put the deletion off by a week, and say so, where others would have no owner', async () => {
    await schedule(ana);
    const eva = await server.join(ana.workspaceId, 'admin');
    server.clock.now = dueAt;
    await run();
    await run();
    expect(await isThere(ana)).toBe(true);
    const mails = await queuedMails(server, ana.email);
    expect(mails.map(({ kind }) => kind)).toEqual(['deletion_scheduled', 'deletion_postponed']);
    expect(mails[1]?.text).toContain('“Studio Ana”');
    expect(mails[1]?.text).toContain('13 December 2026 at 12:00 UTC');
    await execute(
      server.database.superuserUrl,
      `update members set role = 'owner' where user_id = $1`,
      [eva.userId],
    );
    server.clock.now = new Date(dueAt.getTime() + 7 * 86_400_000 - 1_000);
    await run();
    expect(await isThere(ana)).toBe(true);
    server.clock.now = new Date(dueAt.getTime() + 7 * 86_400_000);
    await run();
    expect([await isThere(ana), await isThere(eva)]).toEqual([false, true]);
  });

  it('keep an owner where both of two owners are due at the same moment', async () => {
    const eva = await server.join(ana.workspaceId, 'owner');
    const max = await server.join(ana.workspaceId, 'member');
    await schedule(ana);
    await schedule(eva);
    server.clock.now = dueAt;
    await Promise.all([run(), run(), run()]);
    const left = [await isThere(ana), await isThere(eva)].filter(Boolean);
    expect(left).toEqual([true]);
    expect(await isThere(max)).toBe(true);
    const owners = await rows(`select from members where workspace_id = $1 and role = 'owner'`, [
      ana.workspaceId,
    ]);
    expect(owners).toHaveLength(1);
  });

  it('are closed once nobody is left: what was issued stays to the byte, drafts and strangers to it go', async () => {
    const clientId = await furnish(ana);
    const idle = await ana.request('POST', `${ana.path}/clients`, {
      ...clientDetails,
      name: 'Idle',
    });
    const drafted = await ana.request('POST', `${ana.path}/clients`, {
      ...clientDetails,
      name: 'D',
    });
    const issued = await issue(ana, clientId);
    await ana.request('POST', `${ana.path}/invoices/${issued.id}/payments`, {
      amountMinor: 500,
      paidOn: '2026-11-22',
    });
    await ana.request('GET', `${ana.path}/invoices/${issued.id}/pdf`);
    await draft(ana, clientId);
    await draft(ana, drafted.json.id);
    const kept =
      'invoices invoice_balances invoice_terms document_versions payments number_series number_periods';
    const read = () =>
      Promise.all(
        [...kept.split(' '), 'workspaces', 'clients', 'client_terms', 'audit_events'].map((table) =>
          rows(
            `select t::text as row from ${table} t where ${table === 'workspaces' ? 'id' : 'workspace_id'} = $1
             ${table === 'invoices' ? `and status = 'issued'` : ''}
             ${table === 'invoice_terms' ? `and invoice_id = '${issued.id}'` : ''}
             ${table === 'clients' ? `and id = '${clientId}'` : ''}
             ${table === 'client_terms' ? `and client_id = '${clientId}'` : ''}
             ${table === 'audit_events' ? `and type not in ('member.left', 'workspace.closed')` : ''}
             order by 1`,
            [ana.workspaceId],
          ),
        ),
      );
    await schedule(ana);
    const before = await read();
    for (const table of before) expect(table.length).toBeGreaterThan(0);
    server.clock.now = dueAt;
    await run();
    await clear(ana);
    await jobHandlers(server.context)['workspaces.clear_closed']?.({
      workspaceId: ana.workspaceId,
    });
    expect(await read()).toEqual(before);
    const invoices = await rows('select status from invoices where workspace_id = $1', [
      ana.workspaceId,
    ]);
    expect(invoices).toEqual([{ status: 'issued' }]);
    const clients = await rows('select id from clients where workspace_id = $1', [ana.workspaceId]);
    expect(clients).toEqual([{ id: clientId }]);
    expect(clients).not.toContainEqual({ id: idle.json.id });
    const [version] = await rows(
      'select object_key from document_versions where workspace_id = $1',
      [ana.workspaceId],
    );
    expect((await server.context.store.get(version.object_key))?.byteLength).toBeGreaterThan(1_000);
    const closed = await rows(
      `select type, actor_name from audit_events where workspace_id = $1 order by id desc limit 2`,
      [ana.workspaceId],
    );
    expect(closed).toEqual([
      { type: 'workspace.closed', actor_name: 'Numirio' },
      { type: 'member.left', actor_name: 'Numirio' },
    ]);
    const [seller] = await rows('select legal_name from workspaces where id = $1', [
      ana.workspaceId,
    ]);
    expect(seller).toEqual({ legal_name: 'Studio Ana Weber' });
  });

  it('forget their seller where nothing was ever issued', async () => {
    await draft(ana, await furnish(ana));
    await schedule(ana);
    server.clock.now = dueAt;
    await run();
    await clear(ana);
    const [seller] = await rows('select t::text as row from workspaces t where id = $1', [
      ana.workspaceId,
    ]);
    expect(seller.row).not.toMatch(/Weber|Linden|10969|136695976|DE8937|example\.com/);
    for (const table of ['invoices', 'clients', 'client_terms', 'invoice_terms', 'members']) {
      const left = await rows(`select from ${table} where workspace_id = $1`, [ana.workspaceId]);
      expect([table, left]).toEqual([table, []]);
    }
  });
});

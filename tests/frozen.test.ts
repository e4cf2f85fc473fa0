import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeRenderers } from '#modules/documents/index.ts';
import { toAppError } from '#platform/http/problems.ts';
import { silentLog } from '#platform/log.ts';
import { type Planted, plant } from './isolation/planted.ts';
import { connected, hashRows } from './isolation/tables.ts';
import { startTestApp, type TestApp } from './support/app.ts';

let server: TestApp;
let planted: Planted;
let before: string;
type Role = 'runtime' | 'owner';
let clients: Record<Role, pg.Client>;

beforeAll(async () => {
  server = await startTestApp();
  planted = await plant(server, await server.signUp(), 'anemone');
  before = await hashRows(server.database, null);
  const { runtimeUrl, ownerUrl } = server.database;
  clients = {
    runtime: new pg.Client({ connectionString: runtimeUrl }),
    owner: new pg.Client({ connectionString: ownerUrl }),
  };
  for (const client of Object.values(clients)) await client.connect();
});
afterAll(async () => {
  for (const client of Object.values(clients)) await client.end();
  await server.close();
  await closeRenderers();
});

const unchangeable = 'NU001';
const numberDoesNotFollow = 'NU002';
const permissionDenied = '42501';
const alreadyThere = '23505';

/** Runs statements in the workspace's scope as a role; returns the code of the refusal. */
async function refusal(role: Role, ...statements: string[]): Promise<string> {
  const client = clients[role];
  try {
    await client.query('begin');
    await client.query("select set_config('numirio.workspace_id', $1, true)", [
      planted.workspaceId,
    ]);
    for (const statement of statements) await client.query(statement);
    await client.query('commit');
    return 'none';
  } catch (error) {
    await client.query('rollback');
    return String((error as pg.DatabaseError).code);
  }
}

async function columnsOf(table: string): Promise<string[]> {
  return connected(server.database.superuserUrl, async (client) => {
    const { rows } = await client.query(
      `select attname from pg_attribute where attrelid = $1::regclass and attnum > 0
        and not attisdropped and attgenerated = ''`,
      [table],
    );
    return rows.map((row) => row.attname);
  });
}

const roles = ['runtime', 'owner'] as const;
const issued = () => `id = '${planted.issuedId}'`;

describe.each(roles)('an issued invoice, as the %s role', (role) => {
  it('keeps every single column', async () => {
    const columns = await columnsOf('invoices');
    expect(columns.length).toBeGreaterThan(20);
    for (const column of columns) {
      const same = `update invoices set ${column} = ${column} where ${issued()}`;
      expect([column, await refusal(role, same)]).toEqual([column, unchangeable]);
      const empty = `update invoices set ${column} = null where ${issued()}`;
      expect([column, await refusal(role, empty)]).toEqual([column, unchangeable]);
    }
  });

  it.each([
    ['update', () => `update invoices set subject = 'x' where ${issued()}`],
    ['delete', () => `delete from invoices where ${issued()}`],
    ['an update of all', () => `update invoices set subject = 'x'`],
    ['a delete of all', () => 'delete from invoices'],
    [
      'an update in a CTE',
      () =>
        `with u as (update invoices set subject = 'x' where ${issued()} returning 1) select from u`,
    ],
    [
      'a delete in a CTE',
      () => `with d as (delete from invoices where ${issued()} returning 1) select from d`,
    ],
    [
      'an upsert',
      () =>
        `insert into invoices select * from invoices where ${issued()}
         on conflict (workspace_id, id) do update set subject = 'x'`,
    ],
    [
      'a merge',
      () =>
        `merge into invoices i using (select 1) s on i.${issued()}
         when matched then update set subject = 'x'`,
    ],
    ['a return to draft', () => `update invoices set status = 'draft' where ${issued()}`],
  ])('refuses %s', async (_what, statement) => {
    expect(await refusal(role, statement())).toBe(unchangeable);
  });

  it('refuses truncate, also through tables that refer to it', async () => {
    const wanted = role === 'runtime' ? permissionDenied : unchangeable;
    expect(await refusal(role, 'truncate invoices cascade')).toBe(wanted);
    expect(await refusal(role, 'truncate number_series cascade')).toBe(wanted);
    expect(await refusal(role, 'truncate workspaces cascade')).toBe(wanted);
  });

  it('outlives its workspace, its client, its series and its counter', async () => {
    const foreignKey = '23503';
    const refused = role === 'runtime' ? [permissionDenied] : [foreignKey];
    expect(refused).toContain(await refusal(role, 'delete from workspaces'));
    expect(await refusal(role, `delete from clients where id = '${planted.clientId}'`)).toBe(
      foreignKey,
    );
    expect([...refused, unchangeable]).toContain(await refusal(role, 'delete from number_series'));
  });

  it('takes no number out of turn', async () => {
    const copy = (id: string, sequence: string, number: string) =>
      `insert into invoices select (jsonb_populate_record(i, jsonb_build_object(
        'id', '${id}', 'sequence', ${sequence}, 'number', ${number}))).*
       from invoices i where ${issued()}`;
    const id = '0190a000-0000-7000-8000-000000000001';
    expect(await refusal(role, copy(id, 'sequence + 2', `number || 'x'`))).toBe(
      numberDoesNotFollow,
    );
    expect(await refusal(role, copy(id, 'sequence - 1', `number || 'x'`))).toBe(
      numberDoesNotFollow,
    );
    expect(await refusal(role, copy(id, 'sequence', 'number'))).toBe(alreadyThere);
    expect(await refusal(role, copy(id, 'sequence', `number || 'x'`))).toBe(alreadyThere);
    const bump = 'update number_periods set last_value = last_value + 1';
    expect(await refusal(role, bump, copy(id, 'sequence + 1', 'number'))).toBe(alreadyThere);
  });

  it('lets no counter run ahead of its invoices', async () => {
    const counter = (set: string) => `update number_periods set ${set}`;
    expect(await refusal(role, counter('last_value = last_value + 1'))).toBe(numberDoesNotFollow);
    expect(await refusal(role, counter('last_value = last_value + 2'))).toBe(numberDoesNotFollow);
    expect(await refusal(role, counter('last_value = last_value - 1'))).toBe(numberDoesNotFollow);
    expect(await refusal(role, counter('last_issue_on = null'))).toBe(numberDoesNotFollow);
    const elsewhere = `insert into number_periods
      select workspace_id, series_id, '2031', 1, '2031-01-01' from number_periods limit 1`;
    expect(await refusal(role, elsewhere)).toBe(numberDoesNotFollow);
  });

  it.each(['audit_events', 'document_versions'])('finds %s append-only', async (table) => {
    for (const column of await columnsOf(table)) {
      const code = await refusal(role, `update ${table} set ${column} = ${column}`);
      expect([column, code]).toEqual([
        column,
        role === 'runtime' ? permissionDenied : unchangeable,
      ]);
    }
    const refused = role === 'runtime' ? permissionDenied : unchangeable;
    expect(await refusal(role, `delete from ${table}`)).toBe(refused);
    expect(await refusal(role, `truncate ${table}`)).toBe(refused);
  });
});

describe('the runtime role', () => {
  it.each([
    'alter table invoices disable trigger invoices_frozen',
    'alter table invoices disable trigger all',
    'drop trigger invoices_frozen on invoices',
    'alter table invoices drop column document',
    'alter table invoices disable row level security',
    'drop table invoices',
    'set session_replication_role = replica',
    'set role numirio_owner',
    'set session authorization numirio_owner',
    `create or replace function refuse_change() returns trigger language plpgsql as
      'begin return new; end'`,
    `create or replace function check_number_follows() returns trigger language plpgsql as
      'begin return new; end'`,
    'alter function refuse_change() rename to refuse_nothing',
    `create trigger late before update on invoices for each row execute function refuse_change()`,
    'create rule off as on update to invoices do instead nothing',
  ])('may not %s', async (statement) => {
    expect(await refusal('runtime', statement)).toBe(permissionDenied);
  });

  it('gets around nothing with a function of its own name in a temporary schema', async () => {
    const shadow = `create function pg_temp.refuse_change() returns trigger language plpgsql as
      'begin return new; end'`;
    const update = `update invoices set subject = 'x' where ${issued()}`;
    expect(await refusal('runtime', shadow, update)).toBe(unchangeable);
  });
});

describe('a forgotten code path', () => {
  it('is refused by Postgres, which the API would answer as a conflict', async () => {
    const { db } = server.context;
    const forgotten = db.inWorkspace(planted.workspaceId, (tx) =>
      tx
        .updateTable('invoices')
        .set({ subject: 'changed', gross_minor: sql`gross_minor + 1` })
        .where('id', '=', planted.issuedId)
        .execute(),
    );
    await expect(forgotten).rejects.toMatchObject({ code: unchangeable });
    const answered = toAppError(await forgotten.catch((error: unknown) => error), silentLog);
    expect(answered).toMatchObject({ status: 409, code: 'unchangeable' });
    const deleted = db.inWorkspace(planted.workspaceId, (tx) =>
      tx.deleteFrom('invoices').where('id', '=', planted.issuedId).execute(),
    );
    await expect(deleted).rejects.toMatchObject({ code: unchangeable });
  });

  it('has changed nothing with all of these attempts', async () => {
    expect(await hashRows(server.database, null)).toBe(before);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeRenderers } from '#modules/documents/index.ts';
import { findCatalogueGaps } from './isolation/catalogue.ts';
import { plantPerson } from './isolation/people.ts';
import { plant } from './isolation/planted.ts';
import { findRowLeaks } from './isolation/rows.ts';
import { connected, openQueueTables } from './isolation/tables.ts';
import { startTestApp, type TestApp } from './support/app.ts';
import { cloneDatabase, execute } from './support/database.ts';

let server: TestApp;
let own: string;
let foreign: string;

beforeAll(async () => {
  server = await startTestApp();
  const [ana, bob] = [await server.signUp('A'), await server.signUp('B')];
  await plant(server, ana, 'anemone');
  await plant(server, bob, 'buttercup');
  await server.anonymous.request('POST', '/v1/registrations', { email: 'new@example.com' });
  await plantPerson(server.database, ana.userId, server.clock.now);
  [own, foreign] = [ana.workspaceId, bob.workspaceId];
  // A database can only be cloned while nobody is connected to it.
  await server.context.db.close();
});
afterAll(async () => {
  await server.close();
  await closeRenderers();
});

/**
 * Breaks a clone of the planted database and returns what each of the two checks finds,
 * the second one in the table that is named, or in all.
 */
async function mutate(statement: string, table?: string) {
  const clone = await cloneDatabase(server.database.name);
  try {
    await execute(clone.superuserUrl, statement);
    return {
      gaps: await findCatalogueGaps(clone.superuserUrl),
      leaks: await findRowLeaks(clone, own, foreign, table),
    };
  } finally {
    await clone.drop();
  }
}

const policies = () =>
  connected(server.database.superuserUrl, async (client) => {
    const { rows } = await client.query(
      `select policyname, tablename, format('%I.%I', schemaname, tablename) as target
      from pg_policies order by 3`,
    );
    return rows;
  });

describe('the checks of isolation', () => {
  it('find nothing on the schema as it is', async () => {
    expect(await mutate('select 1')).toEqual({ gaps: [], leaks: [] });
  });

  it('both notice every policy that is dropped or weakened', async () => {
    const survivors: string[] = [];
    const killed: string[] = [];
    for (const { policyname, tablename, target } of await policies()) {
      const open = tablename in openQueueTables;
      const variants = [
        ['dropped', `drop policy ${policyname} on ${target}`],
        ['opened', `alter policy ${policyname} on ${target} using (true) with check (true)`],
        ['open to writing', `alter policy ${policyname} on ${target} with check (true)`],
      ];
      for (const [how, statement] of open ? variants.slice(0, 1) : variants) {
        const { gaps, leaks } = await mutate(String(statement), tablename);
        const name = `${target} ${how}`;
        // What all workspaces may see of the queue is no row of a workspace; the catalogue judges it.
        const noticed = gaps.length > 0 && (open || leaks.length > 0);
        (noticed ? killed : survivors).push(name);
      }
    }
    expect(survivors).toEqual([]);
    expect(killed.length).toBeGreaterThanOrEqual(50);
  }, 300_000);
});

describe('the catalogue gate', () => {
  const mutations: Record<string, string> = {
    'row security that is switched off': 'alter table clients disable row level security',
    'row security that is not forced': 'alter table invoices no force row level security',
    'row security of the queue that is switched off':
      'alter table graphile_worker._private_jobs disable row level security',
    'a second policy that adds rows': 'create policy more on payments for select using (true)',
    'a new table without row security':
      'create table notes (workspace_id uuid not null, id uuid, primary key (workspace_id, id))',
    'a new table that forgets the workspace': `create table notes (id uuid primary key);
      alter table notes enable row level security, force row level security;
      create policy everyone on notes using (true) with check (true)`,
    'a table without a workspace that nobody has named': 'alter table sessions rename to visits',
    'a primary key without the workspace': `alter table payments drop constraint payments_pkey,
      add primary key (id)`,
    'a unique constraint across workspaces': 'alter table clients add unique (vat_id, id)',
    'a unique index across workspaces': 'create unique index on invoices (number, id)',
    'a foreign key across workspaces': `create unique index clients_id on clients (id);
      alter table payments add column client_id uuid references clients (id)`,
    'a view with its owner’s rights':
      'create view all_clients as select * from clients; grant select on all_clients to numirio_runtime',
    'the queue’s own view': 'grant select on graphile_worker.jobs to numirio_runtime',
    'a function with its owner’s rights':
      'create function peek() returns bigint language sql security definer return 1',
    'a scope that anyone is in':
      'create or replace function in_system_scope() returns boolean language sql return true',
    'a runtime role that may truncate': 'grant truncate on invoices to numirio_runtime',
    'a runtime role that owns a table': 'alter table clients owner to numirio_runtime',
    'a runtime role that may create': 'grant create on schema public to numirio_runtime',
    'a runtime role that reads the migrations':
      'grant select on kysely_migration to numirio_runtime',
  };

  it.each(Object.entries(mutations))('notices %s', async (_what, statement) => {
    const { gaps } = await mutate(statement, '');
    expect(gaps).not.toEqual([]);
  });
});

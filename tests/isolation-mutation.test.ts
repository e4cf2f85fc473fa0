import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeRenderers } from '#modules/documents/index.ts';
import { tryingOut } from './isolation/attempts.ts';
import { findCatalogueGaps } from './isolation/catalogue.ts';
import { findEngineerLeaks } from './isolation/engineer-rows.ts';
import { findEntryLeaks } from './isolation/entry.ts';
import { findGuardLeaks } from './isolation/guards.ts';
import {
  functionMutations,
  type Mutation,
  policyMutations,
  triggerMutations,
} from './isolation/mutations.ts';
import { plantPerson } from './isolation/people.ts';
import { plant } from './isolation/planted.ts';
import { findRowLeaks } from './isolation/rows.ts';
import { startTestApp, type TestApp } from './support/app.ts';
import { report } from './support/report.ts';

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
});
afterAll(async () => {
  await server.close();
  await closeRenderers();
});

/**
 * Breaks the planted database in a transaction that is taken back, and returns what each of the two checks
 * finds in it, the second one in the table that is named, or in all.
 */
function mutate(statement: string, table?: string) {
  return tryingOut(server.database, async (client) => {
    await client.query(statement);
    return {
      catalogue: await findCatalogueGaps(client),
      rows: [
        ...(await findRowLeaks(client, own, foreign, table)),
        ...(await findGuardLeaks(client, own, table)),
        ...(await findEngineerLeaks(client, own, foreign, table)),
        ...(table === undefined || table === 'sessions' ? await findEntryLeaks(client, own) : []),
      ],
    };
  });
}

/** Tries all of them; answers with the names of those that a check did not notice which must. */
async function survivorsOf(mutations: Mutation[]): Promise<string[]> {
  const survivors: string[] = [];
  for (const { name, statement, table, noticedBy } of mutations) {
    const found = await mutate(statement, table);
    const blind = noticedBy.filter((check) => found[check].length === 0);
    if (blind.length > 0) survivors.push(`${name} (${blind.join(', ')})`);
  }
  return survivors;
}

// MUTATIONS=list prints the name of every one.
describe('the checks of isolation', () => {
  it('find nothing on the schema as it is', async () => {
    expect(await mutate('select 1')).toEqual({ catalogue: [], rows: [] });
  });

  it.each([
    ['policy that is dropped or weakened', policyMutations, 210],
    ['trigger that is dropped or switched off', triggerMutations, 46],
    ['condition that a function forgets', functionMutations, 20],
  ])(
    'notice every %s',
    async (what, list, atLeast) => {
      const mutations = await tryingOut(server.database, list);
      expect(mutations.length).toBeGreaterThanOrEqual(atLeast);
      expect(await survivorsOf(mutations)).toEqual([]);
      const names = process.env.MUTATIONS === 'list' ? mutations.map(({ name }) => name) : [];
      const summary = `${mutations.length} mutations: every ${what}, all noticed`;
      report([summary, ...names].join('\n  '));
    },
    300_000,
  );
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
    'a runtime role that borrows the owner’s rights': 'grant numirio_owner to numirio_runtime',
    'a runtime role that opens access for engineers':
      'grant update on access_grants to numirio_runtime',
    'a runtime role that rewrites the audit trail':
      'grant update on audit_events to numirio_runtime',
    'engineers who log in as themselves': 'alter role numirio_engineer login',
    'engineers who bypass row security': 'alter role numirio_engineer bypassrls',
    'engineers who read sessions': 'grant select on sessions to numirio_engineer',
    'engineers who read one column of people': 'grant select (email) on users to numirio_engineer',
    'engineers who write': 'grant insert on clients to numirio_engineer',
    'engineers who see the queue': 'grant usage on schema graphile_worker to numirio_engineer',
    'a new table to which an accountant may write': `create table notes
        (workspace_id uuid not null, id uuid, primary key (workspace_id, id));
      alter table notes enable row level security, force row level security;
      create policy workspace on notes using (workspace_id = current_workspace_id())
        with check (workspace_id = current_workspace_id())`,
    'a trigger that nobody has named': `create trigger clients_more before insert on clients
      for each row execute function refuse_change()`,
    'a function that nobody has named':
      'create function more() returns bigint language sql return 1',
  };

  it.each(Object.entries(mutations))('notices %s', async (_what, statement) => {
    const { catalogue } = await mutate(statement, '');
    expect(catalogue).not.toEqual([]);
  });
});

import type pg from 'pg';
import { runtimeRole } from '#platform/migrate.ts';
import {
  asRuntime,
  attempt as attemptAll,
  type Outcome,
  refusedByPolicy,
  refusedByTrigger,
  type Scope,
  scopeOf,
} from './attempts.ts';
import { listTenantTables, sharedTables, systemTables, type TenantTable } from './tables.ts';

/**
 * As the runtime role in workspace `own`, tries to see, change, delete, move and forge rows of
 * `foreign`, in every table there is, or in one. Lists what it could do; [] is well. Nothing is kept.
 */
export async function findRowLeaks(
  client: pg.Client,
  own: string,
  foreign: string,
  only?: string,
): Promise<string[]> {
  const concerned = (table: string) => only === undefined || only === table;
  const leaks: string[] = [];
  for (const table of await listTenantTables(client)) {
    if (!concerned(table.name)) continue;
    leaks.push(
      ...(await readLeaks(client, table, own)),
      ...(await changeLeaks(client, table, own, foreign)),
      ...(await forgeryLeaks(client, table, own, foreign)),
    );
  }
  for (const table of Object.keys(systemTables).filter(concerned)) {
    leaks.push(...(await systemLeaks(client, table, own)));
  }
  if (concerned('_private_jobs')) leaks.push(...(await jobLeaks(client, own, foreign)));
  return leaks;
}

/** Runs one statement in a scope and takes it back. */
function attempt(
  client: pg.Client,
  scope: Scope,
  statement: string,
  values: unknown[] = [],
): Promise<Outcome> {
  return attemptAll(client, asRuntime, scopeOf(scope), [statement, ...values]);
}

async function readLeaks(client: pg.Client, { name, scopeColumn }: TenantTable, own: string) {
  const leaks: string[] = [];
  const others = `select from ${name} where ${scopeColumn} is distinct from $1`;
  const seen = await attempt(client, { workspace: own }, others, [own]);
  if (seen.count > 0 || seen.refused) leaks.push(`${name}: sees ${seen.count} foreign rows`);
  const mine = await attempt(client, { workspace: own }, `select from ${name}`);
  if (mine.count === 0) leaks.push(`${name}: does not see its own rows, so nothing is proven`);
  const unscoped = await attempt(client, {}, `select from ${name}`);
  if (unscoped.count > 0) leaks.push(`${name}: ${unscoped.count} rows without any scope`);
  const system = await attempt(client, { scope: 'system' }, `select from ${name}`);
  if (system.count > 0 && !(name in sharedTables)) {
    leaks.push(`${name}: ${system.count} rows in the system scope`);
  }
  return leaks;
}

async function changeLeaks(
  client: pg.Client,
  { name, scopeColumn }: TenantTable,
  own: string,
  foreign: string,
): Promise<string[]> {
  const { rows } = await client.query(
    `select attname from pg_attribute where attrelid = $1::regclass and attnum > 0
      and attgenerated = '' and not attisdropped
      and has_column_privilege($2, attrelid, attnum, 'update') order by attnum limit 1`,
    [name, runtimeRole],
  );
  const column = rows[0]?.attname ?? scopeColumn;
  const statements = {
    update: `update ${name} set ${column} = ${column} where ${scopeColumn} = $1`,
    delete: `delete from ${name} where ${scopeColumn} = $1`,
  };
  const leaks: string[] = [];
  for (const [verb, statement] of Object.entries(statements)) {
    const done = await attempt(client, { workspace: own }, statement, [foreign]);
    const harmless = done.count === 0 && (!done.refused || done.refused === refusedByPolicy);
    if (!harmless) leaks.push(`${name}: ${verb} reached ${done.count} foreign rows`);
  }
  const moved = await attempt(
    client,
    { workspace: own },
    `update ${name} set ${scopeColumn} = $2 where ${scopeColumn} = $1`,
    [own, foreign],
  );
  if (moved.refused !== refusedByPolicy && !refusedByTrigger.includes(moved.refused ?? '')) {
    leaks.push(`${name}: moved ${moved.count} rows to another workspace`);
  }
  return leaks;
}

/** Inserts copies of the foreign rows, which the policy must refuse before any other constraint. */
async function forgeryLeaks(
  client: pg.Client,
  { name, scopeColumn }: TenantTable,
  own: string,
  foreign: string,
): Promise<string[]> {
  const { rows } = await client.query(
    `select to_jsonb(t) as row from ${name} t where ${scopeColumn} = $1 limit 10`,
    [foreign],
  );
  if (rows.length === 0) return [`${name}: nothing is planted here, so nothing is proven`];
  const outcomes: string[] = [];
  for (const { row } of rows) {
    const forged = await forge(client, { workspace: own }, name, row);
    outcomes.push(forged.refused ?? 'accepted');
  }
  const expected = [refusedByPolicy, ...refusedByTrigger];
  const wrong = outcomes.filter((outcome) => !expected.includes(outcome));
  if (wrong.length > 0) return [`${name}: a foreign row was not refused (${wrong.join(', ')})`];
  return outcomes.includes(refusedByPolicy) ? [] : [`${name}: no row was refused by the policy`];
}

/** Inserts a row as the runtime role, which row security must refuse even where a grant would not. */
async function forge(
  client: pg.Client,
  scope: Scope,
  table: string,
  row: unknown,
): Promise<Outcome> {
  const { rows } = await client.query(
    `select string_agg(quote_ident(attname), ', ' order by attnum) as columns from pg_attribute
    where attrelid = $1::regclass and attnum > 0 and attgenerated = '' and not attisdropped`,
    [table],
  );
  const { columns } = rows[0];
  return attemptAll(
    client,
    `grant insert on ${table} to ${runtimeRole}`,
    asRuntime,
    scopeOf(scope),
    [
      `insert into ${table} (${columns}) select ${columns} from jsonb_populate_record(null::${table}, $1)`,
      JSON.stringify(row),
    ],
  );
}

async function systemLeaks(client: pg.Client, table: string, own: string): Promise<string[]> {
  const leaks: string[] = [];
  for (const scope of [{}, { workspace: own }]) {
    const where = 'workspace' in scope ? 'in a workspace' : 'without any scope';
    const seen = await attempt(client, scope, `select from ${table}`);
    if (seen.count > 0) leaks.push(`${table}: ${seen.count} rows ${where}`);
    const { rows } = await client.query(`select to_jsonb(t) as row from ${table} t limit 1`);
    const forged = await forge(client, scope, table, rows[0]?.row ?? null);
    if (forged.refused !== refusedByPolicy) leaks.push(`${table}: a row was taken ${where}`);
  }
  const system = await attempt(client, { scope: 'system' }, `select from ${table}`);
  if (system.count === 0) leaks.push(`${table}: nothing is seen, so nothing is proven`);
  return leaks;
}

async function jobLeaks(client: pg.Client, own: string, foreign: string): Promise<string[]> {
  const jobs = 'graphile_worker._private_jobs';
  const inOwn = (statement: string, values: unknown[] = []) =>
    attempt(client, { workspace: own }, statement, values);
  const leaks: string[] = [];
  const mine = await inOwn(`select from ${jobs} where payload ->> 'workspaceId' = $1`, [own]);
  if (mine.count === 0) leaks.push('jobs: does not see its own, so nothing is proven');
  const others = `where payload ->> 'workspaceId' is distinct from $1`;
  const seen = await inOwn(`select from ${jobs} ${others}`, [own]);
  if (seen.count > 0) leaks.push(`jobs: sees ${seen.count} foreign ones`);
  const deleted = await inOwn(`delete from ${jobs} ${others}`, [own]);
  if (deleted.count > 0) leaks.push(`jobs: deletes ${deleted.count} foreign ones`);
  const view = await inOwn('select from graphile_worker.jobs');
  if (view.count > 0) leaks.push(`jobs: the view shows ${view.count}`);
  const unscoped = await attempt(client, {}, `select from ${jobs}`);
  if (unscoped.count > 0) leaks.push(`jobs: ${unscoped.count} without any scope`);
  // add_job() reads what it has inserted and would be refused for that alone.
  const forged = await inOwn(
    `insert into ${jobs} (task_id, payload)
    select id, $1::json from graphile_worker._private_tasks limit 1`,
    [JSON.stringify({ workspaceId: foreign, invoiceId: foreign })],
  );
  if (forged.refused !== refusedByPolicy) leaks.push('jobs: one for another workspace was taken');
  return leaks;
}

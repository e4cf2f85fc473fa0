import type pg from 'pg';
import { runtimeRole } from '#platform/migrate.ts';
import {
  connected,
  listTables,
  migrationTables,
  openQueueTables,
  sharedTables,
  systemTables,
} from './tables.ts';

const inWorkspace = '(workspace_id = current_workspace_id())';
const inSystem = 'in_system_scope()';
const ofSystemToo = '((workspace_id = current_workspace_id()) OR in_system_scope())';
const exceptions: Record<string, string> = {
  ...Object.fromEntries(Object.keys(sharedTables).map((table) => [table, ofSystemToo])),
  workspaces: '((id = current_workspace_id()) OR in_system_scope())',
};
const ownJobs =
  "((COALESCE(current_setting('numirio.scope'::text, true), ''::text) = ANY (ARRAY['system'::text, 'worker'::text])) OR ((payload ->> 'workspaceId'::text) = NULLIF(current_setting('numirio.workspace_id'::text, true), ''::text)))";

/** Foreign keys out of a workspace, each with the reason why it cannot cross to another one. */
const foreignKeysOutside: Record<string, string> = {
  'members.user_id → users': 'users belong to no workspace',
};

/** What the policies stand on; a change here is a change of every policy. */
const scopeFunctions: Record<string, string> = {
  current_workspace_id: "return nullif(current_setting('numirio.workspace_id', true), '')::uuid",
  in_system_scope: "return coalesce(current_setting('numirio.scope', true), '') = 'system'",
};

/** Reads pg_catalog and lists everything that could let one workspace reach another; [] is well. */
export function findCatalogueGaps(superuserUrl: string): Promise<string[]> {
  return connected(superuserUrl, async (client) => {
    const tables = await listTables(client);
    return [
      ...(await rowSecurityGaps(client, tables)),
      ...(await policyGaps(client, tables)),
      ...(await keyGaps(client, tables)),
      ...(await foreignKeyGaps(client)),
      ...(await viewAndFunctionGaps(client)),
      ...(await runtimeRoleGaps(client)),
    ];
  });
}

async function rowSecurityGaps(client: pg.Client, tables: string[]): Promise<string[]> {
  const { rows } = await client.query(
    `select c.relname, c.relnamespace::regnamespace::text as schema, c.relrowsecurity,
      c.relforcerowsecurity, c.relkind from pg_class c
    where c.relnamespace in ('public'::regnamespace, 'graphile_worker'::regnamespace)
      and c.relkind in ('r', 'p', 'f', 'm') and c.relname <> all($1)`,
    [migrationTables],
  );
  return rows.flatMap((row) => {
    const ours = tables.includes(row.relname) && row.schema === 'public';
    return [
      ...(row.relkind === 'f' || row.relkind === 'm'
        ? [`${row.relname} is a kind of table without row security`]
        : []),
      ...(row.relrowsecurity ? [] : [`${row.relname} has no row security`]),
      ...(ours && !row.relforcerowsecurity ? [`${row.relname} does not force row security`] : []),
    ];
  });
}

async function policyGaps(client: pg.Client, tables: string[]): Promise<string[]> {
  const { rows } = await client.query(
    `select schemaname, tablename, permissive, cmd, qual, with_check from pg_policies`,
  );
  const wanted = new Map<string, string>();
  for (const table of tables) {
    const rule = table in systemTables ? inSystem : (exceptions[table] ?? inWorkspace);
    wanted.set(`public.${table}`, rule);
  }
  for (const table of Object.keys(openQueueTables)) wanted.set(`graphile_worker.${table}`, 'true');
  wanted.set('graphile_worker._private_jobs', ownJobs);
  const gaps: string[] = [];
  for (const [table, rule] of wanted) {
    const policies = rows.filter((row) => `${row.schemaname}.${row.tablename}` === table);
    if (policies.length !== 1) gaps.push(`${table} has ${policies.length} policies`);
    for (const policy of policies) {
      if (policy.permissive !== 'PERMISSIVE' || policy.cmd !== 'ALL') {
        gaps.push(`${table} has a policy that is not permissive for all commands`);
      }
      if (policy.qual !== rule) gaps.push(`${table} shows rows by ${policy.qual}`);
      if (policy.with_check !== rule) gaps.push(`${table} takes rows by ${policy.with_check}`);
    }
  }
  const known = (row: { schemaname: string; tablename: string }) =>
    wanted.has(`${row.schemaname}.${row.tablename}`);
  return [...gaps, ...rows.filter((row) => !known(row)).map((row) => `${row.tablename}: unknown`)];
}

async function keyGaps(client: pg.Client, tables: string[]): Promise<string[]> {
  const gaps: string[] = [];
  const columns = await client.query(
    `select attrelid::regclass::text as table_name from pg_attribute
    where attname = 'workspace_id' and attnotnull and atttypid = 'uuid'::regtype
      and attrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace)`,
  );
  const indexes = await client.query(
    `select i.indrelid::regclass::text as table_name, i.indexrelid::regclass::text as index_name,
      i.indisprimary, a.attname from pg_index i
    left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
    where i.indisunique and i.indrelid in
      (select oid from pg_class where relnamespace = 'public'::regnamespace)`,
  );
  for (const table of tables) {
    // A workspace is its own tenant: its key is the scope.
    if (table in systemTables || table === 'workspaces') continue;
    if (!columns.rows.some((row) => row.table_name === table)) {
      gaps.push(`${table} has no workspace_id that is never null, and is no system table`);
    }
    const own = indexes.rows.filter((row) => row.table_name === table);
    if (!own.some((row) => row.indisprimary)) gaps.push(`${table} has no primary key`);
    for (const index of own) {
      if (index.attname !== 'workspace_id') {
        gaps.push(`${index.index_name} is unique across workspaces`);
      }
    }
  }
  return gaps;
}

async function foreignKeyGaps(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query(
    `select c.conname, c.conrelid::regclass::text as source, c.confrelid::regclass::text as target,
      (select array_agg(a.attname::text order by k.ord) from unnest(c.conkey)
        with ordinality k(num, ord) join pg_attribute a on a.attrelid = c.conrelid
        and a.attnum = k.num) as columns,
      (select a.attname::text from pg_attribute a where a.attrelid = c.confrelid
        and a.attnum = c.confkey[1]) as target_column
    from pg_constraint c where c.contype = 'f'
      and c.connamespace = 'public'::regnamespace`,
  );
  return rows.flatMap((key) => {
    if (key.source in systemTables && key.target in systemTables) return [];
    const toWorkspace = key.target === 'workspaces' && key.target_column === 'id';
    if (key.columns[0] === 'workspace_id') {
      if (toWorkspace || key.target_column === 'workspace_id') return [];
    }
    const shown = `${key.source}.${key.columns.join(', ')} → ${key.target}`;
    return shown in foreignKeysOutside ? [] : [`the foreign key ${shown} crosses workspaces`];
  });
}

async function viewAndFunctionGaps(client: pg.Client): Promise<string[]> {
  const views = await client.query(
    `select oid::regclass::text as name from pg_class
    where relkind = 'v' and relnamespace in ('public'::regnamespace, 'graphile_worker'::regnamespace)
      and not ('security_invoker=true' = any(coalesce(reloptions, '{}')))
      and has_table_privilege($1, oid, 'select')`,
    [runtimeRole],
  );
  const definers = await client.query(
    `select oid::regprocedure::text as name from pg_proc where prosecdef
    and pronamespace in ('public'::regnamespace, 'graphile_worker'::regnamespace)`,
  );
  const gaps = [
    ...views.rows.map((row) => `the view ${row.name} reads with its owner’s rights`),
    ...definers.rows.map((row) => `${row.name} runs with its owner’s rights`),
  ];
  for (const [name, wanted] of Object.entries(scopeFunctions)) {
    const { rows } = await client.query(
      `select pg_get_functiondef(oid) as text from pg_proc
      where proname = $1 and pronamespace = 'public'::regnamespace`,
      [name],
    );
    if (rows.length !== 1 || spelling(rows[0].text) !== spelling(wanted)) {
      gaps.push(`${name}() is not the function that the policies were written for`);
    }
  }
  return gaps;
}

/** The returned expression without the casts and capitals that Postgres adds when it prints it. */
function spelling(definition: string): string {
  const body = /return (.*)$/is.exec(definition.trim())?.[1] ?? '';
  return body.toLowerCase().replaceAll(/::text|[\s();]/g, '');
}

async function runtimeRoleGaps(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query(
    `select 'may bypass row security or make roles or databases' as gap from pg_roles
      where rolname = $1 and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)
    union all select 'is a member of ' || roleid::regrole from pg_auth_members
      where member = $1::regrole
    union all select 'owns ' || relname from pg_class where relowner = $1::regrole
    union all select 'owns ' || proname from pg_proc where proowner = $1::regrole
    union all select 'owns the schema ' || nspname from pg_namespace where nspowner = $1::regrole
    union all select 'owns the database' from pg_database
      where datname = current_database() and datdba = $1::regrole
    union all select 'may create in ' || nspname from pg_namespace
      where nspname !~ '^pg_' and has_schema_privilege($1, oid, 'create')
    union all select 'may ' || privilege || ' ' || relname from pg_class,
      unnest(array['truncate', 'references', 'trigger']) as privilege
      where relnamespace in ('public'::regnamespace, 'graphile_worker'::regnamespace)
      and relkind in ('r', 'p', 'v') and has_table_privilege($1, oid, privilege)
    union all select 'may reach ' || relname from pg_class
      where relname = any($2) and has_table_privilege($1, oid, 'select, insert, update, delete')`,
    [runtimeRole, migrationTables],
  );
  return rows.map((row) => `the runtime role ${row.gap}`);
}

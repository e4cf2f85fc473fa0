import type pg from 'pg';
import { engineerRole, runtimeRole } from '#platform/migrate.ts';
import { functionGaps, triggerGaps } from './catalogue-functions.ts';
import { policyGaps } from './catalogue-policies.ts';
import { roleGaps } from './catalogue-roles.ts';
import { listTables, migrationTables, systemTables } from './tables.ts';

/** Foreign keys out of a workspace, each with the reason why it cannot cross to another one. */
const foreignKeysOutside: Record<string, string> = {
  'members.user_id → users': 'users belong to no workspace',
  'access_grants.engineer_id → engineers': 'engineers belong to no workspace',
  'access_grants.approver_id → engineers': 'engineers belong to no workspace',
};

/** Reads pg_catalog and lists everything that could let one workspace reach another; [] is well. */
export async function findCatalogueGaps(client: pg.Client): Promise<string[]> {
  const tables = await listTables(client);
  return [
    ...(await rowSecurityGaps(client, tables)),
    ...(await policyGaps(client, tables)),
    ...(await keyGaps(client, tables)),
    ...(await foreignKeyGaps(client)),
    ...(await viewGaps(client)),
    ...(await functionGaps(client)),
    ...(await triggerGaps(client, tables)),
    ...(await roleGaps(client)),
  ];
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

async function viewGaps(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query(
    `select oid::regclass::text as name from pg_class
    where relkind = 'v' and relnamespace in ('public'::regnamespace, 'graphile_worker'::regnamespace)
      and not ('security_invoker=true' = any(coalesce(reloptions, '{}')))
      and (has_table_privilege($1, oid, 'select') or has_table_privilege($2, oid, 'select'))`,
    [runtimeRole, engineerRole],
  );
  return rows.map((row) => `the view ${row.name} reads with its owner’s rights`);
}

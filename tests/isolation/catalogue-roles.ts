import type pg from 'pg';
import { engineerRole, runtimeRole } from '#platform/migrate.ts';
import { migrationTables, readableByEngineers } from './tables.ts';

/** What the two roles could do beyond what they are for; [] is well. */
export async function roleGaps(client: pg.Client): Promise<string[]> {
  return [
    ...(await powerGaps(client, runtimeRole)),
    ...(await powerGaps(client, engineerRole)),
    ...(await runtimeGrantGaps(client)),
    ...(await engineerGrantGaps(client)),
  ];
}

/** Neither role can bypass row security, owns anything, or borrows another role's rights. */
async function powerGaps(client: pg.Client, role: string): Promise<string[]> {
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
      and relkind in ('r', 'p', 'v') and has_table_privilege($1, oid, privilege)`,
    [role],
  );
  return rows.map((row) => `the role ${role} ${row.gap}`);
}

async function runtimeGrantGaps(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query(
    `select 'may reach ' || relname as gap from pg_class
      where relname = any($2) and has_table_privilege($1, oid, 'select, insert, update, delete')
    union all select 'may write to ' || relname from pg_class
      where relname in ('engineers', 'access_grants')
      and (has_table_privilege($1, oid, 'insert, update, delete')
        or has_any_column_privilege($1, oid, 'insert, update'))
    union all select 'may change ' || relname from pg_class
      where relname in ('audit_events', 'document_versions')
      and (has_table_privilege($1, oid, 'update, delete') or has_any_column_privilege($1, oid, 'update'))`,
    [runtimeRole, migrationTables],
  );
  return rows.map((row) => `the role ${runtimeRole} ${row.gap}`);
}

/** An engineer selects from exactly the tables that are named, and there is nothing else to reach. */
async function engineerGrantGaps(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query(
    `select 'may log in' as gap from pg_roles where rolname = $1 and rolcanlogin
    union all select 'may reach the queue'
      where has_schema_privilege($1, 'graphile_worker', 'usage')
    union all select 'does not exist' where not exists (select from pg_roles where rolname = $1)
    union all select 'may not select from ' || name from unnest($2::text[]) as name
      where not has_table_privilege($1, name::regclass, 'select')
    union all select 'may select from ' || relname from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f', 'S')
      and relname <> all($2) and case relkind when 'S' then has_sequence_privilege($1, oid, 'select, usage, update')
        else has_any_column_privilege($1, oid, 'select') end
    union all select 'may write to ' || relname from pg_class
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v')
      and (has_table_privilege($1, oid, 'insert, update, delete')
        or has_any_column_privilege($1, oid, 'insert, update'))`,
    [engineerRole, Object.keys(readableByEngineers)],
  );
  return rows.map((row) => `the role ${engineerRole} ${row.gap}`);
}

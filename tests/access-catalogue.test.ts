import { afterAll, beforeAll, expect, it } from 'vitest';
import { cloneDatabase, execute, type TestDatabase } from './support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await cloneDatabase();
});
afterAll(() => database.drop());

const read = async (statement: string) => (await execute(database.superuserUrl, statement)).rows;

/** What is granted to the engineers' role, by name: "select on invoices". */
const granted = `select lower(a.privilege_type) || ' on ' || c.oid::regclass as name
  from pg_class c, aclexplode(c.relacl) a where a.grantee = 'numirio_engineer'::regrole
  union all select lower(a.privilege_type) || ' on a column of ' || t.attrelid::regclass
  from pg_attribute t, aclexplode(t.attacl) a where a.grantee = 'numirio_engineer'::regrole
  union all select lower(a.privilege_type) || ' ' || p.oid::regprocedure
  from pg_proc p, aclexplode(p.proacl) a where a.grantee = 'numirio_engineer'::regrole
  union all select lower(a.privilege_type) || ' on schema ' || n.nspname
  from pg_namespace n, aclexplode(n.nspacl) a where a.grantee = 'numirio_engineer'::regrole
  union all select 'a default: ' || lower(a.privilege_type)
  from pg_default_acl d, aclexplode(d.defaclacl) a where a.grantee = 'numirio_engineer'::regrole
  order by 1`;

it('grants engineers reading of business tables, and nothing else', async () => {
  const names = (await read(granted)).map(({ name }) => name);
  expect(names).toEqual(
    [
      'access_grants',
      'audit_events',
      'audit_heads',
      'client_terms',
      'clients',
      'comments',
      'document_versions',
      'invoice_balances',
      'invoice_terms',
      'invoices',
      'members',
      'number_periods',
      'number_series',
      'payments',
      'workspaces',
    ].map((table) => `select on ${table}`),
  );
});

it('binds each of these tables to the live grant by a restrictive policy', async () => {
  const policies = await read(
    `select tablename, policyname, permissive, cmd, roles::text, qual, with_check from pg_policies
    where 'numirio_engineer' = any(roles) order by tablename`,
  );
  const readable = (await read(granted)).map(({ name }) => name.replace('select on ', ''));
  expect(policies.map(({ tablename }) => tablename)).toEqual(readable);
  for (const policy of policies) {
    const column = policy.tablename === 'workspaces' ? 'id' : 'workspace_id';
    const bound = `(${column} = ( SELECT granted_workspace_id() AS granted_workspace_id))`;
    const own = '(login = SESSION_USER)';
    expect(policy).toMatchObject({
      permissive: 'RESTRICTIVE',
      cmd: 'ALL',
      roles: '{numirio_engineer}',
      qual: policy.tablename === 'access_grants' ? own : bound,
      with_check: 'false',
    });
  }
});

it('lets nobody but the owner of the tables change a grant or an engineer', async () => {
  const rights = await read(
    `select c.relname, a.grantee::regrole::text as role, lower(a.privilege_type) as privilege
    from pg_class c, aclexplode(c.relacl) a
    where c.relname in ('access_grants', 'engineers') and a.grantee <> c.relowner order by 1, 2`,
  );
  expect(rights.map(({ relname, role, privilege }) => `${role}: ${privilege} ${relname}`)).toEqual([
    'numirio_engineer: select access_grants',
    'numirio_runtime: select access_grants',
    'numirio_runtime: select engineers',
  ]);
});

it('gives the engineers’ role no login, no members but logins of grants, and no role of its own', async () => {
  const [role] = await read("select * from pg_roles where rolname = 'numirio_engineer'");
  expect(role).toMatchObject({
    rolcanlogin: false,
    rolsuper: false,
    rolbypassrls: false,
    rolcreaterole: false,
    rolcreatedb: false,
    rolreplication: false,
  });
  const members = await read(
    `select member::regrole::text as name from pg_auth_members
    where roleid = 'numirio_engineer'::regrole and member::regrole::text !~ '^numirio_grant_'`,
  );
  expect(members).toEqual([]);
  const of = await read(
    "select roleid::regrole from pg_auth_members where member = 'numirio_engineer'::regrole",
  );
  expect(of).toEqual([]);
});

import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { disableEngineer, revokeAccess } from '#modules/access/index.ts';
import {
  type AccessDesk,
  ask,
  askApproved,
  engage,
  openDesk,
  openGrant,
} from './support/access.ts';
import { type Member, startTestApp, type TestApp } from './support/app.ts';
import { execute } from './support/database.ts';
import { furnish, issue } from './support/fixtures.ts';
import { missingPsql, psql, startPsql } from './support/psql.ts';

/** Every table that engineers may read. */
const readable = [
  'workspaces',
  'members',
  'clients',
  'client_terms',
  'number_series',
  'number_periods',
  'invoices',
  'invoice_balances',
  'invoice_terms',
  'document_versions',
  'payments',
  'comments',
  'audit_events',
  'audit_heads',
  'access_grants',
];

let server: TestApp;
let desk: AccessDesk;
let ana: Member;
let bob: Member;

beforeAll(async () => {
  server = await startTestApp();
  server.clock.now = new Date();
  desk = await openDesk(server);
  ana = await server.signUp('Studio Ana');
  await issue(ana, await furnish(ana));
  bob = await server.signUp('Atelier Bob');
  await issue(bob, await furnish(bob));
});
afterAll(async () => {
  await desk.access.owner.close();
  await server.close();
});

const asSuperuser = (statement: string, values: unknown[] = []) =>
  execute(server.database.superuserUrl, statement, values);

/** A grant that is open, with its login's password as if it had leaked. */
async function leak(workspaceId = ana.workspaceId, from = desk) {
  const grantId = await askApproved(from, { workspaceId });
  const opened = await openGrant(from, grantId);
  onTestFinished(async () => {
    opened.stop();
    await opened.ended.catch(() => {});
  });
  return { grantId, opened, url: await leakedUrl(opened.user), scope: scopeOf(workspaceId) };
}

async function leakedUrl(login: string): Promise<string> {
  const password = randomBytes(12).toString('hex');
  await asSuperuser(`alter role ${login} password '${password}'`);
  const url = new URL(server.database.ownerUrl);
  url.username = login;
  url.password = password;
  return url.toString();
}

const scopeOf = (workspaceId: string) => `set numirio.workspace_id = '${workspaceId}';`;
const counts = readable.map((table) => `select count(*) from ${table};`).join('\n');
/** What psql prints when each of these tables is empty. */
const nothing = '0\n'.repeat(readable.length);

const denied = '42501';

/** Runs statements in one session of psql; returns each with its SQLSTATE, and fails where one shows a row. */
async function statesOf(url: string, before: string, statements: string[]) {
  const lines = statements.map((statement) => `${statement}\n\\echo :SQLSTATE`);
  const { stdout } = await psql(url, `${before}\n${lines.join('\n')}`);
  const states = stdout.trim().split('\n');
  expect(states.filter((line) => !/^[0-9A-Z]{5}$/.test(line))).toEqual([]);
  return statements.map((statement, index) => [statement, states[index]] as const);
}

describe.skipIf(missingPsql())('a leaked password', () => {
  it('reads the workspace of its grant, and nothing before the workspace is named', async () => {
    const { url, scope } = await leak();
    const blind = await psql(url, counts);
    expect(blind).toEqual({ code: 0, stdout: nothing, stderr: '' });
    const seeing = await psql(
      url,
      `${scope} select legal_name from workspaces; select count(*) from invoices;`,
    );
    expect(seeing.stdout).toBe('Studio Ana Weber\n1\n');
  });

  it('shows no row of another workspace by any setting, role or snapshot', async () => {
    const { url, grantId } = await leak();
    const foreign = `select count(*) from invoices where workspace_id = '${bob.workspaceId}';
      select count(*) from workspaces where id = '${bob.workspaceId}';
      select count(*) from access_grants where id <> '${grantId}';`;
    const tricks = [
      scopeOf(bob.workspaceId),
      "set numirio.scope = 'system';",
      "set numirio.scope = 'worker'; set numirio.role = 'owner';",
      'set role numirio_engineer;',
      `set local role numirio_engineer; begin isolation level repeatable read; ${scopeOf(bob.workspaceId)}`,
      'reset all; reset role; discard all;',
      'set row_security = off;',
      `prepare all_of_it as select * from invoices; ${scopeOf(bob.workspaceId)} execute all_of_it;`,
      `set session_replication_role = replica;`,
      'set session authorization numirio_runtime;',
      'set role numirio_runtime; set role numirio_owner; set role postgres;',
      "select * from enter_workspace('00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000000', now());",
      "create function pg_temp.leak(anyelement) returns boolean language sql as 'select true';",
    ];
    for (const trick of tricks) {
      const run = await psql(url, `${trick}\n${foreign}`);
      const shown = run.stdout.split('\n').filter((line) => line !== '');
      expect([trick, ...shown.filter((line) => line !== '0')]).toEqual([trick]);
      expect([trick, shown.length === 3 || run.stderr.includes('ERROR')]).toEqual([trick, true]);
    }
  });

  it('reads no people, sessions, mails, keys or jobs, and no system table', async () => {
    const { url, scope } = await leak();
    const { rows } = await asSuperuser(
      `select oid::regclass::text as name from pg_class where relkind in ('r', 'v', 'm', 'p', 'S')
      and relnamespace in ('public'::regnamespace, 'graphile_worker'::regnamespace) and relname <> all($1)`,
      [readable],
    );
    const others = rows.map(({ name }) => name);
    expect(others).toEqual(expect.arrayContaining(['users', 'sessions', 'emails', 'engineers']));
    const secrets = ['pg_authid', 'pg_shadow', 'pg_user_mapping', 'pg_statistic', 'pg_largeobject'];
    const selects = [...others, ...secrets].map((table) => `select * from ${table};`);
    const files = ["select pg_read_file('PG_VERSION');", "select pg_ls_dir('.');"];
    const all = [...selects, ...files];
    const before = `${scope} set numirio.scope = 'system';`;
    expect(await statesOf(url, before, all)).toEqual(all.map((statement) => [statement, denied]));
  });

  it('writes, creates and runs nothing, even where it sets its transactions to write', async () => {
    const { url, scope } = await leak();
    const contents = () =>
      asSuperuser("select md5(string_agg(i::text, ',' order by id)) as hash from invoices i");
    const before = await contents();
    const attempts = [
      ...readable.flatMap((table) => [
        `delete from ${table};`,
        `update ${table} set ${table === 'workspaces' ? 'id = id' : 'workspace_id = workspace_id'};`,
        `insert into ${table} default values;`,
        `truncate ${table};`,
        `select * from ${table} for update;`,
        `alter table ${table} disable row level security;`,
      ]),
      'create table loot (a int);',
      'create temp table loot (a int);',
      'create schema loot;',
      'create view loot as select 1;',
      "create function loot() returns int language sql as 'select 1';",
      'create role loot;',
      "copy (select 1) to program 'id';",
      "copy (select 1) to '/dev/null';",
      "select lo_import('/etc/hostname');",
      "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'numirio_owner';",
      "alter role current_user valid until 'infinity';",
      'grant numirio_runtime to current_user;',
      'drop policy granted on invoices;',
      'alter system set fsync = off;',
      'set session_replication_role = replica;',
    ];
    const writable = `set default_transaction_read_only = off; ${scope}`;
    const states = await statesOf(url, writable, attempts);
    expect(states.filter(([, state]) => state !== denied)).toEqual([]);
    const prepared = await statesOf(url, 'begin;', ["prepare transaction 'loot';"]);
    expect(prepared).toEqual([["prepare transaction 'loot';", '55000']]);
    const unwritable = await statesOf(url, scope, ['create table loot (a int);']);
    expect(unwritable).toEqual([['create table loot (a int);', '25006']]);
    expect((await contents()).rows).toEqual(before.rows);
  });
});

describe.skipIf(missingPsql())('a grant shows no row', () => {
  /** A login as a grant has it, of a grant that is not to be read with. */
  async function loginOf(grantId: string): Promise<string> {
    const login = `numirio_grant_${randomBytes(8).toString('hex')}`;
    await asSuperuser(`create role ${login} login in role numirio_engineer`);
    onTestFinished(async () => {
      await asSuperuser(`drop role if exists ${login}`);
    });
    await asSuperuser('update access_grants set login = $1 where id = $2', [login, grantId]);
    return leakedUrl(login);
  }
  const everything = `${counts} set numirio.scope = 'system'; ${counts}`;
  const all = (workspaceId: string) => `${scopeOf(workspaceId)} ${everything}`;
  /** The row of the grant itself is its own login's to see. */
  const onlyItself = `${'0\n'.repeat(readable.length - 1)}1\n`.repeat(2);

  it('before it is approved, and before it is opened', async () => {
    for (const grantId of [
      await ask(desk, { workspaceId: ana.workspaceId }),
      await askApproved(desk, { workspaceId: ana.workspaceId }),
    ]) {
      const run = await psql(await loginOf(grantId), all(ana.workspaceId));
      expect(run).toEqual({ code: 0, stdout: onlyItself, stderr: '' });
    }
  });

  it('without a grant at all', async () => {
    const login = `numirio_grant_${randomBytes(8).toString('hex')}`;
    await asSuperuser(`create role ${login} login in role numirio_engineer`);
    onTestFinished(async () => {
      await asSuperuser(`drop role ${login}`);
    });
    const run = await psql(await leakedUrl(login), all(ana.workspaceId));
    expect(run).toEqual({ code: 0, stdout: nothing.repeat(2), stderr: '' });
  });

  it('after its time, by the clock of Postgres', async () => {
    const { url, grantId } = await leak();
    await asSuperuser(
      `update access_grants set opened_at = clock_timestamp() - interval '2 hours',
        expires_at = clock_timestamp() where id = $1`,
      [grantId],
    );
    const run = await psql(url, all(ana.workspaceId));
    expect(run).toEqual({ code: 0, stdout: onlyItself, stderr: '' });
  });

  it('when the time runs out within one transaction', async () => {
    const { url, grantId, scope } = await leak();
    await asSuperuser(
      `update access_grants set expires_at = clock_timestamp() + interval '3 seconds' where id = $1`,
      [grantId],
    );
    const run = await psql(
      url,
      `${scope} begin isolation level repeatable read;
      prepare mine as select count(*) from invoices; execute mine;
      select pg_sleep(0.05 + extract(epoch from expires_at - clock_timestamp())) is null
      from access_grants; execute mine; select count(*) from invoices;`,
    );
    expect(run.stdout).toBe('1\nf\n0\n0\n');
  });

  it('when it is revoked: its sessions end, whatever they are in', async () => {
    const { url, grantId, scope, opened } = await leak();
    const input = `${scope} begin isolation level repeatable read; select count(*) from invoices;
      select 'began'; select pg_sleep(60); select count(*) from invoices;`;
    const run = startPsql(url, input);
    while (!run.stdout().includes('began')) await new Promise((resolve) => setTimeout(resolve, 20));
    await revokeAccess(desk.access, grantId, 'Jan Krol');
    const { stdout, stderr } = await run.ended;
    expect(stdout).toBe('1\nbegan\n');
    expect(stderr).toContain('terminating connection due to administrator command');
    expect((await psql(url, 'select 1;')).stderr).toContain('authentication failed');
    expect(await opened.ended).toBe('revoked');
  });

  it('when its row says revoked, before anybody ended its sessions', async () => {
    const { url, grantId } = await leak();
    await asSuperuser('update access_grants set revoked_at = now() where id = $1', [grantId]);
    const run = await psql(url, all(ana.workspaceId));
    // The gate has noticed by now, or it has not; in neither case there is a row.
    expect(onlyItself.startsWith(run.stdout)).toBe(true);
  });

  it('when its engineer is disabled', async () => {
    const eva = await engage(desk.access, 'Eva Zwei');
    const { url, opened } = await leak(ana.workspaceId, { ...desk, asker: eva });
    expect(
      (await psql(url, `${scopeOf(ana.workspaceId)} select count(*) from invoices;`)).stdout,
    ).toBe('1\n');
    expect(await disableEngineer(desk.access, eva.email)).toBe(1);
    expect((await psql(url, 'select 1;')).stderr).toContain('authentication failed');
    expect(await opened.ended).toBe('revoked');
  });

  it('after valid until, even if nobody has dropped its login', async () => {
    const { url, opened } = await leak();
    await asSuperuser(`alter role ${opened.user} valid until '2020-01-01'`);
    expect((await psql(url, 'select 1;')).stderr).toContain('authentication failed');
  });
});

import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { revokeAccess } from '#modules/access/index.ts';
import {
  type AccessDesk,
  askApproved,
  openDesk,
  openGrant,
  statementsOf,
} from './support/access.ts';
import { type Member, startTestApp, type TestApp } from './support/app.ts';
import { execute } from './support/database.ts';
import { furnish, issue } from './support/fixtures.ts';
import { gateUrl, missingPsql, psql, startPsql } from './support/psql.ts';

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
  await bob.request('PATCH', bob.path, { footerNote: 'buttercup' });
  await issue(bob, await furnish(bob), { subject: 'buttercup' });
});
afterAll(async () => {
  await desk.access.owner.close();
  await server.close();
});

/** A gate to Ana's workspace, which ends with the test. */
async function openGate() {
  const grantId = await askApproved(desk, { workspaceId: ana.workspaceId });
  const opened = await openGrant(desk, grantId);
  onTestFinished(async () => {
    opened.stop();
    await opened.ended;
  });
  return { ...opened, grantId, url: gateUrl(opened) };
}

/** Waits until something has become true. */
async function until(isTrue: () => Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 20));
}

async function loginExists(login: string): Promise<boolean> {
  const found = await execute(
    server.database.superuserUrl,
    'select from pg_roles where rolname = $1',
    [login],
  );
  return found.rowCount === 1;
}

describe.skipIf(missingPsql())('psql at the gate', () => {
  it('reads, and its owner sees each statement with its rows', async () => {
    const gate = await openGate();
    const input = [
      'select name from clients;',
      'select generate_series(1, 3) \\; select 1 \\; select 7;',
      'select 1 from nothing;',
      'show transaction_read_only;',
    ];
    const run = await psql(gate.url, input.join('\n'));
    expect(run.stdout).toBe('Müller & Söhne GmbH\n1\n2\n3\n1\n7\non\n');
    expect(run.stderr).toContain('relation "nothing" does not exist');
    expect(await statementsOf(ana, gate.grantId)).toMatchObject([
      { statement: 'select name from clients;', rows: 1, outcome: 'SELECT 1' },
      {
        statement: 'select generate_series(1, 3) ; select 1 ; select 7;',
        rows: 5,
        outcome: 'SELECT 3; SELECT 1; SELECT 1',
      },
      {
        statement: 'select 1 from nothing;',
        rows: 0,
        outcome: 'ERROR: relation "nothing" does not exist',
      },
      { statement: 'show transaction_read_only;', rows: 1, outcome: 'SHOW' },
    ]);
  });

  it('describes tables and lists them, and reads no system table', async () => {
    const gate = await openGate();
    const run = await psql(
      gate.url,
      '\\pset tuples_only off\n\\d invoices\n\\dt\n\\du\n\\l\n\\df\n\\conninfo\n',
    );
    expect(run.stderr).toBe('');
    expect(run.stdout).toContain('issue_on|date');
    expect(run.stdout).toContain('POLICY "granted" AS RESTRICTIVE');
    for (const table of ['users', 'sessions', 'emails', 'engineers', 'signing_keys', 'passkeys']) {
      const refused = await psql(gate.url, `select * from ${table};`);
      expect(refused).toMatchObject({ stdout: '' });
      expect(refused.stderr).toContain(`permission denied for table ${table}`);
    }
  });

  it('copies out and not in, and through no program', async () => {
    const gate = await openGate();
    const out = await psql(gate.url, '\\copy (select kind, name from clients) to stdout csv\n');
    expect(out).toEqual({ code: 0, stdout: 'business,Müller & Söhne GmbH\n', stderr: '' });
    const refused = await psql(
      gate.url,
      `begin read write;\n\\copy clients (name) from '/dev/null'\nrollback;
      copy clients to program 'id'; copy clients to '/dev/null';`,
    );
    expect(refused.stdout).toBe('');
    expect(refused.stderr).toContain('permission denied for table clients');
    expect(refused.stderr).toContain('external program');
    expect(refused.stderr).toContain('COPY to a file');
    expect(await statementsOf(ana, gate.grantId)).toMatchObject([
      { rows: 1, outcome: 'COPY 1' },
      { rows: 0 },
      { rows: 0, outcome: 'ERROR: permission denied for table clients' },
      { rows: 0 },
      { rows: 0 },
      { rows: 0 },
    ]);
  });

  it('finds nothing of another workspace, whatever it sets', async () => {
    const gate = await openGate();
    const canary = `select * from invoices i, workspaces w
      where i::text like '%buttercup%' or w::text like '%buttercup%' or w.id = '${bob.workspaceId}';`;
    const run = await psql(
      gate.url,
      `${canary}
      set numirio.workspace_id = '${bob.workspaceId}'; select count(*) from invoices; ${canary}
      set numirio.scope = 'system'; select id from workspaces; ${canary}
      reset all; ${canary}`,
    );
    expect(run).toEqual({ code: 0, stdout: `0\n${ana.workspaceId}\n`, stderr: '' });
  });

  it('cancels what takes too long', async () => {
    const gate = await openGate();
    const run = startPsql(gate.url, 'select pg_sleep(60);\nselect 5;');
    await until(async () => (await statementsOf(ana, gate.grantId)).length === 1);
    run.child.kill('SIGINT');
    expect((await run.ended).stderr).toContain('canceling statement due to user request');
    const [sleep] = await statementsOf(ana, gate.grantId);
    expect(sleep).toMatchObject({
      rows: 0,
      outcome: 'ERROR: canceling statement due to user request',
    });
  });

  it('takes the password that was printed and no other', async () => {
    const gate = await openGate();
    const wrong = await psql(gate.url.replace(gate.password, 'guessed'), 'select 1;');
    expect([wrong.code, wrong.stdout]).toEqual([2, '']);
    expect(wrong.stderr).toContain('the password is not the one');
    const elsewhere = await psql(gate.url.replace(/[^/]*$/, 'postgres'), 'select 1;');
    expect(elsewhere.stderr).toContain('this access is to the database');
    expect(await statementsOf(ana, gate.grantId)).toEqual([]);
  });
});

describe('the gate', () => {
  const connect = async (url: string) => {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => {});
    await client.connect();
    onTestFinished(() => client.end().catch(() => {}));
    return client;
  };

  it('lets simple queries pass only', async () => {
    const gate = await openGate();
    const client = await connect(gate.url);
    await expect(client.query('select $1::int', [1])).rejects.toThrow('only simple queries');
    await expect(client.query('select 3 as three')).resolves.toMatchObject({
      rows: [{ three: 3 }],
    });
    expect(await statementsOf(ana, gate.grantId)).toHaveLength(1);
  });

  it('refuses a statement above 64 KiB, and goes on', async () => {
    const gate = await openGate();
    const client = await connect(gate.url);
    const long = (bytes: number) => `select 1 --${'-'.repeat(bytes - 11)}`;
    await expect(client.query(long(65_537))).rejects.toThrow('may have 65536 bytes');
    await expect(client.query(long(65_536))).resolves.toMatchObject({ rowCount: 1 });
    const statements = await statementsOf(ana, gate.grantId);
    expect(statements.map(({ statement }) => statement.length)).toEqual([65_536]);
  });

  it('counts rows that were sent before an error', async () => {
    const gate = await openGate();
    const client = await connect(gate.url);
    const trick = 'select 1 / (50 - n) from generate_series(1, 100) n';
    await expect(client.query(trick)).rejects.toThrow('division by zero');
    await client.query('select 1');
    expect(await statementsOf(ana, gate.grantId)).toMatchObject([
      { rows: 49, outcome: 'ERROR: division by zero' },
      { rows: 1 },
    ]);
  });

  it('keeps to the encoding in which statements are recorded', async () => {
    const gate = await openGate();
    const client = await connect(gate.url);
    await expect(client.query("set client_encoding = 'LATIN1'")).rejects.toThrow();
    await expect(client.query('select 1')).rejects.toThrow();
    expect(await statementsOf(ana, gate.grantId)).toHaveLength(1);
  });

  it('passes nothing on that cannot be recorded', async () => {
    const gate = await openGate();
    const client = await connect(gate.url);
    const { superuserUrl } = server.database;
    await execute(
      superuserUrl,
      "alter table audit_events add constraint full_disk check (at < now() - interval '1 day') not valid",
    );
    onTestFinished(async () => {
      await execute(superuserUrl, 'alter table audit_events drop constraint if exists full_disk');
    });
    await expect(client.query('select pg_advisory_lock(4711)')).rejects.toThrow();
    const held = await execute(
      superuserUrl,
      "select from pg_locks where locktype = 'advisory' and objid = 4711",
    );
    expect(held.rowCount).toBe(0);
    await execute(superuserUrl, 'alter table audit_events drop constraint full_disk');
    await expect(client.query('select 1')).rejects.toThrow();
    expect(await statementsOf(ana, gate.grantId)).toEqual([]);
  });

  it('records as interrupted what its client did not wait for, and stops it', async () => {
    const gate = await openGate();
    const client = await connect(gate.url);
    const running = client.query('select pg_sleep(60)').catch(() => {});
    await until(async () => (await statementsOf(ana, gate.grantId)).length === 1);
    (
      client as unknown as { connection: { stream: { destroy(): void } } }
    ).connection.stream.destroy();
    await running;
    await until(async () => (await statementsOf(ana, gate.grantId))[0]?.outcome === 'interrupted');
    await until(async () => {
      const activity = `select from pg_stat_activity where usename = '${gate.user}'`;
      return (await execute(server.database.superuserUrl, activity)).rowCount === 0;
    });
  });

  it('ends with the time, and takes the login with it', async () => {
    const gate = await openGate();
    const client = await connect(gate.url);
    const running = client.query('select pg_sleep(60)');
    running.catch(() => {});
    await until(async () => (await statementsOf(ana, gate.grantId)).length === 1);
    const { now } = server.clock;
    onTestFinished(() => {
      server.clock.now = now;
    });
    server.clock.now = new Date(now.getTime() + 30 * 60_000);
    await expect(running).rejects.toThrow();
    expect(await gate.ended).toBe('expired');
    expect(await loginExists(gate.user)).toBe(false);
    await expect(connect(gate.url)).rejects.toThrow();
    server.clock.now = now;
    expect(await statementsOf(ana, gate.grantId)).toMatchObject([{ outcome: 'interrupted' }]);
  });

  it('ends at once when another process revokes it', async () => {
    const gate = await openGate();
    const client = await connect(gate.url);
    await client.query('select 1');
    await revokeAccess(desk.access, gate.grantId, 'Jan Krol');
    expect(await loginExists(gate.user)).toBe(false);
    await expect(client.query('select 1')).rejects.toThrow();
    expect(await gate.ended).toBe('revoked');
    const log = await ana.request('GET', `${ana.path}/access-log`);
    expect(log.json.items[0]).toMatchObject({ state: 'revoked', statements: 1 });
  });
});

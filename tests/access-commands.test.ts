import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newId } from '#lib/ids.ts';
import { runAccess } from '../src/access-commands.ts';
import { cloneDatabase, execute, type TestDatabase } from './support/database.ts';
import { signUpByMail } from './support/http-member.ts';
import { missingPsql, psql } from './support/psql.ts';
import {
  type Environment,
  endServers,
  freePort,
  makeDataDir,
  removeDataDir,
  runProgram,
  type Server,
  startServer,
} from './support/server.ts';

let database: TestDatabase;
let environment: Environment;
let server: Server;
let folder: string;

beforeAll(async () => {
  database = await cloneDatabase();
  folder = mkdtempSync(join(tmpdir(), 'numirio-keys-'));
  environment = {
    PORT: String(await freePort()),
    NUMIRIO_DATA_DIR: makeDataDir(),
    DATABASE_URL: database.ownerUrl,
    DATABASE_RUNTIME_URL: database.runtimeUrl,
  };
  server = await startServer(environment, 'serve');
  runProgram('work', environment);
  writeFileSync(join(folder, 'passphrase'), 'correct horse battery\nignored\n');
  writeFileSync(join(folder, 'wrong'), 'another passphrase\n');
}, 60_000);
afterAll(async () => {
  await endServers();
  await removeDataDir(environment.NUMIRIO_DATA_DIR ?? '');
  rmSync(folder, { recursive: true, force: true });
  await database.drop();
});

const file = (name: string) => join(folder, name);
const access = (...words: string[]) => runProgram('access', environment, ...words);

const as = (name: string) => [
  ...['--as', `${name}@numirio.example`, '--key', file(name)],
  ...['--passphrase-file', file('passphrase')],
];

async function done(...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await access(...words).ended;
  if (code !== 0) throw new Error(`access ${words.join(' ')}: ${stderr}`);
  return stdout;
}

async function refused(...words: string[]): Promise<string> {
  const { code, stderr } = await access(...words).ended;
  expect(code).toBe(1);
  return stderr;
}

async function engage(name: string): Promise<void> {
  await done('key', file(name), '--passphrase-file', file('passphrase'));
  await done('add-engineer', `${name}@numirio.example`, name, file(`${name}.pub`));
}

it.skipIf(missingPsql())(
  'takes an access from the key to the end, each step by a command',
  async () => {
    const ana = await signUpByMail(server.baseUrl, 'ana@example.com');
    const [workspace] = (await ana.request('GET', '/v1/workspaces')).json.items;
    await Promise.all([engage('eva'), engage('jan')]);
    const asked = await done(
      'request',
      workspace.id,
      ...['--reason', 'incident', '--ticket', 'INC-7', '--minutes', '20', ...as('eva')],
    );
    const grantId = /Requested: (\S+)/.exec(asked)?.[1] ?? '';
    expect(await refused('approve', grantId, ...as('eva'))).toMatch(/another engineer has to/);
    expect(await done('approve', grantId, ...as('jan'))).toMatch(/^Approved: eva may read /);

    const opened = access('open', grantId, ...as('eva'));
    while (!opened.stdout().includes('Ctrl-C')) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const [, password, port, user, name] =
      /PGPASSWORD=(\S+) psql "host=127.0.0.1 port=(\d+) user=(\S+) dbname=(\S+) /.exec(
        opened.stdout(),
      ) ?? [];
    const url = `postgres://${user}:${password}@127.0.0.1:${port}/${name}`;
    const read = await psql(url, 'select id from workspaces;');
    expect(read).toEqual({ code: 0, stdout: `${workspace.id}\n`, stderr: '' });
    expect(await done('list')).toContain(`${grantId} open`);
    expect(await done('logins')).not.toContain(user);

    expect(await done('revoke', grantId, '--as', 'jan@numirio.example')).toMatch(/^Revoked: eva/);
    const ended = await opened.ended;
    expect([ended.code, ended.stdout]).toEqual([
      0,
      expect.stringMatching(/It was revoked; the login is gone\.\n$/),
    ]);
    const log = await ana.request('GET', `/v1/workspaces/${workspace.id}/access-log`);
    expect(log.json.items).toMatchObject([{ id: grantId, state: 'revoked', statements: 1 }]);
    const elsewhere = { ...environment, NUMIRIO_SECRET: 'with another one nobody reads its mails' };
    const other = await runProgram('access', elsewhere, 'list').ended;
    expect([other.code, other.stderr]).toEqual([
      1,
      'NUMIRIO_SECRET is not the one of this installation.\n',
    ]);
    const mails = await execute(database.superuserUrl, 'select kind from emails order by id');
    expect(mails.rows.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['access_opened', 'access_ended', 'engineer_added']),
    );
  },
  120_000,
);

it('ends with Ctrl-C, and a login that outlived its gate goes with the next command', async () => {
  const ben = await signUpByMail(server.baseUrl, 'ben@example.com');
  const [workspace] = (await ben.request('GET', '/v1/workspaces')).json.items;
  await Promise.all([engage('mia'), engage('tom')]);
  const open = async () => {
    const asked = await done(
      'request',
      workspace.id,
      ...['--reason', 'legal', '--ticket', 'L-1', '--minutes', '1', ...as('mia')],
    );
    const grantId = /Requested: (\S+)/.exec(asked)?.[1] ?? '';
    await done('approve', grantId, ...as('tom'));
    const run = access('open', grantId, ...as('mia'));
    while (!run.stdout().includes('Ctrl-C')) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return { grantId, run, login: /user=(\S+)/.exec(run.stdout())?.[1] ?? '' };
  };
  const logins = async () => {
    const found = await execute(
      database.superuserUrl,
      'select rolname from pg_roles where rolname in (select login from access_grants)',
    );
    return found.rows.map(({ rolname }) => rolname);
  };
  const first = await open();
  expect(await logins()).toEqual([first.login]);
  first.run.child.kill('SIGINT');
  expect((await first.run.ended).stdout).toMatch(/Ended; the login is gone\.\n$/);
  expect(await logins()).toEqual([]);

  const second = await open();
  second.run.child.kill('SIGKILL');
  await second.run.ended;
  expect(await logins()).toEqual([second.login]);
  await execute(
    database.superuserUrl,
    `update access_grants set opened_at = now() - interval '1 hour', expires_at = now()
    where id = '${second.grantId}'`,
  );
  expect(await done('list')).toMatch(/^1 login of ended grants removed\.\n/);
  expect(await logins()).toEqual([]);
}, 120_000);

it('makes a key that only its owner reads, and overwrites none', async () => {
  const passphrase = ['--passphrase-file', file('passphrase')];
  await done('key', file('new'), ...passphrase);
  expect(statSync(file('new')).mode & 0o777).toBe(0o600);
  expect(readFileSync(file('new'), 'utf8')).toMatch(/^-----BEGIN ENCRYPTED PRIVATE KEY-----/);
  expect(readFileSync(file('new.pub'), 'utf8')).toMatch(/^-----BEGIN PUBLIC KEY-----/);
  const says = (text: string, ...words: string[]) =>
    expect(runAccess(...words)).rejects.toThrow(text);
  await says('exists already', 'key', file('new'), ...passphrase);
  await says('is a private key', 'add-engineer', 'x@numirio.example', 'X', file('new'));
  await says('is no public key', 'add-engineer', 'x@numirio.example', 'X', file('passphrase'));
  const approve = ['approve', newId(), '--as', 'x@numirio.example', '--key'];
  await says('cannot be read (ENOENT)', ...approve, file('nowhere'), ...passphrase);
  await says('does not open', ...approve, file('new'), '--passphrase-file', file('wrong'));
  chmodSync(file('new'), 0o644);
  await says('Others may read', ...approve, file('new'), ...passphrase);
}, 60_000);

it('says in one sentence what is wrong with how it is called', async () => {
  const wrong: [string[], RegExp][] = [
    [[], /^Usage: numirio access <command>/],
    [['look'], /^Usage: numirio access <command>/],
    [['list', 'more'], /takes 0 words/],
    [['request', newId()], /needs --as/],
    [['revoke', 'x', '--minutes', '3'], /takes no --minutes/],
    [['list', '--force'], /Unknown option '--force'/],
  ];
  for (const [words, text] of wrong) await expect(runAccess(...words)).rejects.toThrow(text);
  expect(await refused('key', file('k'))).toMatch(/^There is no terminal to ask/);
  expect(await refused('revoke', newId())).toMatch(/^There is no grant/);
}, 60_000);

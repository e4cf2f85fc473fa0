import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import { startEmbeddedDatabase } from '#platform/embedded-database.ts';
import { demoAccount } from '../src/demo/account.ts';
import { testPassword } from './support/cluster.ts';
import { execute } from './support/database.ts';
import { call, signUpByMail } from './support/http-member.ts';
import {
  type Environment,
  endServers,
  freePort,
  makeDataDir,
  postgresFolder,
  postgresProcess,
  removeDataDir,
  runProgram,
  startServer,
} from './support/server.ts';

const dataDirs: string[] = [];
const folder = () => {
  const dataDir = makeDataDir();
  dataDirs.push(dataDir);
  return dataDir;
};
const environment = async (changes: Environment = {}): Promise<Environment> => ({
  NUMIRIO_DATA_DIR: folder(),
  PORT: String(await freePort()),
  ...changes,
});
afterAll(async () => {
  await endServers();
  for (const dataDir of dataDirs) await removeDataDir(dataDir);
});

/** One sentence on stderr, nothing on stdout, exit code 1. */
async function expectRefusal(env: Environment, sentence: RegExp): Promise<void> {
  const ended = await runProgram('start', env).ended;
  expect(ended.stderr).toMatch(sentence);
  expect(ended.stderr.trim().split('\n')).toHaveLength(1);
  expect(ended).toMatchObject({ code: 1, stdout: '' });
}

describe('a start that cannot succeed', () => {
  it.each<[string, Environment, RegExp]>([
    ['PORT', { PORT: 'abc' }, /^The environment variable PORT .* from 1 to 65535\.$/m],
    ['DATABASE_URL', { DATABASE_URL: 'foo' }, /^The environment variable DATABASE_URL .*\.$/m],
    [
      'NUMIRIO_BASE_URL',
      { NUMIRIO_BASE_URL: 'http://example.com' },
      /^The environment variable NUMIRIO_BASE_URL must begin with https:\/\/ .*\.$/m,
    ],
    [
      'NUMIRIO_SECRET',
      { NUMIRIO_SECRET: 'short' },
      /^The environment variable NUMIRIO_SECRET .* 32 characters\.$/m,
    ],
    ['NUMIRIO_LOG', { NUMIRIO_LOG: 'loud' }, /^The environment variable NUMIRIO_LOG .*\.$/m],
  ])('names the environment variable %s', async (_name, changes, sentence) => {
    await expectRefusal(await environment(changes), sentence);
  });

  it('names a data folder that cannot be written', async () => {
    const file = join(folder(), 'a-file');
    writeFileSync(file, '');
    const below = join(file, 'data');
    await expectRefusal(
      await environment({ NUMIRIO_DATA_DIR: below }),
      /^The data folder \S+ cannot be written \(ENOTDIR\); set NUMIRIO_DATA_DIR .*\.$/m,
    );
  });

  it.runIf(existsSync('/proc/self'))('names a data folder that takes no entries', async () => {
    await expectRefusal(
      await environment({ NUMIRIO_DATA_DIR: '/proc/numirio' }),
      /^The data folder \/proc\/numirio cannot be written/m,
    );
  });

  it('names a busy port, and leaves no Postgres behind', async () => {
    const env = await environment();
    const other = createServer().listen(Number(env.PORT), '127.0.0.1');
    await expectRefusal(env, /^Port \d+ is in use; .*\.$/m);
    other.close();
    expect(postgresProcess(env.NUMIRIO_DATA_DIR ?? '')).toBeUndefined();
  });
});

describe('a data folder', () => {
  it('keeps everything over a stop, and is refused to a second server meanwhile', async () => {
    const env = await environment();
    const first = await startServer(env);
    const ana = await signUpByMail(first.baseUrl, 'ana@example.com');
    await ana.request('PATCH', ana.path, { bankName: 'Sparkasse' });

    await expectRefusal(
      { ...env, PORT: String(await freePort()) },
      /^Another Numirio runs on the data folder \S+; .*\.$/m,
    );
    expect((await ana.request('GET', ana.path)).status).toBe(200);

    expect((await first.end('SIGTERM')).code).toBe(0);
    const second = await startServer(env);
    expect((await ana.request('GET', ana.path)).json.bankName).toBe('Sparkasse');
    await second.end('SIGTERM');
    process.stdout.write(
      `ready after ${first.readyMs.toFixed(0)} ms with initdb, ${second.readyMs.toFixed(0)} ms later\n`,
    );
  });

  it('is refused where its secret is another one', async () => {
    const env = await environment();
    await (await startServer(env)).end('SIGTERM');
    await expectRefusal(
      { ...env, NUMIRIO_SECRET: 'another secret of more than 32 characters' },
      /^The data folder was set up with another NUMIRIO_SECRET; .*\.$/m,
    );
    expect(postgresProcess(env.NUMIRIO_DATA_DIR ?? '')).toBeUndefined();
  });

  it.runIf(process.getuid?.() === 0)(
    'may lie where only root may enter, and one line says where Postgres keeps its data',
    async () => {
      const home = mkdtempSync(join(tmpdir(), 'numirio-home-'));
      dataDirs.push(home);
      const dataDir = join(home, 'data');
      mkdirSync(dataDir);
      dataDirs.unshift(dataDir);
      const server = await startServer(await environment({ NUMIRIO_DATA_DIR: dataDir }));
      const told = server.stdout().match(/^Postgres may not enter .*$/gm);
      expect(told).toEqual([expect.stringContaining(postgresFolder(dataDir))]);
      expect((await call(server.baseUrl, '', 'GET', '/readyz')).status).toBe(200);
      await server.end('SIGTERM');
    },
  );
});

describe('a stop', () => {
  it('finishes the request that is running', async () => {
    const server = await startServer(await environment());
    const { email, password } = await signUpByMail(server.baseUrl, 'ana@example.com');
    // Hashing a password takes some tenths of a second.
    const signIn = call(server.baseUrl, '', 'POST', '/v1/sessions', { email, password });
    await delay(50);
    const [answer, ended] = await Promise.all([signIn, server.end('SIGTERM')]);
    expect(answer.status).toBe(201);
    expect(ended.code).toBe(0);
    await expect(call(server.baseUrl, '', 'GET', '/healthz')).rejects.toThrow();
  });

  it('reaches the server when npm start is told to end', async () => {
    const env = await environment();
    const { PATH = '', HOME = '' } = process.env;
    const npm = spawn('npm', ['start'], { env: { PATH, HOME, ...env }, stdio: 'pipe' });
    await new Promise<void>((resolve, reject) => {
      npm.stdout.on('data', (text) => String(text).includes('is ready at') && resolve());
      npm.once('close', () => reject(new Error('npm start ended')));
    });
    npm.kill('SIGTERM');
    const running = () => postgresProcess(env.NUMIRIO_DATA_DIR ?? '');
    await expect.poll(running, { timeout: 15_000 }).toBeUndefined();
  });
});

describe('DATABASE_URL', () => {
  it('runs the product on another Postgres, with a runtime role that owns nothing', async () => {
    const cluster = await startEmbeddedDatabase({
      dataDir: folder(),
      password: testPassword,
      notify: () => {},
      settings: ['fsync=off'],
    });
    try {
      await execute(cluster.superuserUrl, "create role maker login createrole password 'maker'");
      await execute(cluster.superuserUrl, 'create database numbers owner maker');
      const address = new URL(cluster.superuserUrl);
      address.username = 'maker';
      address.password = 'maker';
      address.pathname = '/numbers';

      const server = await startServer(await environment({ DATABASE_URL: address.href }));
      const ana = await signUpByMail(server.baseUrl, 'ana@example.com');
      expect((await ana.request('GET', ana.path)).status).toBe(200);
      // The demo account belongs to the embedded database, on the operator's own machine, alone.
      expect((await ana.request('GET', '/v1/public-config')).json.demo).toBe(null);
      const { email, password } = demoAccount;
      const demo = await call(server.baseUrl, '', 'POST', '/v1/sessions', { email, password });
      expect([demo.status, demo.json.code]).toEqual([401, 'invalid_credentials']);
      expect(await runtimeRole(address.href)).toEqual({
        owned: 0,
        rolsuper: false,
        rolbypassrls: false,
        rolcreaterole: false,
        connected: true,
      });
      expect((await server.end('SIGTERM')).code).toBe(0);

      address.password = 'wrong';
      await expectRefusal(
        await environment({ DATABASE_URL: address.href }),
        /^The database could not be prepared: password authentication failed for user "maker"/m,
      );
    } finally {
      await cluster.stop();
    }
  });
});

/** What the runtime role is, owns, and whether the server's connections are its. */
async function runtimeRole(url: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(`
    select r.rolsuper, r.rolbypassrls, r.rolcreaterole,
      (select count(*) from pg_shdepend d
        where d.refobjid = r.oid and d.refclassid = 'pg_authid'::regclass and d.deptype = 'o'
      )::int as owned,
      exists (select from pg_stat_activity a
        where a.usesysid = r.oid and a.application_name = 'numirio') as connected
    from pg_roles r where r.rolname = 'numirio_runtime'`);
  await client.end();
  return rows[0];
}

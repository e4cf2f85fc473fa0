import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { choosePlace, type Place } from './embedded-place.ts';
import { StartError } from './errors.ts';

/** A running Postgres of our own, and the address of its superuser's maintenance database. */
export type EmbeddedPostgres = { superuserUrl: string; stop: () => Promise<void> };

type Options = {
  dataDir: string;
  password: string;
  /** What the password was before NUMIRIO_SECRET was renewed; it is replaced where it still is. */
  previousPassword?: string | undefined;
  /** Told in one line when data and binaries have to lie elsewhere. */
  notify: (sentence: string) => void;
  /** Extra settings, such as `fsync=off` for tests. */
  settings?: string[];
};

const startTimeoutMs = 30_000;
const stopTimeoutMs = 20_000;

/**
 * Starts Postgres 15 from npm on a data folder, or takes over the one that a killed process left running.
 * Throws StartError where it cannot.
 */
export async function startEmbeddedPostgres(options: Options): Promise<EmbeddedPostgres> {
  const place = await choosePlace(options.dataDir, options.notify);
  const running = await takeOver(place.data, options);
  if (running) return handle(running.pid, running.port, options.password);
  if (!existsSync(join(place.data, 'PG_VERSION'))) initialise(place, options.password);

  const port = await freePort();
  const postmaster = launch(place, port, options.settings ?? []);
  const started = handle(postmaster.pid ?? 0, port, options.password);
  try {
    await waitUntilReady(postmaster, port, options, join(place.data, 'server.log'));
  } catch (error) {
    await started.stop();
    throw error;
  }
  return started;
}

/** The address of a Postgres that a running Numirio has on a data folder; undefined where there is none. */
export async function findEmbeddedPostgres(options: Options): Promise<string | undefined> {
  const { data } = await choosePlace(options.dataDir, options.notify);
  const running = runningPostmaster(data);
  if (!running || !(await answers(running.port, options, 2_000))) return undefined;
  return url(running.port, options.password);
}

/**
 * Finds a Postgres that runs on the folder already, and waits while it recovers. One that is just
 * shutting down is waited for until it is gone.
 */
async function takeOver(data: string, options: Options) {
  const deadline = Date.now() + startTimeoutMs;
  while (Date.now() < deadline) {
    const running = runningPostmaster(data);
    if (!running || (await answers(running.port, options, 2_000))) return running;
    await delay(20);
  }
  // Its process id belongs to something else by now; Postgres itself has the last word on that.
  return undefined;
}

/** Sets the cluster up beside its place and moves it there complete, so that no kill leaves half of one. */
function initialise(place: Place, password: string): void {
  const parent = dirname(place.data);
  const prefix = `${basename(place.data)}.unfinished-`;
  mkdirSync(parent, { recursive: true });
  for (const name of readdirSync(parent)) {
    if (name.startsWith(prefix)) rmSync(join(parent, name), { recursive: true, force: true });
  }
  const unfinished = join(parent, `${prefix}${randomUUID()}`);
  const passwordFile = `${unfinished}.password`;
  mkdirSync(unfinished, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  const { uid, gid } = place.identity;
  if (uid !== undefined && gid !== undefined) {
    chownSync(unfinished, uid, gid);
    chownSync(passwordFile, uid, gid);
  }
  // The C locale orders by code point, so that prefix searches are index ranges everywhere.
  const result = spawnSync(
    join(place.bin, 'initdb'),
    [
      `--pgdata=${unfinished}`,
      '--username=postgres',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--data-checksums',
    ],
    { ...place.identity, encoding: 'utf8', cwd: '/' },
  );
  rmSync(passwordFile, { force: true });
  if (result.status !== 0) {
    rmSync(unfinished, { recursive: true, force: true });
    throw new StartError(`Postgres could not be set up: ${lastLine(result.stderr ?? '')}`);
  }
  renameSync(unfinished, place.data);
}

function launch(place: Place, port: number, settings: string[]): ChildProcess {
  const log = openSync(join(place.data, 'server.log'), 'a', 0o600);
  const values = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', ...settings];
  // In a process group of its own, a Ctrl-C reaches the application first, which then stops Postgres.
  const postmaster = spawn(
    join(place.bin, 'postgres'),
    ['-D', place.data, '-p', String(port), ...values.flatMap((value) => ['-c', value])],
    { ...place.identity, cwd: '/', detached: true, stdio: ['ignore', log, log] },
  );
  closeSync(log);
  postmaster.unref();
  return postmaster;
}

async function waitUntilReady(
  postmaster: ChildProcess,
  port: number,
  options: Options,
  log: string,
) {
  const deadline = Date.now() + startTimeoutMs;
  let ended = false;
  postmaster.once('exit', () => {
    ended = true;
  });
  postmaster.once('error', () => {
    ended = true;
  });
  while (!ended && Date.now() < deadline) {
    if (await answers(port, options, 1_000)) return;
    await delay(15);
  }
  const reason = existsSync(log) ? lastLine(readFileSync(log, 'utf8')) : '';
  throw new StartError(`Postgres did not start: ${reason || `see ${log}`}`);
}

function handle(pid: number, port: number, password: string): EmbeddedPostgres {
  return {
    superuserUrl: url(port, password),
    stop: async () => {
      if (pid === 0 || !isAlive(pid)) return;
      // SIGINT is Postgres's fast shutdown: roll back what runs, write a checkpoint, exit.
      process.kill(pid, 'SIGINT');
      await waitForExit(pid);
    },
  };
}

/** Reads postmaster.pid: line 1 is the process, line 4 its port. */
function runningPostmaster(data: string): { pid: number; port: number } | undefined {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, 'utf8').split('\n');
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (!pid || !port || lines[1] !== data || !isAlive(pid)) return undefined;
  return { pid, port };
}

/** Whether Postgres takes connections; throws StartError where it does not know the password. */
async function answers(port: number, options: Options, timeoutMs: number): Promise<boolean> {
  const { password, previousPassword } = options;
  const answer = await ask(url(port, password), timeoutMs, 'select 1');
  if (answer !== 'refused') return answer === 'done';
  const renew = `alter role postgres password ${pg.escapeLiteral(password)}`;
  const renewed =
    previousPassword && (await ask(url(port, previousPassword), timeoutMs, renew)) === 'done';
  if (renewed) return true;
  throw new StartError(
    'The data folder was set up with another NUMIRIO_SECRET; set the one it was made with, as NUMIRIO_SECRET_PREVIOUS if it was renewed, or another NUMIRIO_DATA_DIR.',
  );
}

async function ask(
  connectionString: string,
  timeoutMs: number,
  statement: string,
): Promise<'done' | 'refused' | 'silent'> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: timeoutMs });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query(statement);
    return 'done';
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    return code === invalidPassword ? 'refused' : 'silent';
  } finally {
    await client.end().catch(() => {});
  }
}

const invalidPassword = '28P01';

async function waitForExit(pid: number): Promise<void> {
  const deadline = Date.now() + stopTimeoutMs;
  while (isAlive(pid)) {
    if (Date.now() > deadline) throw new StartError(`Postgres (process ${pid}) did not stop.`);
    await delay(20);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function url(port: number, password: string): string {
  return `postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

function lastLine(output: string): string {
  return output.trim().split('\n').at(-1) ?? '';
}

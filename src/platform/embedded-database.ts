import pg from 'pg';
import {
  type EmbeddedPostgres,
  findEmbeddedPostgres,
  startEmbeddedPostgres,
} from './embedded-postgres.ts';
import { StartError } from './errors.ts';

const owner = 'numirio_owner';
const lockTimeoutMs = 3_000;

/** An embedded database: the migrating role's address, which is no superuser and owns one database. */
export type EmbeddedDatabase = {
  migratingUrl: string;
  superuserUrl: string;
  stop: () => Promise<void>;
};

/**
 * Starts the embedded Postgres and makes sure that the owner role and its database exist. Throws
 * StartError where another process runs on the same data folder.
 */
export async function startEmbeddedDatabase(options: {
  dataDir: string;
  password: string;
  previousPassword?: string | undefined;
  notify: (sentence: string) => void;
  settings?: string[];
}): Promise<EmbeddedDatabase> {
  const postgres = await startEmbeddedPostgres(options);
  const keeper = await claim(postgres, options.dataDir);
  const stop = async () => {
    // Postgres goes first and the claim with it: a process waiting for the claim must not get a dying one.
    await postgres.stop();
    await keeper.end().catch(() => {});
  };
  try {
    await ensureOwner(keeper, options.password);
  } catch (error) {
    await stop();
    throw error;
  }
  const { superuserUrl } = postgres;
  return { migratingUrl: migratingUrl(superuserUrl), superuserUrl, stop };
}

/** The migrating role's address in the database of a Numirio that runs on a data folder; undefined where none does. */
export async function findEmbeddedDatabase(
  dataDir: string,
  password: string,
): Promise<string | undefined> {
  const superuserUrl = await findEmbeddedPostgres({ dataDir, password, notify: () => {} });
  return superuserUrl && migratingUrl(superuserUrl);
}

function migratingUrl(superuserUrl: string): string {
  const url = new URL(superuserUrl);
  url.username = owner;
  url.pathname = '/numirio';
  return url.toString();
}

/**
 * Claims the data folder for as long as this process lives, by a lock that ends with its connection,
 * however the process ends. Who does not get it leaves Postgres to the one who has it.
 */
async function claim(postgres: EmbeddedPostgres, dataDir: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: postgres.superuserUrl });
  client.on('error', () => {});
  await client.connect();
  try {
    // A process that was killed a moment ago may still be letting go of it.
    await client.query(`set lock_timeout = ${lockTimeoutMs}`);
    await client.query("select pg_advisory_lock(hashtext('numirio data folder'))");
    return client;
  } catch {
    await client.end().catch(() => {});
    throw new StartError(
      `Another Numirio runs on the data folder ${dataDir}; stop it or set NUMIRIO_DATA_DIR to another one.`,
    );
  }
}

async function ensureOwner(client: pg.Client, password: string): Promise<void> {
  const role = await client.query('select from pg_roles where rolname = $1', [owner]);
  const secret = client.escapeLiteral(password);
  if (role.rowCount === 0) {
    await client.query(`create role ${owner} login createrole createdb password ${secret}`);
  } else {
    await client.query(`alter role ${owner} password ${secret}`);
  }
  const database = await client.query("select from pg_database where datname = 'numirio'");
  if (database.rowCount === 0) await client.query(`create database numirio owner ${owner}`);
}

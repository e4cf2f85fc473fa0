import pg from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts';

const owner = 'numirio_owner';

/** An embedded database: the migrating role's address, which is no superuser and owns one database. */
export type EmbeddedDatabase = {
  migratingUrl: string;
  superuserUrl: string;
  stop: () => Promise<void>;
};

/** Starts the embedded Postgres and makes sure that the owner role and its database exist. */
export async function startEmbeddedDatabase(options: {
  dataDir: string;
  password: string;
  notify: (sentence: string) => void;
  settings?: string[];
}): Promise<EmbeddedDatabase> {
  const postgres = await startEmbeddedPostgres(options);
  try {
    await ensureOwner(postgres, options.password);
  } catch (error) {
    await postgres.stop();
    throw error;
  }
  const url = new URL(postgres.superuserUrl);
  url.username = owner;
  url.pathname = '/numirio';
  return {
    migratingUrl: url.toString(),
    superuserUrl: postgres.superuserUrl,
    stop: postgres.stop,
  };
}

async function ensureOwner(postgres: EmbeddedPostgres, password: string): Promise<void> {
  const client = new pg.Client({ connectionString: postgres.superuserUrl });
  await client.connect();
  try {
    const role = await client.query('select from pg_roles where rolname = $1', [owner]);
    if (role.rowCount === 0) {
      const secret = client.escapeLiteral(password);
      await client.query(`create role ${owner} login createrole createdb password ${secret}`);
    }
    const database = await client.query("select from pg_database where datname = 'numirio'");
    if (database.rowCount === 0) await client.query(`create database numirio owner ${owner}`);
  } finally {
    await client.end();
  }
}

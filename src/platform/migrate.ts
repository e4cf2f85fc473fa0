import { readdir, readFile } from 'node:fs/promises';
import { Logger, runMigrations as runQueueMigrations } from 'graphile-worker';
import { Kysely, type Migration, Migrator, PostgresDialect, sql } from 'kysely';
import { createPool } from './db.ts';
import { StartError } from './errors.ts';

const folder = new URL('../../migrations/', import.meta.url);
export const runtimeRole = 'numirio_runtime';
/** Cannot log in; the logins of engineers' grants are its members (migrations/0013_access.sql). */
export const engineerRole = 'numirio_engineer';
const quiet = new Logger(() => () => {});

/**
 * Brings a database to the newest schema: the job queue's, then ours, forward only. Creates the runtime and
 * the engineers' role, which own nothing and cannot bypass row security. Throws StartError with the failing migration.
 */
export async function migrate(migratingUrl: string, runtimePassword: string): Promise<void> {
  const pool = createPool(migratingUrl, { max: 2 }, () => {});
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  try {
    await assertSupported(db);
    await db.transaction().execute((tx) => ensureRoles(tx, runtimePassword));
    await runQueueMigrations({ pgPool: pool, logger: quiet });
    const migrator = new Migrator({ db, provider: { getMigrations: readMigrations } });
    const { error, results } = await migrator.migrateToLatest();
    if (error) {
      const failed = results?.find((result) => result.status === 'Error')?.migrationName;
      throw new StartError(`Migration ${failed ?? ''} failed: ${messageOf(error)}`);
    }
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw new StartError(`The database could not be prepared: ${messageOf(error)}`);
  } finally {
    await db.destroy();
  }
}

/** The runtime role's address, made from the migrating role's. */
export function runtimeUrl(migratingUrl: string, runtimePassword: string): string {
  const url = new URL(migratingUrl);
  url.username = runtimeRole;
  url.password = runtimePassword;
  return url.toString();
}

async function readMigrations(): Promise<Record<string, Migration>> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  const entries = files.map(async (file): Promise<[string, Migration]> => {
    const text = await readFile(new URL(file, folder), 'utf8');
    return [
      file.replace(/\.sql$/, ''),
      {
        up: (db) =>
          sql
            .raw(text)
            .execute(db)
            .then(() => {}),
      },
    ];
  });
  return Object.fromEntries(await Promise.all(entries));
}

async function assertSupported(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ version: number }>`
    select current_setting('server_version_num')::int as version`.execute(db);
  const major = Math.floor((rows[0]?.version ?? 0) / 10_000);
  if (major < 15 || major > 18) {
    throw new StartError(`The database is Postgres ${major}; Numirio runs on 15 to 18.`);
  }
}

async function ensureRoles(db: Kysely<unknown>, password: string): Promise<void> {
  // Several processes may start at once; Postgres refuses concurrent changes of one role.
  await sql`select pg_advisory_xact_lock(hashtext('numirio runtime role'))`.execute(db);
  const { rows } = await sql<{ rolsuper: boolean; rolbypassrls: boolean }>`
    select rolsuper, rolbypassrls from pg_roles where rolname = ${runtimeRole}`.execute(db);
  if (rows[0]?.rolsuper || rows[0]?.rolbypassrls) {
    throw new StartError(`The role ${runtimeRole} could bypass row security; please drop it.`);
  }
  // Utility statements take no parameters; both values are ours and quoted as literal and identifier.
  const secret = sql.raw(`'${password.replaceAll("'", "''")}'`);
  const role = sql.id(runtimeRole);
  if (!rows[0]) await sql`create role ${role} login password ${secret}`.execute(db);
  else await sql`alter role ${role} password ${secret}`.execute(db);
  const engineers = await sql`select from pg_roles where rolname = ${engineerRole}`.execute(db);
  if (engineers.rows.length === 0) {
    await sql`create role ${sql.id(engineerRole)} nologin`.execute(db);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import pg from 'pg';
import type { DB } from './database-types.ts';
import { AppError } from './errors.ts';

/** The only file that knows the pool. */

declare const workspaceScope: unique symbol;
declare const systemScope: unique symbol;

/** A transaction in which row security shows the rows of one workspace and nothing else. */
export type WorkspaceTx = Transaction<DB> & { readonly [workspaceScope]: true };

/** A transaction that sees people, sessions and the outbox, and no row of any workspace's business. */
export type SystemTx = Transaction<DB> & { readonly [systemScope]: true };

/** Who is in a workspace, found with the session that brought them there. */
export type Membership = { userId: string; userName: string; role: string };

export type Database = {
  /**
   * Opens a transaction in a workspace on behalf of a session, if it lives at this time, in one round trip.
   * Throws AppError `not_signed_in` (401) or `workspace_not_found` (404).
   */
  inWorkspaceAs<Result>(
    session: { id: string; at: Date },
    workspaceId: string,
    work: (tx: WorkspaceTx, membership: Membership) => Promise<Result>,
  ): Promise<Result>;
  /** Opens a transaction in a workspace for a job or a command, which no person stands behind. */
  inWorkspace<Result>(
    workspaceId: string,
    work: (tx: WorkspaceTx) => Promise<Result>,
  ): Promise<Result>;
  /** Opens a transaction in the system scope: sign-in, registration, mail, sweeps. */
  inSystem<Result>(work: (tx: SystemTx) => Promise<Result>): Promise<Result>;
  /** Whether Postgres answers, for the readiness probe. */
  ping(): Promise<void>;
  close(): Promise<void>;
};

// Amounts fit a double exactly up to 2^53; every amount that is stored is at most 10^13.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
pg.types.setTypeParser(pg.types.builtins.NUMERIC, Number);
// A calendar date is a text such as 2026-11-22: a Date object would slip by a day.
pg.types.setTypeParser(pg.types.builtins.DATE, (value) => value);

const poolSize = 20;
const connectTimeoutMs = 10_000;
const statementTimeoutMs = 30_000;
const idleInTransactionTimeoutMs = 30_000;

/** Connects lazily to the database of the runtime role, with at most so many connections. */
export function openDatabase(
  url: string,
  onError: (error: Error) => void = () => {},
  connections: number = poolSize,
): Database {
  const pool = createPool(url, { max: connections }, onError);
  const kysely = new Kysely<DB>({ dialect: new PostgresDialect({ pool }) });

  return {
    inWorkspaceAs: (session, workspaceId, work) =>
      kysely.transaction().execute(async (tx) => {
        const entered = await sql<{
          user_id: string;
          user_name: string;
          member_role: string | null;
        }>`select * from enter_workspace(${session.id}, ${workspaceId}, ${session.at})`.execute(tx);
        const row = entered.rows[0];
        if (!row) throw notSignedIn();
        if (row.member_role === null) {
          throw new AppError('workspace_not_found', 404, 'There is no such workspace.');
        }
        return work(tx as WorkspaceTx, {
          userId: row.user_id,
          userName: row.user_name,
          role: row.member_role,
        });
      }),
    inWorkspace: (workspaceId, work) =>
      kysely.transaction().execute(async (tx) => {
        await sql`select set_config('numirio.workspace_id', ${workspaceId}, true)`.execute(tx);
        return work(tx as WorkspaceTx);
      }),
    inSystem: (work) =>
      kysely.transaction().execute(async (tx) => {
        await sql`select set_config('numirio.scope', 'system', true)`.execute(tx);
        return work(tx as SystemTx);
      }),
    ping: async () => {
      await sql`select 1`.execute(kysely);
    },
    close: () => kysely.destroy(),
  };
}

/**
 * Moves a system transaction into a workspace that it has just created or may enter by right.
 * The system scope ends with it.
 */
export async function enterWorkspace(tx: SystemTx, workspaceId: string): Promise<WorkspaceTx> {
  await sql`select set_config('numirio.scope', '', true),
                   set_config('numirio.workspace_id', ${workspaceId}, true)`.execute(tx);
  return tx as unknown as WorkspaceTx;
}

/**
 * Moves a transaction out of its workspace again, for what follows in it that concerns people: mails,
 * accounts, sessions. The workspace's rows are out of sight from here on.
 */
export async function leaveWorkspace(tx: WorkspaceTx): Promise<SystemTx> {
  await sql`select set_config('numirio.workspace_id', '', true), set_config('numirio.role', '', true),
                   set_config('numirio.scope', 'system', true)`.execute(tx);
  return tx as unknown as SystemTx;
}

export function notSignedIn(): AppError {
  return new AppError('not_signed_in', 401, 'Please sign in.');
}

/** A pool with the limits that every connection of the application has. */
export function createPool(
  url: string,
  options: { max: number; options?: string },
  onError: (error: Error) => void,
): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max,
    ...(options.options ? { options: options.options } : {}),
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: idleInTransactionTimeoutMs,
    application_name: 'numirio',
    // With TLS, SCRAM channel binding refuses a man in the middle even behind a self-signed certificate.
    enableChannelBinding: true,
  });
  // A connection can break while it waits in the pool and while it is lent; neither may end the process.
  // Once the pool is closing nobody misses one.
  const report = (error: Error) => {
    if (!pool.ending) onError(error);
  };
  pool.on('error', report);
  pool.on('connect', (client) => client.on('error', report));
  return pool;
}

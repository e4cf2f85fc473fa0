import { Logger, parseCronItems, type Runner, run } from 'graphile-worker';
import { sql, type Transaction } from 'kysely';
import type pg from 'pg';
import { z } from 'zod';
import type { DB } from './database-types.ts';
import { createPool } from './db.ts';
import type { Log } from './log.ts';

/** The payload of every job that belongs to a workspace: ids only, never content. */
export type JobPayload = Record<string, string>;
export type JobHandlers = Record<string, (payload: JobPayload) => Promise<void>>;

/**
 * A job that runs by the clock, once however many workers there are: `cron` is in UTC. A run that was missed
 * while no worker ran is made up for, once, if it lies no further back than `periodMs`.
 */
export type Schedule = { job: string; cron: string; periodMs: number };

const concurrentJobs = 4;
const aloneTimeoutMs = 1_000;
const payloadSchema = z.record(z.string(), z.string());

/**
 * Adds a job in the caller's transaction: it runs if and only if that commits. With a `key`, a job that
 * already waits is replaced instead of doubled.
 */
export async function enqueue(
  tx: Transaction<DB>,
  name: string,
  payload: JobPayload,
  key?: string,
): Promise<void> {
  await sql`select graphile_worker.add_job(${name}, ${JSON.stringify(payload)}::json,
    job_key => ${key ?? null}, max_attempts => 25)`.execute(tx);
}

/** Starts working on jobs with the runtime role, and on schedules; `stop()` waits for those that run. */
export async function startWorker(
  runtimeUrl: string,
  handlers: JobHandlers,
  log: Log,
  schedules: Schedule[] = [],
): Promise<{ stop: () => Promise<void> }> {
  const pool = createPool(
    runtimeUrl,
    { max: concurrentJobs + 3, options: '-c numirio.scope=worker' },
    (error) => log.warn({ error: error.message }, 'lost a worker connection'),
  );
  const presence = await pool.connect();
  await freeAbandonedJobs(presence);
  const taskList = Object.fromEntries(
    Object.entries(handlers).map(([name, handle]) => [
      name,
      (payload: unknown) => handle(idsOf(payload)),
    ]),
  );
  const runner: Runner = await run({
    pgPool: pool,
    taskList,
    parsedCronItems: parseCronItems(schedules.map(cronItem)),
    concurrency: concurrentJobs,
    noHandleSignals: true,
    logger: new Logger(() => (level, message) => {
      if (level === 'error') log.error(message);
      else log.debug(message);
    }),
  });
  return {
    stop: async () => {
      await runner.stop();
      presence.release();
      await pool.end();
    },
  };
}

/** Under one key the run that waits is replaced by the next: what failed for long does not pile up. */
function cronItem({ job, cron, periodMs }: Schedule) {
  return {
    task: job,
    match: cron,
    options: { backfillPeriod: periodMs, jobKey: `schedule:${job}` },
  };
}

/** The queue adds to a scheduled job's payload when it was due; no job asks for that. */
function idsOf(payload: unknown): JobPayload {
  const { _cron, ...ids } = z.looseObject({}).parse(payload);
  return payloadSchema.parse(ids);
}

/**
 * A worker that is killed leaves its jobs locked, and the queue would wait four hours before it tries
 * them again. So every worker shows its presence by a shared lock, and one that starts while no other
 * is there frees what the dead have left.
 */
async function freeAbandonedJobs(presence: pg.PoolClient): Promise<void> {
  const key = "hashtext('numirio worker')";
  try {
    await presence.query(`set lock_timeout = ${aloneTimeoutMs}`);
    await presence.query(`select pg_advisory_lock(${key})`);
    await presence.query(`select graphile_worker.force_unlock_workers(array_agg(distinct locked_by))
      from graphile_worker._private_jobs where locked_by is not null`);
    await presence.query(`select pg_advisory_unlock(${key})`);
  } catch (error) {
    // Another worker is there, and what is locked may be its work.
    if (!(error instanceof Error && 'code' in error && error.code === lockNotAvailable))
      throw error;
  }
  await presence.query('set lock_timeout = 0');
  await presence.query(`select pg_advisory_lock_shared(${key})`);
}

const lockNotAvailable = '55P03';

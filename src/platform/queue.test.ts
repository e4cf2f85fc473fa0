import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../../tests/support/app.ts';
import { execute } from '../../tests/support/database.ts';
import { jobHandlers, schedules } from '../jobs.ts';
import { silentLog } from './log.ts';
import { type JobPayload, type Schedule, startWorker } from './queue.ts';

let server: TestApp;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

beforeAll(async () => {
  server = await startTestApp();
});
beforeEach(() =>
  execute(server.database.superuserUrl, 'truncate graphile_worker._private_known_crontabs'),
);
afterAll(() => server.close());

const rows = async (statement: string, values: unknown[] = []) =>
  (await execute(server.database.superuserUrl, statement, values)).rows;

/** Every day, twelve hours from now, so that none falls due while the test runs. */
const cron = `0 ${new Date(Date.now() + 12 * hourMs).getUTCHours()} * * *`;
const daily: Schedule = { job: 'test.daily', cron, periodMs: dayMs };
/** One that was always missed: once it has run, what was to be decided about the other has been. */
const marker: Schedule = { job: 'test.marker', cron, periodMs: dayMs };

/** Remembers that a schedule has been known for long and ran last so many days ago. */
const ranDaysAgo = ({ job }: Schedule, days: number) =>
  rows(
    `insert into graphile_worker._private_known_crontabs values ($1, now() - interval '90 days', $2)
     on conflict (identifier) do update set last_execution = excluded.last_execution`,
    [job, new Date(Date.now() - days * dayMs)],
  );

/** Runs so many workers until they have come to their schedules and the queue is empty; tells what ran. */
async function runWorkers(count: number): Promise<JobPayload[]> {
  await ranDaysAgo(marker, 2);
  const ran: JobPayload[] = [];
  const markers: JobPayload[] = [];
  const handlers = {
    'test.daily': async (payload: JobPayload) => void ran.push(payload),
    'test.marker': async (payload: JobPayload) => void markers.push(payload),
  };
  const start = () => startWorker(server.database.runtimeUrl, handlers, silentLog, [daily, marker]);
  const workers = await Promise.all(Array.from({ length: count }, start));
  await expect.poll(() => markers, { timeout: 10_000 }).toEqual([{}]);
  await expect
    .poll(() => rows('select from graphile_worker._private_jobs'), { timeout: 10_000 })
    .toEqual([]);
  await Promise.all(workers.map((worker) => worker.stop()));
  return ran;
}

describe('a schedule', () => {
  it('makes up once for what was missed while no worker ran, with nothing in its payload', async () => {
    await ranDaysAgo(daily, 40);
    expect(await runWorkers(1)).toEqual([{}]);
    expect(await runWorkers(1)).toEqual([]);
  });

  it('makes up once where several workers start together', async () => {
    await ranDaysAgo(daily, 2);
    expect(await runWorkers(3)).toEqual([{}]);
  });

  it('makes up for nothing where it ran in time, or was never known', async () => {
    await ranDaysAgo(daily, 0.1);
    expect(await runWorkers(1)).toEqual([]);
    await rows('truncate graphile_worker._private_known_crontabs');
    expect(await runWorkers(1)).toEqual([]);
    const known = await rows(
      `select last_execution from graphile_worker._private_known_crontabs where identifier = 'test.daily'`,
    );
    expect(known).toEqual([{ last_execution: null }]);
  });
});

describe('the list of schedules', () => {
  it('names jobs that exist, each once, and a worker takes all of it', async () => {
    const handlers = jobHandlers(server.context);
    const jobs = schedules.map(({ job }) => job);
    expect(jobs.filter((job) => !(job in handlers))).toEqual([]);
    expect(new Set(jobs).size).toBe(jobs.length);
    const worker = await startWorker(server.database.runtimeUrl, handlers, silentLog, schedules);
    await expect
      .poll(() => rows('select identifier from graphile_worker._private_known_crontabs order by 1'))
      .toEqual(jobs.toSorted().map((identifier) => ({ identifier })));
    await worker.stop();
  });

  it('holds jobs that can run again and again on an installation with nothing in it', async () => {
    const handlers = jobHandlers(server.context);
    for (const { job } of [...schedules, ...schedules]) await handlers[job]?.({});
    expect(await rows('select from graphile_worker._private_jobs')).toEqual([]);
  });
});

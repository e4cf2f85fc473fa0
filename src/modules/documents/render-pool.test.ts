import { afterEach, describe, expect, it } from 'vitest';
import { createWorkerPool, type WorkerPool } from './render-pool.ts';

type Job = { act: 'answer' | 'stall' | 'throw' | 'exit'; value?: number };
type Answer = { value: number };

const script = new URL('../../../tests/support/pool-worker.ts', import.meta.url);
const open: WorkerPool<Job, Answer>[] = [];

function poolOf(options: { threads?: number; maxWaiting?: number; timeoutMs?: number } = {}) {
  const pool = createWorkerPool<Job, Answer>({
    script,
    threads: 1,
    maxWaiting: 10,
    timeoutMs: 20_000,
    ...options,
  });
  open.push(pool);
  return pool;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((pool) => pool.close()));
});

describe('a pool of threads', () => {
  it('gives every caller its own answer', async () => {
    const pool = poolOf({ threads: 2 });
    const values = [1, 2, 3, 4, 5, 6];
    const answers = await Promise.all(values.map((value) => pool.run({ act: 'answer', value })));
    expect(answers.map((answer) => answer.value)).toEqual(values);
  });

  it('refuses what exceeds the queue and keeps serving the rest', async () => {
    const pool = poolOf({ maxWaiting: 2 });
    const jobs = [1, 2, 3, 4].map((value) => pool.run({ act: 'answer', value }));
    const outcomes = await Promise.allSettled(jobs);
    expect(outcomes.map((outcome) => outcome.status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
    ]);
    await expect(jobs[3]).rejects.toMatchObject({ code: 'renderer_busy', status: 503 });
  });

  it('ends a job that takes too long and serves the next on a fresh thread', async () => {
    const pool = poolOf({ timeoutMs: 4_000 });
    const stalled = pool.run({ act: 'stall' });
    const next = pool.run({ act: 'answer', value: 7 });
    await expect(stalled).rejects.toThrow('longer than 4000 ms');
    await expect(next).resolves.toEqual({ value: 7 });
  });

  it.each(['throw', 'exit'] as const)('survives a thread that dies (%s)', async (act) => {
    const pool = poolOf();
    const dying = pool.run({ act });
    const next = pool.run({ act: 'answer', value: 8 });
    await expect(dying).rejects.toThrow(act === 'throw' ? 'The thread threw.' : 'code 3');
    await expect(next).resolves.toEqual({ value: 8 });
  });

  it('fails what runs and what waits when it is closed, and opens again for a later job', async () => {
    const pool = poolOf();
    const outcomes = Promise.allSettled([pool.run({ act: 'stall' }), pool.run({ act: 'stall' })]);
    await pool.close();
    expect((await outcomes).map((outcome) => outcome.status)).toEqual(['rejected', 'rejected']);
    await expect(pool.run({ act: 'answer', value: 9 })).resolves.toEqual({ value: 9 });
  });
});

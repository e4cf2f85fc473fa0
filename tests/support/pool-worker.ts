import { parentPort } from 'node:worker_threads';

/** A thread for tests of the pool: it answers, stalls, throws or ends as the job says. */
parentPort?.on('message', (job: { act: 'answer' | 'stall' | 'throw' | 'exit'; value?: number }) => {
  if (job.act === 'answer') parentPort?.postMessage({ value: job.value });
  if (job.act === 'throw') throw new Error('The thread threw.');
  if (job.act === 'exit') process.exit(3);
});

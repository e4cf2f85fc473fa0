import { Worker } from 'node:worker_threads';
import { AppError } from '#platform/errors.ts';

/** A few threads that answer one message at a time each. */
export interface WorkerPool<Job, Answer> {
  /** The answer to a job. Throws AppError `renderer_busy` (503), Error where the thread died or took too long. */
  run: (job: Job) => Promise<Answer>;
  /** Ends the threads; what is running or waiting fails. */
  close: () => Promise<void>;
}

export interface WorkerPoolOptions {
  script: URL;
  threads: number;
  /** How many jobs may wait for a thread. */
  maxWaiting: number;
  /** How long one job may take on its thread. */
  timeoutMs: number;
}

interface Pending<Job, Answer> {
  job: Job;
  resolve: (answer: Answer) => void;
  reject: (error: Error) => void;
}

interface Slot<Job, Answer> {
  worker: Worker;
  running: Pending<Job, Answer> | undefined;
  timer: NodeJS.Timeout | undefined;
}

/** A pool whose threads start with the first jobs and are replaced after a crash or a time-out. */
export function createWorkerPool<Job, Answer>(options: WorkerPoolOptions): WorkerPool<Job, Answer> {
  const slots = new Set<Slot<Job, Answer>>();
  const waiting: Pending<Job, Answer>[] = [];

  function start(slot: Slot<Job, Answer>, pending: Pending<Job, Answer>): void {
    slot.running = pending;
    slot.worker.ref();
    slot.timer = setTimeout(() => {
      end(slot, new Error(`Rendering took longer than ${options.timeoutMs} ms.`));
    }, options.timeoutMs);
    slot.worker.postMessage(pending.job);
  }

  function finish(slot: Slot<Job, Answer>): Pending<Job, Answer> | undefined {
    const { running } = slot;
    clearTimeout(slot.timer);
    slot.running = undefined;
    return running;
  }

  /** Gives up a thread, fails its job and lets a fresh thread take what waits. */
  function end(slot: Slot<Job, Answer>, error: Error): void {
    if (!slots.delete(slot)) return;
    finish(slot)?.reject(error);
    void slot.worker.terminate();
    const next = waiting.shift();
    if (next) start(openSlot(), next);
  }

  function openSlot(): Slot<Job, Answer> {
    // Flags of the process, such as --input-type, are not meant for the thread's file.
    const worker = new Worker(options.script, { execArgv: [] });
    const slot: Slot<Job, Answer> = { worker, running: undefined, timer: undefined };
    slots.add(slot);
    worker.on('message', (answer: Answer) => {
      finish(slot)?.resolve(answer);
      const next = waiting.shift();
      // An idle thread does not keep the process alive.
      if (next) start(slot, next);
      else worker.unref();
    });
    worker.on('error', (error) =>
      end(slot, error instanceof Error ? error : new Error(String(error))),
    );
    worker.on('exit', (code) => end(slot, new Error(`The renderer ended with code ${code}.`)));
    return slot;
  }

  function run(job: Job): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const pending = { job, resolve, reject };
      const idle = [...slots].find((slot) => slot.running === undefined);
      if (idle) start(idle, pending);
      else if (slots.size < options.threads) start(openSlot(), pending);
      else if (waiting.length < options.maxWaiting) waiting.push(pending);
      else reject(busy());
    });
  }

  async function close(): Promise<void> {
    const error = new Error('The renderers were closed.');
    for (const pending of waiting.splice(0)) pending.reject(error);
    const open = [...slots];
    slots.clear();
    for (const slot of open) finish(slot)?.reject(error);
    await Promise.all(open.map((slot) => slot.worker.terminate()));
  }

  return { run, close };
}

function busy(): AppError {
  return new AppError('renderer_busy', 503, 'Too many documents are being made. Try again soon.', {
    retryAfterSeconds: 5,
  });
}

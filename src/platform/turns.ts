/** Lets works of one name run at most `max` at a time in this process; the others wait in order. */
export type Turns = <Result>(name: string, work: () => Promise<Result>) => Promise<Result>;

type Queue = { running: number; waiting: (() => void)[] };

export function openTurns(max: number): Turns {
  const queues = new Map<string, Queue>();
  return async (name, work) => {
    const queue = queues.get(name) ?? { running: 0, waiting: [] };
    queues.set(name, queue);
    // Whoever ends hands the place over, so that nobody who comes in between takes it.
    if (queue.running < max) queue.running += 1;
    else await new Promise<void>((resolve) => queue.waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = queue.waiting.shift();
      if (next) next();
      else queue.running -= 1;
      if (queue.running === 0) queues.delete(name);
    }
  };
}

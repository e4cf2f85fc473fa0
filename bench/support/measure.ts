/** Works through the items with a fixed number of hands; returns the seconds it took. */
export async function inParallel<Item>(
  items: Item[],
  hands: number,
  work: (item: Item, hand: number) => Promise<void>,
): Promise<number> {
  const startedAt = performance.now();
  let next = 0;
  const hand = async (_: unknown, index: number) => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) {
      await work(item, index);
    }
  };
  await Promise.all(Array.from({ length: hands }, hand));
  return (performance.now() - startedAt) / 1000;
}

/** The value below which a share of the samples lies: 0.5 is the median. */
export function quantile(samples: number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export const median = (samples: number[]): number => quantile(samples, 0.5);

/** "1.2 / 3.4": median and 95th percentile. */
export function milliseconds(samples: number[]): string {
  return `${median(samples).toFixed(1)} / ${quantile(samples, 0.95).toFixed(1)}`;
}

/** Prints rows in columns, the first left-aligned, the others right-aligned. */
export function printTable(head: string[], rows: (string | number)[][]): void {
  const cells = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  for (const row of cells) {
    const line = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    console.log(line.join('  '));
  }
}

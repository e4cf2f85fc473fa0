import { availableParallelism, cpus } from 'node:os';
import { documentData } from '../src/modules/documents/document-data.ts';
import { closeRenderers, renderPdf } from '../src/modules/documents/render.ts';
import type { InvoiceDocument } from '../src/modules/invoices/schema.ts';
import { sampleDocument } from '../tests/support/sample-document.ts';
import { type Contestant, timed } from './support/pdf-contestant.ts';

const rounds = { warmUp: 5, measured: 30 };
const counts = { throughput: 1_000, memory: 2_000, inFlight: 6 };
const targets = {
  ratios: new Map([
    ['react-pdf', 10],
    ['Chromium', 10],
    ['dompdf', 3],
  ]),
  perSecond: 60,
  growth: 1.1,
};
const sample = sampleDocument({ lines: 30, language: 'de' });

// Every document is a new one: other number, other texts, quantities and amounts in every line.
function invoice(index: number): InvoiceDocument {
  return {
    ...sample,
    number: `RE-2026-${10_000 + index}`,
    subject: `${sample.subject} ${index}`,
    lines: sample.lines.map((line, row) => ({
      ...line,
      description: line.description.replace(/(\n|$)/, ` ${index}-${row}$1`),
      quantity: String(((index + row) % 400) / 4 + 1),
    })),
    totals: {
      ...sample.totals,
      dueMinor: sample.totals.dueMinor + index,
      lines: sample.totals.lines.map((line, row) => ({
        ...line,
        amountMinor: line.amountMinor + index * 101 + row,
      })),
    },
  };
}

async function open(
  name: string,
  contestant: () => Promise<Contestant>,
): Promise<Contestant | undefined> {
  try {
    return await contestant();
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    console.log(`${name} is left out: ${reason}`);
    return undefined;
  }
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** All take turns on the same documents, so that a noisy moment hits them alike. */
async function compare(): Promise<void> {
  // Loaded only now, so that they add nothing to the memory measured before.
  const [{ openReactPdf }, { openChromium, openChromiumOnePage }, { openDompdf }] =
    await Promise.all([
      import('./support/pdf-react.ts'),
      import('./support/pdf-chromium.ts'),
      import('./support/pdf-dompdf.ts'),
    ]);
  const opened = await Promise.all([
    open('react-pdf', openReactPdf),
    open('Chromium', openChromium),
    open('Chromium, one page', openChromiumOnePage),
    open('dompdf', openDompdf),
  ]);
  const others = opened.filter((contestant) => contestant !== undefined);
  const own: number[] = [];
  const times = new Map<string, number[]>(others.map(({ name }) => [name, []]));
  const bytes = new Map<string, number>();
  for (let round = 0; round < rounds.warmUp + rounds.measured; round += 1) {
    const document = invoice(round);
    const mine = await timed(async () => (await renderPdf(document, { logo: null })).length);
    bytes.set('Numirio', mine.bytes);
    if (round >= rounds.warmUp) own.push(mine.ms);
    for (const other of others) {
      const result = await other.render(documentData(document, false));
      bytes.set(other.name, result.bytes);
      if (round >= rounds.warmUp) times.get(other.name)?.push(result.ms);
    }
  }
  await Promise.all(others.map((other) => other.close()));
  report(median(own), times, bytes);
}

function report(own: number, times: Map<string, number[]>, bytes: Map<string, number>): void {
  const row = (name: string, ms: number, verdict: string) =>
    console.log(
      `| ${name.padEnd(18)} | ${ms.toFixed(1).padStart(9)} | ${(ms / own).toFixed(1).padStart(5)} × | ${String(Math.round((bytes.get(name) ?? 0) / 1024)).padStart(6)} | ${verdict} |`,
    );
  console.log(`\n30 lines, 2 pages, one after the other, median of ${rounds.measured}\n`);
  console.log('| renderer           | median ms |   ratio | KB     | target |');
  console.log('| ------------------ | --------- | ------- | ------ | ------ |');
  row('Numirio', own, '');
  for (const [name, values] of times) {
    const ratio = median(values) / own;
    const target = targets.ratios.get(name);
    const verdict =
      target === undefined ? '' : `≥ ${target} × ${ratio >= target ? 'met' : 'MISSED'}`;
    row(name, median(values), verdict);
  }
}

async function renderMany(
  first: number,
  count: number,
  afterEach: (done: number) => void,
): Promise<void> {
  let next = first;
  let done = 0;
  const lane = async () => {
    while (next < first + count) {
      const document = invoice(next);
      next += 1;
      await renderPdf(document, { logo: null });
      done += 1;
      afterEach(done);
    }
  };
  await Promise.all(Array.from({ length: counts.inFlight }, lane));
}

async function measureThroughput(): Promise<void> {
  await renderMany(10_000, 100, () => {});
  const start = performance.now();
  await renderMany(20_000, counts.throughput, () => {});
  const perSecond = (counts.throughput * 1000) / (performance.now() - start);
  const verdict = perSecond >= targets.perSecond ? 'met' : 'MISSED';
  console.log(
    `\n${counts.throughput} documents through the pool of ${availableParallelism()} threads: ` +
      `${perSecond.toFixed(1)} per second (target ≥ ${targets.perSecond}: ${verdict})`,
  );
}

async function measureMemory(): Promise<void> {
  const megabytes: number[] = [];
  await renderMany(100_000, counts.memory, (done) => {
    if (done % 200 === 0) megabytes.push(Math.round(process.memoryUsage.rss() / 2 ** 20));
  });
  const half = megabytes.length / 2;
  const growth = median(megabytes.slice(half)) / median(megabytes.slice(0, half));
  const verdict = growth <= targets.growth ? 'flat' : 'GROWS';
  console.log(
    `\nResident memory over ${counts.memory} documents, every 200: ${megabytes.join(' ')} MB ` +
      `(second half ${growth.toFixed(2)} × the first: ${verdict})`,
  );
}

console.log(
  `${cpus()[0]?.model ?? 'unknown'} × ${availableParallelism()}, Node ${process.version}`,
);
await measureThroughput();
await measureMemory();
await compare();
await closeRenderers();

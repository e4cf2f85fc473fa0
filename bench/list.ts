import { type InvoiceFilter, listInvoices } from '#modules/invoices/list.ts';
import { encodeCursor } from '#platform/cursor.ts';
import { explain } from '../tests/support/explain.ts';
import { loadedOn } from '../tests/support/many-invoices.ts';
import { startInstallation } from './support/installation.ts';
import { type Loaded, loadWorkspaces } from './support/loaded.ts';
import { median, milliseconds, printTable } from './support/measure.ts';

/** Pages of the invoice list with few and with very many invoices in the database; see bench/README.md. */

const ordinary = 1_000;
const huge = Number(process.env.HUGE_WORKSPACE ?? 100_000);
const otherWorkspaces = Number(process.env.OTHER_WORKSPACES ?? 899);
const requests = Number(process.env.REQUESTS ?? 400);
const limit = 50;

const small = await startInstallation();
const large = await startInstallation();
try {
  const few = await loadWorkspaces(small, [ordinary]);
  const many = await loadWorkspaces(large, [
    ordinary,
    huge,
    ...Array(otherWorkspaces).fill(ordinary),
  ]);
  const [one, oneOfMany, largest] = [few[0], many[0], many[1]];
  if (!one || !oneOfMany || !largest) throw new Error('nothing was loaded');
  await comparePages(one, oneOfMany, largest);
  await compareFilters(one, largest);
} finally {
  await small.close();
  await large.close();
}

/** The same page of 1,000 invoices alone, of 1,000 among a million, and of 100,000 among a million. */
async function comparePages(one: Loaded, oneOfMany: Loaded, largest: Loaded): Promise<void> {
  const rows = [];
  for (const [page, cursor] of [
    ['first page', () => ''],
    ['deep page', (loaded: Loaded) => `&cursor=${encodeCursor(loaded.deep)}`],
  ] as const) {
    const samples = await sample([one, oneOfMany, largest], cursor);
    const [alone = Number.NaN, ...others] = samples.map(median);
    const ratios = others.map((other) => `${(other / alone).toFixed(2)} ×`);
    rows.push([page, ...samples.map(milliseconds), ...ratios]);
  }
  const total = ordinary + huge + otherWorkspaces * ordinary;
  console.log(`\nMedian / 95th percentile in ms over ${requests} requests each, taken in turns.`);
  printTable(
    [
      '',
      `${ordinary} of ${ordinary}`,
      `${ordinary} of ${total}`,
      `${huge} of ${total}`,
      'ratio',
      'ratio of the largest',
    ],
    rows,
  );
}

/** Every filter of the screen: how fast in the largest workspace, and by which indexes. */
async function compareFilters(one: Loaded, largest: Loaded): Promise<void> {
  const period = { from: '2026-01-01', to: '2026-03-31' };
  const filters: [string, (loaded: Loaded) => InvoiceFilter][] = [
    ['status draft', () => ({ status: 'draft' })],
    ['status open', () => ({ status: 'open' })],
    ['status overdue', () => ({ status: 'overdue' })],
    ['status paid', () => ({ status: 'paid' })],
    ['client, frequent', ({ clientIds }) => ({ clientId: clientIds[0] })],
    ['client, rare', ({ clientIds }) => ({ clientId: clientIds[39] })],
    ['period', () => period],
    ['text, a number', () => ({ q: '2025-000700' })],
    ['text, a frequent word', () => ({ q: 'workshop' })],
    ['text, two words', () => ({ q: 'design 21' })],
    ['client and open', ({ clientIds }) => ({ clientId: clientIds[39], status: 'open' })],
    ['client and paid', ({ clientIds }) => ({ clientId: clientIds[39], status: 'paid' })],
    ['text and overdue', () => ({ q: 'design', status: 'overdue' })],
    [
      'text, client, paid, period',
      ({ clientIds }) => ({ q: 'design', clientId: clientIds[9], status: 'paid', ...period }),
    ],
  ];
  const rows = [];
  for (const [name, filter] of filters) {
    const query = (loaded: Loaded) =>
      `&${new URLSearchParams(filter(loaded) as Record<string, string>)}`;
    const samples = await sample([one, largest], query);
    rows.push([name, ...samples.map(milliseconds), await servedBy(largest, filter(largest))]);
  }
  console.log('\nFirst page by filter: median / 95th percentile in ms.');
  printTable(['', `${ordinary} of ${ordinary}`, `${huge} of the million`, 'served by'], rows);
}

/** Requests in turns, so that whatever else the machine does concerns all alike. */
async function sample(places: Loaded[], query: (loaded: Loaded) => string): Promise<number[][]> {
  const samples = places.map((): number[] => []);
  const warmUp = Math.ceil(requests / 10);
  for (let turn = -warmUp; turn < requests; turn += 1) {
    for (const [index, loaded] of places.entries()) {
      const { member } = loaded;
      const startedAt = performance.now();
      const path = `${member.path}/invoices?limit=${limit}${query(loaded)}`;
      const { status, json } = await member.request('GET', path);
      if (turn >= 0) samples[index]?.push(performance.now() - startedAt);
      if (status !== 200) throw new Error(JSON.stringify(json));
    }
  }
  return samples;
}

async function servedBy(loaded: Loaded, filter: InvoiceFilter): Promise<string> {
  const { context } = loaded.installation;
  const nodes = await context.db.inWorkspace(loaded.member.workspaceId, (tx) =>
    explain(tx, (explained) => listInvoices(explained, filter, loadedOn, { limit: limit + 1 })),
  );
  const sequential = nodes.filter((node) => node['Node Type'] === 'Seq Scan');
  if (sequential.length > 0) return `SEQUENTIAL SCAN of ${sequential[0]?.['Relation Name']}`;
  return [...new Set(nodes.flatMap((node) => node['Index Name'] ?? []))].join(', ');
}

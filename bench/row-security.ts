import { listClients } from '#modules/clients/queries.ts';
import { type InvoiceFilter, listInvoices, sumInvoices } from '#modules/invoices/list.ts';
import { getOverview } from '#modules/overview/overview.ts';
import { type Database, openDatabase, type WorkspaceTx } from '#platform/db.ts';
import { explain, type PlanNode } from '../tests/support/explain.ts';
import { loadedOn } from '../tests/support/many-invoices.ts';
import { type Installation, startInstallation } from './support/installation.ts';
import { type Loaded, loadWorkspaces } from './support/loaded.ts';
import { median, milliseconds, printTable } from './support/measure.ts';
import { bootstrapInterval } from './support/two-samples.ts';

/** What row security costs a list, a search and a sum among a million invoices; see bench/README.md. */

const ordinary = 1_000;
const huge = Number(process.env.HUGE_WORKSPACE ?? 100_000);
const otherWorkspaces = Number(process.env.OTHER_WORKSPACES ?? 899);
const turns = Number(process.env.REQUESTS ?? 200);
const page = { limit: 51 };
const targetRatio = 1.1;

type Query = [name: string, run: (tx: WorkspaceTx, loaded: Loaded) => Promise<unknown>];

const list =
  (filter: (loaded: Loaded) => InvoiceFilter): Query[1] =>
  (tx, loaded) =>
    listInvoices(tx, filter(loaded), loadedOn, page);
const sums =
  (filter: InvoiceFilter): Query[1] =>
  (tx) =>
    sumInvoices(tx, filter, loadedOn);
const period = { from: '2026-01-01', to: '2026-03-31' };

const queries: Query[] = [
  ['first page', list(() => ({}))],
  ['deep page', (tx, { deep }) => listInvoices(tx, {}, loadedOn, { ...page, after: deep })],
  ['status draft', list(() => ({ status: 'draft' }))],
  ['status open', list(() => ({ status: 'open' }))],
  ['status overdue', list(() => ({ status: 'overdue' }))],
  ['status paid', list(() => ({ status: 'paid' }))],
  ['client, frequent', list(({ clientIds }) => ({ clientId: clientIds[0] }))],
  ['client, rare', list(({ clientIds }) => ({ clientId: clientIds[39] }))],
  ['client and paid', list(({ clientIds }) => ({ clientId: clientIds[39], status: 'paid' }))],
  ['period', list(() => period)],
  ['text, a number', list(() => ({ q: '2025-000700' }))],
  ['text, the beginning of numbers', list(() => ({ q: '2025-0007' }))],
  ['text, a frequent word', list(() => ({ q: 'workshop' }))],
  ['text, a word', list(() => ({ q: '21' }))],
  ['text, two words', list(() => ({ q: 'design 21' }))],
  ['text and overdue', list(() => ({ q: 'design', status: 'overdue' }))],
  ['sums of everything', sums({})],
  ['sums of a period', sums(period)],
  ['sums of what is open', sums({ status: 'open' })],
  ['clients', (tx) => listClients(tx, { archived: false, ...page })],
  ['clients, a word', (tx) => listClients(tx, { archived: false, q: 'com', ...page })],
  ['clients, two words', (tx) => listClients(tx, { archived: false, q: 'company 21', ...page })],
  ['overview', (tx) => getOverview(tx, new Date(`${loadedOn}T12:00:00Z`))],
];

const installation = await startInstallation();
try {
  const loaded = await loadWorkspaces(installation, [
    ordinary,
    huge,
    ...Array(otherWorkspaces).fill(ordinary),
  ]);
  const [small, large] = loaded;
  if (!small || !large) throw new Error('nothing was loaded');
  const unguarded = openDatabase(await addUnguardedRole(installation));
  const total = ordinary + huge + otherWorkspaces * ordinary;
  for (const [place, count] of [
    [large, huge],
    [small, ordinary],
  ] as const) {
    console.log(
      `\nIn a workspace of ${count} invoices of ${total}: median / 95th percentile in ms`,
    );
    console.log(`of ${turns} queries each, taken in turns, and the ratio of the medians with the`);
    console.log('interval in which it lies 95 times of 100.');
    await compare(installation.context.db, unguarded, place);
  }
  await unguarded.close();
} finally {
  await installation.close();
}

async function compare(guarded: Database, unguarded: Database, loaded: Loaded): Promise<void> {
  const { workspaceId } = loaded.member;
  const rows: string[][] = [];
  const differing: string[] = [];
  for (const [name, run] of queries) {
    await guarded.inWorkspace(workspaceId, (tx) =>
      unguarded.inWorkspace(workspaceId, async (freeTx) => {
        const plans = [tx, freeTx].map((side) => explain(side, (own) => run(own, loaded)));
        const [own = [], free = []] = (await Promise.all(plans)).map((plan) => plan.map(nodeName));
        const isSame = own.join('\n') === free.join('\n');
        if (!isSame) differing.push(name, '  with:', ...own, '  without:', ...free);
        const [withIt, without] = await sample(tx, freeTx, (side) => run(side, loaded));
        const ratio = median(withIt) / median(without);
        // The tables come at the end; beside other work on the machine that can be half an hour away.
        console.error(`${name}: ${ratio.toFixed(2)}`);
        const interval = bootstrapInterval(withIt, without, (a, b) => median(a) / median(b));
        rows.push([
          name,
          milliseconds(withIt),
          milliseconds(without),
          ratio.toFixed(2),
          interval.map((bound) => bound.toFixed(2)).join('–'),
          verdict(ratio, interval),
          isSame ? 'same' : 'OTHER',
        ]);
      }),
    );
  }
  printTable(['', 'with', 'without', 'ratio', 'interval', `≤ ${targetRatio}`, 'plan'], rows);
  if (differing.length > 0) console.log(`\nPlans that differ:\n${differing.join('\n')}`);
}

/** Beyond the target is only what the noise of the machine does not explain. */
function verdict(ratio: number, [low]: [number, number]): string {
  if (ratio <= targetRatio) return 'met';
  return low <= targetRatio ? 'noise' : 'MISSED';
}

/** One query on each side per turn, each side first every other time. */
async function sample(
  tx: WorkspaceTx,
  freeTx: WorkspaceTx,
  run: (tx: WorkspaceTx) => Promise<unknown>,
): Promise<[number[], number[]]> {
  const samples: [number[], number[]] = [[], []];
  const warmUp = Math.ceil(turns / 10);
  for (let turn = -warmUp; turn < turns; turn += 1) {
    for (const side of turn % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
      const startedAt = performance.now();
      await run(side === 0 ? tx : freeTx);
      if (turn >= 0) samples[side].push(performance.now() - startedAt);
    }
  }
  return samples;
}

/** What a node of a plan does, without the conditions that are checked on rows it has read already. */
function nodeName(node: PlanNode): string {
  const { 'Relation Name': relation, 'Index Name': index, 'Index Cond': condition } = node;
  return ['   ', node['Node Type'], relation, index, condition].filter(Boolean).join(' ');
}

/** A role with the same rights and in the same scope, for whom Postgres leaves the policies out. */
async function addUnguardedRole({ superuser, runtimeUrl }: Installation): Promise<string> {
  const url = new URL(runtimeUrl);
  url.username = 'unguarded';
  await superuser.query(
    `create role unguarded login bypassrls in role ${new URL(runtimeUrl).username}
    password '${url.password}'`,
  );
  return url.href;
}

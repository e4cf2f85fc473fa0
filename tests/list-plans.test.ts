import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type InvoiceFilter, listInvoices, sumInvoices } from '#modules/invoices/list.ts';
import type { WorkspaceTx } from '#platform/db.ts';
import { startTestApp, type TestApp } from './support/app.ts';
import { explain } from './support/explain.ts';
import { furnish, issue } from './support/fixtures.ts';
import { loadedOn, loadInvoices } from './support/many-invoices.ts';

let server: TestApp;
let workspaceId: string;
let clientId: string;

beforeAll(async () => {
  server = await startTestApp();
  const ana = await server.signUp();
  const issued = await issue(ana, await furnish(ana));
  const loader = new pg.Client({ connectionString: server.database.superuserUrl });
  await loader.connect();
  const { rows } = await loader.query('select content, document from invoices where id = $1', [
    issued.id,
  ]);
  const others = [await server.signUp(), await server.signUp(), await server.signUp()];
  const workspaceIds = [ana, ...others].map((member) => member.workspaceId);
  const clients = await loadInvoices(loader, workspaceIds, 5_000, rows[0]);
  await loader.end();
  workspaceId = ana.workspaceId;
  clientId = clients[0]?.[20] ?? '';
});
afterAll(() => server.close());

/** Every table that grows with the invoices; reading one from end to end would read all workspaces. */
const growing = ['invoices', 'invoice_balances', 'invoice_terms'];

async function expectIndexes(work: (tx: WorkspaceTx) => Promise<unknown>): Promise<void> {
  const nodes = await server.context.db.inWorkspace(workspaceId, (tx) => explain(tx, work));
  const reads = nodes.filter((node) => growing.includes(node['Relation Name'] ?? ''));
  expect(reads.length).toBeGreaterThan(0);
  for (const node of reads) {
    expect(node['Node Type'], `of ${node['Relation Name']}`).toMatch(/^(Index|Bitmap)/);
    expect(node['Index Cond'] ?? node['Recheck Cond']).toContain('workspace_id');
  }
}

const period = { from: '2026-01-01', to: '2026-03-31' };
const filters: [string, () => InvoiceFilter][] = [
  ['nothing', () => ({})],
  ['drafts', () => ({ status: 'draft' })],
  ['open', () => ({ status: 'open' })],
  ['overdue', () => ({ status: 'overdue' })],
  ['paid', () => ({ status: 'paid' })],
  ['a client', () => ({ clientId })],
  ['a period', () => period],
  ['a word', () => ({ q: 'workshop' })],
  ['a number', () => ({ q: '2025-003300' })],
  ['two words', () => ({ q: 'company 21' })],
  ['a client, open', () => ({ clientId, status: 'open' })],
  ['a client, paid, in a period', () => ({ clientId, status: 'paid', ...period })],
  ['a word, overdue', () => ({ q: 'design', status: 'overdue' })],
  ['a word, a draft', () => ({ q: 'design', status: 'draft' })],
  ['all at once', () => ({ q: 'company', clientId, status: 'paid', ...period })],
];

describe('the list of invoices', () => {
  it.each(filters)('filtered by %s is served by indexes, first page', async (_name, filter) => {
    await expectIndexes((tx) => listInvoices(tx, filter(), loadedOn, { limit: 51 }));
  });

  it.each(filters)('filtered by %s is served by indexes, deep page', async (_name, filter) => {
    const after = ['2024-02-01', '80000000-0000-4000-8000-000000000000'];
    await expectIndexes((tx) => listInvoices(tx, filter(), loadedOn, { after, limit: 51 }));
  });
});

describe('the sums of the list', () => {
  it.each(filters)('filtered by %s are served by indexes', async (_name, filter) => {
    await expectIndexes((tx) => sumInvoices(tx, filter(), loadedOn));
  });
});

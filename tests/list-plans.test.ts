import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listAuditEvents } from '#modules/audit/index.ts';
import { listClients } from '#modules/clients/queries.ts';
import { countIssued, nextIssued } from '#modules/exports/issued-invoices.ts';
import { listComments } from '#modules/invoices/comments.ts';
import { type InvoiceFilter, listInvoices, sumInvoices } from '#modules/invoices/list.ts';
import { getOverview } from '#modules/overview/overview.ts';
import { listPayments } from '#modules/payments/payments.ts';
import type { WorkspaceTx } from '#platform/db.ts';
import { type Member, startTestApp, type TestApp } from './support/app.ts';
import { explain, recordQueries } from './support/explain.ts';
import { furnish, issue } from './support/fixtures.ts';
import { leakyConditions } from './support/leak-proof.ts';
import { loadedOn, loadInvoices } from './support/many-invoices.ts';

let server: TestApp;
let ana: Member;
let workspaceId: string;
let clientId: string;
let superuser: pg.Client;
let invoiceId: string;

beforeAll(async () => {
  server = await startTestApp();
  ana = await server.signUp();
  const issued = await issue(ana, await furnish(ana));
  superuser = new pg.Client({ connectionString: server.database.superuserUrl });
  await superuser.connect();
  const { rows } = await superuser.query('select content, document from invoices where id = $1', [
    issued.id,
  ]);
  const others = [await server.signUp(), await server.signUp(), await server.signUp()];
  const workspaceIds = [ana, ...others].map((member) => member.workspaceId);
  const clients = await loadInvoices(superuser, workspaceIds, 5_000, rows[0]);
  workspaceId = ana.workspaceId;
  invoiceId = issued.id;
  clientId = clients[0]?.[20] ?? '';
});
afterAll(async () => {
  await superuser.end();
  await server.close();
});

/** Every table that grows with the invoices; reading one from end to end would read all workspaces. */
const growing = ['invoices', 'invoice_balances', 'invoice_terms', 'payments'];

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

describe('the overview', () => {
  it('is served by indexes', async () => {
    await expectIndexes((tx) => getOverview(tx, new Date(loadedOn)));
  });
});

describe('an export', () => {
  it('is served by indexes, first batch and the next one', async () => {
    await expectIndexes(async (tx) => {
      const [first] = await nextIssued(tx, period, undefined, 500);
      await nextIssued(tx, period, first, 500);
    });
  });
});

/** Every other list, search and sum of what a workspace holds, with all of its filters. */
const lists: [string, (tx: WorkspaceTx) => Promise<unknown>][] = [
  ['clients', (tx) => listClients(tx, { archived: false, limit: 51 })],
  [
    'found clients, deep page',
    (tx) => listClients(tx, { archived: false, q: 'com 2', after: ['a', workspaceId], limit: 51 }),
  ],
  ['payments', (tx) => listPayments(tx, invoiceId)],
  ['comments', (tx) => listComments(tx, ana, invoiceId)],
  [
    'audit events',
    (tx) =>
      listAuditEvents(tx, {
        subjectId: clientId,
        subjectType: 'client',
        actorId: clientId,
        from: new Date(loadedOn),
        to: new Date(loadedOn),
        before: 2,
        limit: 51,
      }),
  ],
  ['the overview', (tx) => getOverview(tx, new Date(loadedOn))],
  [
    'an export',
    async (tx) => {
      await countIssued(tx);
      const [first] = await nextIssued(tx, period, undefined, 500);
      await nextIssued(tx, period, first, 500);
    },
  ],
];

/** What Postgres holds back from every index, since it may tell of rows that the policy hides. */
async function leaksOf(work: (tx: WorkspaceTx) => Promise<unknown>): Promise<string[]> {
  const queries = await server.context.db.inWorkspace(workspaceId, (tx) => recordQueries(tx, work));
  expect(queries.length).toBeGreaterThan(0);
  const leaks = [];
  for (const query of queries) leaks.push(...(await leakyConditions(superuser, query)));
  return [...new Set(leaks)];
}

describe('row security', () => {
  it.each(filters)(
    'keeps no condition of the list filtered by %s from an index',
    async (_name, filter) => {
      const after = ['2024-02-01', '80000000-0000-4000-8000-000000000000'];
      const page = { after, limit: 51 };
      expect(await leaksOf((tx) => listInvoices(tx, filter(), loadedOn, page))).toEqual([]);
      expect(await leaksOf((tx) => sumInvoices(tx, filter(), loadedOn))).toEqual([]);
    },
  );

  it.each(lists)('keeps no condition of %s from an index', async (_name, list) => {
    expect(await leaksOf(list)).toEqual([]);
  });

  it('would keep these from one, and this test would notice', async () => {
    const conditions = {
      "subject like 'Des%'": ['textlike(text,text)'],
      "lower(subject) = 'design'": ['lower(text)'],
      "content @> '{}'": ['jsonb_contains(jsonb,jsonb)'],
      "(issue_on, created_at) > ('2026-01-01', '2026-01-01')": [],
      "id in (select client_id from client_terms where to_tsvector(term) @@ 'a')": [
        'to_tsvector(text)',
        'ts_match_vq(tsvector,tsquery)',
      ],
    };
    for (const [condition, leaks] of Object.entries(conditions)) {
      const sql = `select id from invoices where workspace_id = current_workspace_id() and ${condition}`;
      expect([condition, await leakyConditions(superuser, { sql, parameters: [] })]).toEqual([
        condition,
        leaks,
      ]);
    }
  });
});

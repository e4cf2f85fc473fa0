import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Member, startTestApp, type TestApp } from '../../../tests/support/app.ts';
import { clientDetails, draft, furnish, issue } from '../../../tests/support/fixtures.ts';

let server: TestApp;
let ana: Member;
const ids: Record<string, string> = {};

const pay = (id: string, amountMinor: number) =>
  ana.request('POST', `${ana.path}/invoices/${id}/payments`, { amountMinor, paidOn: '2026-11-22' });

beforeAll(async () => {
  server = await startTestApp();
  ana = await server.signUp();
  const mueller = await furnish(ana);
  const other = { ...clientDetails, name: 'Café Ångström' };
  const cafe = (await ana.request('POST', `${ana.path}/clients`, other)).json.id;
  Object.assign(ids, { mueller, cafe });
  const late = { issueOn: '2026-09-01', dueOn: '2026-09-15', subject: 'Website' };
  ids.overdue = (await issue(ana, mueller, late)).id;
  ids.paid = (await issue(ana, cafe, { issueOn: '2026-10-01', subject: 'Menü' })).id;
  ids.partly = (await issue(ana, cafe, { issueOn: '2026-11-22', orderReference: 'PO-0815' })).id;
  const dollars = { currency: 'USD', exchangeRate: { rate: '0.86', on: '2026-11-20' } };
  ids.dollars = (await issue(ana, mueller, { issueOn: '2026-11-22', ...dollars })).id;
  ids.draft = await draft(ana, mueller, { issueOn: '2026-11-22', subject: 'Next website' });
  ids.empty = (
    await ana.request('POST', `${ana.path}/invoices`, { issueOn: '2026-11-22' })
  ).json.id;
  await pay(ids.paid ?? '', 107_523);
  await pay(ids.partly ?? '', 7_523);
});
afterAll(() => server.close());

type Row = { id: string; issueOn: string; status: string };

/** Every row of a list, page by page. */
async function all(query: string, limit = 2): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor = '';
  do {
    const address = `${ana.path}/invoices?${query}&limit=${limit}&cursor=${cursor}`;
    const { status, json } = await ana.request('GET', address);
    expect(status).toBe(200);
    rows.push(...json.items);
    cursor = json.nextCursor ?? '';
  } while (cursor !== '');
  return rows;
}

const names = (rows: Row[]) =>
  rows.map((row) => Object.entries(ids).find(([, id]) => id === row.id)?.[0] ?? row.id).sort();

describe('the list of invoices', () => {
  it.each([
    ['', ['dollars', 'draft', 'empty', 'overdue', 'paid', 'partly']],
    ['status=draft', ['draft', 'empty']],
    ['status=open', ['dollars', 'overdue', 'partly']],
    ['status=overdue', ['overdue']],
    ['status=paid', ['paid']],
    ['from=2026-10-01&to=2026-10-31', ['paid']],
    ['to=2026-09-01', ['overdue']],
    ['from=2026-11-23', []],
    ['status=open&from=2026-11-01', ['dollars', 'partly']],
    ['q=website', ['draft', 'overdue']],
    ['q=WEB%20mull', ['draft', 'overdue']],
    ['q=website&status=overdue', ['overdue']],
    ['q=angstrom', ['paid', 'partly']],
    ['q=815', ['partly']],
    ['q=2026-0001', ['overdue']],
    ['q=nothing', []],
  ])('shows with "%s": %j', async (query, expected) => {
    expect(names(await all(query))).toEqual(expected);
  });

  it('shows the invoices of one client, in every status', async () => {
    expect(names(await all(`clientId=${ids.cafe}`))).toEqual(['paid', 'partly']);
    expect(names(await all(`clientId=${ids.cafe}&status=paid`))).toEqual(['paid']);
    expect(names(await all(`clientId=${ids.mueller}&status=draft`))).toEqual(['draft']);
  });

  it('says of each row what it is and what is open', async () => {
    const rows = await all('');
    const row = (name: string) => rows.find((one) => one.id === ids[name]);
    expect(row('overdue')).toMatchObject({
      status: 'issued',
      overdue: true,
      number: '2026-0001',
      buyerName: 'Müller & Söhne GmbH',
      grossMinor: 107_523,
      balanceMinor: 107_523,
    });
    expect(row('partly')).toMatchObject({
      status: 'partially_paid',
      overdue: false,
      balanceMinor: 100_000,
    });
    expect(row('paid')).toMatchObject({ status: 'paid', balanceMinor: 0 });
    expect(row('empty')).toMatchObject({
      status: 'draft',
      clientId: null,
      buyerName: '',
      number: null,
    });
  });

  it('adds up per currency what the filter shows', async () => {
    const sums = async (query: string) =>
      (await ana.request('GET', `${ana.path}/invoices/sums?${query}`)).json.items;
    expect(await sums('status=open')).toEqual([
      { currency: 'EUR', count: 2, netMinor: 181_800, grossMinor: 215_046, balanceMinor: 207_523 },
      { currency: 'USD', count: 1, netMinor: 90_900, grossMinor: 107_523, balanceMinor: 107_523 },
    ]);
    expect(await sums(`clientId=${ids.cafe}`)).toEqual([
      { currency: 'EUR', count: 2, netMinor: 181_800, grossMinor: 215_046, balanceMinor: 100_000 },
    ]);
    expect(await sums('q=nothing')).toEqual([]);
  });
});

describe('the pages of the list', () => {
  it('hold every row once, newest first, also where dates are equal and rows are added', async () => {
    const bob = await server.signUp('Pages');
    const clientId = await furnish(bob);
    const dates = [
      '2026-11-20',
      '2026-11-21',
      '2026-11-21',
      '2026-11-21',
      '2026-11-21',
      '2026-11-22',
    ];
    const made: string[] = [];
    for (const issueOn of dates) made.push(await draft(bob, clientId, { issueOn }));
    const seen: Row[] = [];
    let cursor = '';
    for (let page = 0; page < 20; page += 1) {
      const { json } = await bob.request('GET', `${bob.path}/invoices?limit=1&cursor=${cursor}`);
      seen.push(...json.items);
      // What is new comes before the page that is being read, and moves no row behind it.
      if (page === 2) await draft(bob, clientId, { issueOn: '2026-12-01' });
      if (!json.nextCursor) break;
      cursor = json.nextCursor;
    }
    expect(seen.map((row) => row.id).sort()).toEqual([...made].sort());
    const order = seen.map((row) => `${row.issueOn} ${row.id}`);
    expect(order).toEqual([...order].sort().reverse());
  });

  it.each(['', 'status=open', 'status=draft', 'q=muller'])(
    'are the same whatever their size: "%s"',
    async (query) => {
      const wanted = await all(query, 200);
      for (const limit of [1, 3]) expect(await all(query, limit)).toEqual(wanted);
    },
  );
});

import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Member, startTestApp, type TestApp } from '../../../tests/support/app.ts';
import { draft, furnish, issue } from '../../../tests/support/fixtures.ts';

let server: TestApp;
let ana: Member;

beforeAll(async () => {
  server = await startTestApp();
  ana = await server.signUp();
});
afterAll(() => server.close());

const overview = async () => (await ana.request('GET', `${ana.path}/overview`)).json;

it('begins with nothing but the first steps', async () => {
  expect(await overview()).toMatchObject({
    currency: 'EUR',
    today: '2026-11-22',
    open: { count: 0, balanceMinor: 0 },
    overdue: { count: 0, balanceMinor: 0 },
    paidThisYear: { count: 0, amountMinor: 0 },
    otherCurrencies: [],
    latest: [],
    steps: { seller: false, client: false, invoice: false },
  });
});

it('adds up what is open, overdue and paid, and keeps other currencies apart', async () => {
  const clientId = await furnish(ana);
  const september = { issueOn: '2026-09-10', dueOn: '2026-09-24' };
  const late = await issue(ana, clientId, september);
  const open = await issue(ana, clientId, { issueOn: '2026-11-22', dueOn: '2026-11-22' });
  const dollars = await issue(ana, clientId, {
    issueOn: '2026-11-22',
    currency: 'USD',
    exchangeRate: { rate: '0.86', on: '2026-11-20' },
  });
  const draftId = await draft(ana, clientId);
  const pay = (id: string, amountMinor: number, paidOn: string) =>
    ana.request('POST', `${ana.path}/invoices/${id}/payments`, { amountMinor, paidOn });
  await pay(late.id, 7_523, '2026-10-01');
  await pay(late.id, 1_000, '2025-12-31');
  await pay(dollars.id, 500, '2026-11-22');
  const now = await overview();
  expect(now).toMatchObject({
    open: { count: 2, balanceMinor: 99_000 + 107_523 },
    // What is due today is not overdue yet.
    overdue: { count: 1, balanceMinor: 99_000 },
    paidThisYear: { count: 1, amountMinor: 7_523 },
    otherCurrencies: [{ currency: 'USD', openMinor: 107_023, paidThisYearMinor: 500 }],
    overdueInvoices: [{ id: late.id, overdue: true }],
    drafts: [{ id: draftId }],
    steps: { seller: true, client: true, invoice: true },
  });
  expect(now.latest).toHaveLength(4);
  expect(now.latest.map((row: { id: string }) => row.id)).toContain(open.id);
  expect(now.months).toHaveLength(12);
  const month = (name: string) => now.months.find((m: { month: string }) => m.month === name);
  expect(month('2026-09')).toEqual({ month: '2026-09', issuedMinor: 107_523, paidMinor: 0 });
  expect(month('2026-10')).toEqual({ month: '2026-10', issuedMinor: 0, paidMinor: 7_523 });
  expect(month('2026-11').issuedMinor).toBe(107_523);
  expect(now.months[0].month).toBe('2025-12');
});

it('counts days in the time zone of the workspace', async () => {
  server.clock.now = new Date('2026-11-22T23:30:00Z');
  await ana.request('POST', '/v1/sessions/refresh');
  expect((await overview()).today).toBe('2026-11-23');
  expect((await overview()).overdue.count).toBe(2);
  await ana.request('PATCH', ana.path, { timeZone: 'America/New_York' });
  expect((await overview()).today).toBe('2026-11-22');
});

import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Member, startTestApp, type TestApp } from '../../../tests/support/app.ts';
import { execute } from '../../../tests/support/database.ts';
import { draft, furnish, issue } from '../../../tests/support/fixtures.ts';

let server: TestApp;
let ana: Member;
let clientId: string;
let seriesId: string;

beforeAll(async () => {
  server = await startTestApp();
  ana = await server.signUp();
  clientId = await furnish(ana);
  seriesId = (await ana.request('GET', `${ana.path}/number-series`)).json.items[0].id;
});
afterAll(() => server.close());

const report = async () =>
  (await ana.request('GET', `${ana.path}/number-series/${seriesId}/continuity`)).json;

/** What only somebody with all power over Postgres can do: it switches every trigger and key off. */
const tamper = (statement: string) =>
  execute(
    server.database.superuserUrl,
    `set session_replication_role = replica; ${statement}; set session_replication_role = origin`,
  );

it('is gapless before the first number', async () => {
  expect(await report()).toMatchObject({ gapless: true, periods: [] });
});

it('tells first, last and count of every year, and ignores what was never issued', async () => {
  await draft(ana, clientId);
  for (const issueOn of ['2026-11-20', '2026-11-21', '2026-11-21', '2026-11-22']) {
    await issue(ana, clientId, { issueOn, dueOn: '2027-02-01' });
  }
  await issue(ana, clientId, { issueOn: '2027-01-04', dueOn: '2027-02-01' });
  const failed = await draft(ana, clientId, { lines: [] });
  await ana.request('POST', `${ana.path}/invoices/${failed}/issuance`, {});
  expect(await report()).toMatchObject({
    gapless: true,
    checkedAt: '2026-11-22T12:00:00.000Z',
    periods: [
      {
        period: '2026',
        firstNumber: '2026-0001',
        lastNumber: '2026-0004',
        firstIssueOn: '2026-11-20',
        lastIssueOn: '2026-11-22',
        count: 4,
        missing: [],
        duplicates: [],
      },
      { period: '2027', firstNumber: '2027-0001', lastNumber: '2027-0001', count: 1 },
    ],
  });
});

it('stays gapless while many issue at once and some of them fail', async () => {
  const good = await Promise.all(Array.from({ length: 12 }, () => draft(ana, clientId)));
  const bad = await Promise.all(Array.from({ length: 6 }, () => draft(ana, clientId)));
  const answers = await Promise.all(
    [...good, ...bad].map((id) =>
      ana.request('POST', `${ana.path}/invoices/${id}/issuance`, {
        ...(bad.includes(id) ? { expectedTotalMinor: 1 } : {}),
      }),
    ),
  );
  expect(answers.filter((answer) => answer.status === 201)).toHaveLength(12);
  const { gapless, periods } = await report();
  expect([gapless, periods[0].count, periods[0].lastNumber]).toEqual([true, 16, '2026-0016']);
});

it('names a number that somebody took out of the database', async () => {
  await tamper(`delete from invoices where number = '2026-0003'`);
  const { gapless, periods } = await report();
  expect(gapless).toBe(false);
  expect(periods[0]).toMatchObject({ count: 15, missing: ['2026-0003'], duplicates: [] });
  expect(periods[1]).toMatchObject({ missing: [] });
});

it('names a last number that is gone, since the counter remembers it', async () => {
  await tamper(`delete from invoices where number = '2026-0016'`);
  expect((await report()).periods[0].missing).toEqual(['2026-0003', '2026-0016']);
});

it('names a number that is there twice', async () => {
  const unique = 'invoices_workspace_id_series_id_period_sequence_key';
  await tamper(`alter table invoices drop constraint ${unique};
    insert into invoices select (jsonb_populate_record(i, jsonb_build_object(
      'id', gen_random_uuid(), 'number', '2026-0002-copy'))).* from invoices i
    where number = '2026-0002'`);
  const { gapless, periods } = await report();
  expect([gapless, periods[0].duplicates]).toEqual([false, ['2026-0002']]);
});

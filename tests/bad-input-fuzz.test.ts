import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeRenderers } from '#modules/documents/index.ts';
import { routes } from '../src/app.ts';
import { type Planted, plant } from './isolation/planted.ts';
import { isWorkspaceRoute, requestFor, routeName } from './isolation/route-requests.ts';
import { hashRows } from './isolation/tables.ts';
import { type Member, startTestApp, type TestApp } from './support/app.ts';
import { invoiceDetails } from './support/fixtures.ts';

let server: TestApp;
let ana: Member;
let planted: Planted;

beforeAll(async () => {
  server = await startTestApp();
  ana = await server.signUp();
  planted = await plant(server, ana, 'anemone');
});
afterAll(async () => {
  await server.close();
  await closeRenderers();
});

/** What a program, a careless person or an attacker may put anywhere. */
const nasty: fc.Arbitrary<unknown> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom<unknown>(
      null,
      '',
      ' ',
      0,
      -1,
      1,
      -0,
      0.5,
      2 ** 53,
      -(2 ** 53),
      1e13,
      1e13 + 1,
      1e300,
      true,
      false,
      [],
      {},
      [[]],
      '0',
      '-0',
      '-1',
      '1e3',
      'Infinity',
      'NaN',
      '10000000000',
      '99999999999.9999',
      '2026-02-30',
      '1970-01-01',
      '2199-12-31',
      '9999-12-31',
      'S',
      'EUR',
      'XXX',
      'JPY',
      'BHD',
      'de',
      '\u0000',
      '\ud800',
      '\uffff',
      '\u202e',
      '\u200d',
      'x'.repeat(5000),
      '<script>',
      "'; drop table invoices; --",
      '{yyyy}-{seq:4}',
      '{seq}',
      '{seq:10}/{yy}',
      '$1',
      '#set page()',
      '\\',
      '%00',
      '00000000-0000-0000-0000-000000000000',
      'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
    ),
  },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
);

/** Every place inside a JSON value, as a path of keys. */
function places(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [path];
  const members = Object.entries(value).flatMap(([key, member]) => places(member, [...path, key]));
  return [path, ...members];
}

function replaced(value: unknown, [key, ...rest]: (string | number)[], by: unknown): unknown {
  if (key === undefined) return by;
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<
    string,
    unknown
  >;
  copy[key] = replaced(copy[key], rest, by);
  return copy;
}

const full = {
  ...invoiceDetails,
  issueOn: '2026-11-22',
  dueOn: '2026-12-06',
  servicePeriod: { from: '2026-11-01', to: '2026-11-20' },
  exchangeRate: { rate: '1.1', on: '2026-11-20' },
  currency: 'EUR',
  language: 'en',
  prices: 'gross',
  subject: 'Subject',
  note: 'Note',
};

describe('whatever is written', () => {
  const writing = routes.filter((route) => isWorkspaceRoute(route) && route.body);

  it('gets an answer that is no fault of ours, and changes nothing where it is refused', async () => {
    const answers = new Set<string>();
    let before = await hashRows(server.database, null);
    const change = fc.tuple(fc.nat(), nasty);
    const request = fc.tuple(
      fc.constantFrom(...writing),
      fc.array(change, { minLength: 1, maxLength: 3 }),
    );
    await fc.assert(
      fc.asyncProperty(request, async ([route, changes]) => {
        const { method, path, body } = requestFor(route, planted);
        const wide =
          path.includes('/invoices') && !path.includes('/issuance') && !path.includes('/payments');
        let sent: unknown = wide ? { ...full, clientId: planted.clientId } : body;
        for (const [place, value] of changes) {
          const all = places(sent);
          sent = replaced(sent, all[place % all.length] ?? [], value);
        }
        const answer = await ana.request(method, path, JSON.stringify(sent), {
          'content-type': 'application/json',
          accept: (changes[0]?.[0] ?? 0) % 5 === 0 ? 'image/svg+xml' : 'application/json',
        });
        expect([routeName(route), answer.status < 500]).toEqual([routeName(route), true]);
        if (answer.status === 422) expect(answer.json.errors.length).toBeGreaterThan(0);
        const after = await hashRows(server.database, null);
        if (answer.status >= 400) expect(after).toBe(before);
        before = after;
        answers.add(`${answer.status}`);
      }),
      { numRuns: 300, seed: 20_261_122 },
    );
    // Were everything refused, or nothing, the property would say little.
    expect([...answers]).toEqual(expect.arrayContaining(['200', '201', '422']));
  }, 300_000);

  it('leaves every list and every document readable', async () => {
    for (const list of ['invoices', 'clients', 'number-series', 'overview', 'audit-events', '']) {
      expect([
        list,
        (await ana.request('GET', `${ana.path}/${list}`.replace(/\/$/, ''))).status,
      ]).toEqual([list, 200]);
    }
    const { json } = await ana.request('GET', `${ana.path}/invoices?limit=200`);
    for (const { id } of json.items) {
      expect((await ana.request('GET', `${ana.path}/invoices/${id}`)).status).toBe(200);
    }
  });
});

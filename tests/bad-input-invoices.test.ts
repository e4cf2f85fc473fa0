import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeRenderers } from '#modules/documents/index.ts';
import { type Planted, plant } from './isolation/planted.ts';
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

const line = invoiceDetails.lines[0];
const withLine = (change: object) => ({ lines: [line, { ...line, ...change }] });
const vat = (category: string, rate: string) => withLine({ vat: { category, rate } });

describe('a draft', () => {
  const wrong: [string, string, object][] = [
    ['a negative quantity', 'lines[1].quantity', withLine({ quantity: '-1' })],
    ['a quantity of minus nothing', 'lines[1].quantity', withLine({ quantity: '-0.00' })],
    ['a quantity as a number', 'lines[1].quantity', withLine({ quantity: 7.5 })],
    ['a comma', 'lines[1].quantity', withLine({ quantity: '7,5' })],
    ['a thousands separator', 'lines[1].unitPrice', withLine({ unitPrice: '1,000.00' })],
    ['an exponent', 'lines[1].unitPrice', withLine({ unitPrice: '1e3' })],
    ['a hexadecimal price', 'lines[1].unitPrice', withLine({ unitPrice: '0x10' })],
    ['an infinite price', 'lines[1].unitPrice', withLine({ unitPrice: 'Infinity' })],
    ['a price that is no number', 'lines[1].unitPrice', withLine({ unitPrice: 'NaN' })],
    ['an empty price', 'lines[1].unitPrice', withLine({ unitPrice: '' })],
    ['a price with a space', 'lines[1].unitPrice', withLine({ unitPrice: ' 1' })],
    ['Arabic digits', 'lines[1].unitPrice', withLine({ unitPrice: '١٢' })],
    ['five decimal places', 'lines[1].unitPrice', withLine({ unitPrice: '1.00001' })],
    ['a price beyond the limit', 'lines[1].unitPrice', withLine({ unitPrice: '100000000001' })],
    ['a line beyond 10^13', 'lines[1]', withLine({ quantity: '9999999', unitPrice: '99999999' })],
    [
      'a discount beyond 10^13',
      'discounts[0].amountMinor',
      { discounts: [{ amountMinor: 1e13 + 1 }] },
    ],
    ['a negative discount', 'discounts[0].amountMinor', { discounts: [{ amountMinor: -1 }] }],
    ['half a cent', 'discounts[0].amountMinor', { discounts: [{ amountMinor: 0.5 }] }],
    ['a discount of neither kind', 'discounts[0].percent', { discounts: [{ reason: 'x' }] }],
    [
      'a discount of both kinds',
      'discounts[0].percent',
      { discounts: [{ percent: '1', amountMinor: 1 }] },
    ],
    [
      'more than everything off',
      'lines[1].discountPercent',
      withLine({ discountPercent: '100.001' }),
    ],
    ['a reverse charge with a rate', 'lines[1].vat.rate', vat('AE', '19')],
    ['a standard rate of nothing', 'lines[1].vat.rate', vat('S', '0')],
    ['a rate above 100', 'lines[1].vat.rate', vat('S', '101')],
    ['an unknown category', 'lines[1].vat.category', vat('X', '19')],
    ['an unknown unit', 'lines[1].unit', withLine({ unit: 'hours' })],
    ['a day that does not exist', 'issueOn', { issueOn: '2026-02-30' }],
    ['a leap day of no leap year', 'dueOn', { dueOn: '2027-02-29' }],
    ['a time of day', 'issueOn', { issueOn: '2026-11-22T12:00:00Z' }],
    ['a year beyond 2199', 'issueOn', { issueOn: '2200-01-01' }],
    [
      'a period that runs backwards',
      'servicePeriod.to',
      { servicePeriod: { from: '2026-02-02', to: '2026-02-01' } },
    ],
    ['a period without an end', 'servicePeriod.to', { servicePeriod: { from: '2026-02-02' } }],
    ['an unknown currency', 'currency', { currency: 'EURO' }],
    ['a currency in small letters', 'currency', { currency: 'eur' }],
    [
      'an exchange rate of nothing',
      'exchangeRate.rate',
      { exchangeRate: { rate: '0', on: '2026-11-22' } },
    ],
    ['an unknown language', 'language', { language: 'tlh' }],
    [
      '10,000 lines',
      'lines',
      { lines: Array.from({ length: 10_000 }, () => ({ vat: line?.vat })) },
    ],
    [
      '21 discounts',
      'discounts',
      { discounts: Array.from({ length: 21 }, () => ({ percent: '1' })) },
    ],
    ['a client that is no id', 'clientId', { clientId: '1' }],
    ['a line that is null', 'lines[0]', { lines: [null] }],
    ['a control character', 'lines[1].description', withLine({ description: 'a\u0007b' })],
    ['an unknown key in a line', 'lines[1].price', withLine({ price: '1' })],
  ];

  it.each(wrong)('is refused with %s: %s', async (_what, field, body) => {
    const before = await hashRows(server.database, null);
    for (const [method, path] of [
      ['POST', `${ana.path}/invoices`],
      ['PATCH', `${ana.path}/invoices/${planted.invoiceId}`],
      ['POST', `${ana.path}/invoices/preview`],
    ] as const) {
      const answer = await ana.request(method, path, body);
      expect([path, answer.status]).toEqual([path, 422]);
      const fields = answer.json.errors.map((error: { field: string }) => error.field);
      expect(fields.some((name: string) => name.startsWith(field))).toBe(true);
    }
    expect(await hashRows(server.database, null)).toBe(before);
  });

  it('says what is wrong in words that help', async () => {
    const detail = async (body: object) =>
      (await ana.request('POST', `${ana.path}/invoices`, body)).json.detail;
    expect(await detail({ subject: 7 })).toBe('subject must be of type string.');
    expect(await detail({ lines: [{}] })).toBe('lines[0].vat is required.');
    expect(await detail({ prices: 'both' })).toBe('prices must be one of net, gross.');
    expect(await detail({ surprise: 1 })).toBe('surprise is not a known field.');
  });

  it('may be dated on the last day there is', async () => {
    const { request, path } = ana;
    const answer = await request('POST', `${path}/invoices`, {
      ...invoiceDetails,
      issueOn: '2199-12-31',
    });
    expect([answer.status, answer.json.dueOn]).toEqual([201, '2199-12-31']);
    const preview = await request(
      'POST',
      `${path}/invoices/preview`,
      { ...invoiceDetails, issueOn: '2199-12-31' },
      { accept: 'image/svg+xml' },
    );
    expect(preview.status).toBe(200);
  });
});

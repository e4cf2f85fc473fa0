import { describe, expect, test } from 'vitest';
import type { InvoiceDiscount, InvoiceLine } from './schema.ts';
import { computeTotals, type TotalsInput, totalsProblem } from './totals.ts';

function line(unitPrice: string, rate: string, more: Partial<InvoiceLine> = {}): InvoiceLine {
  return {
    description: 'Work',
    quantity: '1',
    unit: 'C62',
    unitPrice,
    discountPercent: null,
    vat: { category: Number(rate) > 0 ? 'S' : 'Z', rate, exemptionCode: null, exemptionText: null },
    ...more,
  };
}

function percent(value: string): InvoiceDiscount {
  return { percent: value, amountMinor: null, reason: '' };
}

function amount(amountMinor: number): InvoiceDiscount {
  return { percent: null, amountMinor, reason: '' };
}

function invoice(lines: InvoiceLine[], more: Partial<TotalsInput> = {}): TotalsInput {
  return { currency: 'EUR', prices: 'net', lines, discounts: [], ...more };
}

describe('golden cases from bug reports of other tools', () => {
  test('138.66 at 19 % is 165.01', () => {
    const totals = computeTotals(invoice([line('138.66', '19')]));
    expect(totals).toMatchObject({ netMinor: 13_866, vatMinor: 2635, grossMinor: 16_501 });
  });

  test('57.48 less 10 % at 21 % is 62.59, whether the line or the document is discounted', () => {
    const onLine = computeTotals(invoice([line('57.48', '21', { discountPercent: '10' })]));
    const onDocument = computeTotals(
      invoice([line('57.48', '21')], { discounts: [percent('10')] }),
    );
    expect(onLine).toMatchObject({ netMinor: 5173, dueMinor: 6259 });
    expect(onLine.lines).toEqual([{ amountMinor: 5173, discountMinor: 575, netMinor: 5173 }]);
    expect(onDocument).toMatchObject({ lineNetMinor: 5748, discountMinor: 575, dueMinor: 6259 });
  });

  test('8180 at 9.975 % has 815.96 VAT', () => {
    // 815.955 exactly: a half, which a binary float makes 815.9549999….
    expect(computeTotals(invoice([line('8180', '9.975')])).vatMinor).toBe(81_596);
  });

  test('500.00 gross at 19 % is 420.17 and 79.83', () => {
    const totals = computeTotals(invoice([line('500.00', '19')], { prices: 'gross' }));
    expect(totals).toMatchObject({
      netMinor: 42_017,
      vatMinor: 7983,
      grossMinor: 50_000,
      roundingMinor: 0,
      dueMinor: 50_000,
    });
  });
});

describe('lines', () => {
  test('are rounded once, from the exact product', () => {
    // 3 × 0.335 less 50 % is 0.5025: rounding before the discount would give 1.01 and then 0.51.
    const totals = computeTotals(
      invoice([line('0.335', '19', { quantity: '3', discountPercent: '50' })]),
    );
    expect(totals.lines).toEqual([{ amountMinor: 50, discountMinor: 51, netMinor: 50 }]);
  });

  test('take quantities and prices of four places exactly', () => {
    const totals = computeTotals(invoice([line('86.1234', '19', { quantity: '7.2525' })]));
    expect(totals.lineNetMinor).toBe(62_461); // 624.60995850
  });

  test('may be free of charge', () => {
    const totals = computeTotals(invoice([line('0', '19'), line('10', '19')]));
    expect(totals).toMatchObject({ lineNetMinor: 1000, vatMinor: 190 });
  });
});

describe('VAT groups', () => {
  test('VAT is rounded once per group, not per line', () => {
    // 0.24 at 19 % is 0.0456; three times the rounded VAT of 0.08 would be 0.06.
    const totals = computeTotals(
      invoice([line('0.08', '19'), line('0.08', '19'), line('0.08', '19')]),
    );
    expect(totals.vatMinor).toBe(5);
  });

  test('19, 19.0 and 19.00 are one rate', () => {
    const totals = computeTotals(
      invoice([line('1', '19'), line('1', '19.0'), line('1', '19.00'), line('1', '7')]),
    );
    expect(totals.vatBreakdown.map((group) => [group.rate, group.taxableMinor])).toEqual([
      ['19', 300],
      ['7', 100],
    ]);
  });

  test('one rate in two categories is two groups, in the order of categories', () => {
    const exempt = line('2', '0');
    const reverse = {
      category: 'AE',
      rate: '0',
      exemptionCode: null,
      exemptionText: null,
    } as const;
    const totals = computeTotals(
      invoice([line('3', '0', { vat: reverse }), exempt, line('1', '19')]),
    );
    expect(totals.vatBreakdown.map((group) => group.category)).toEqual(['S', 'Z', 'AE']);
  });

  test('carry the first exemption reason that is given', () => {
    const exempt = (exemptionCode: string | null, exemptionText: string | null) =>
      line('1', '0', { vat: { category: 'E', rate: '0', exemptionCode, exemptionText } });
    const totals = computeTotals(
      invoice([exempt(null, ''), exempt('VATEX-EU-132', null), exempt('other', 'Education')]),
    );
    expect(totals.vatBreakdown[0]).toMatchObject({
      exemptionCode: 'VATEX-EU-132',
      exemptionText: 'Education',
    });
    expect(computeTotals(invoice([exempt('', '')])).vatBreakdown[0]).toMatchObject({
      exemptionCode: null,
      exemptionText: null,
    });
  });
});

describe('document discounts', () => {
  test('apply before tax and are split over the rates in proportion', () => {
    const totals = computeTotals(
      invoice([line('100', '19'), line('50', '7')], { discounts: [amount(1000)] }),
    );
    // 10.00 over 100 and 50: 6.67 and 3.33.
    expect(totals.vatBreakdown.map((group) => group.taxableMinor)).toEqual([9333, 4667]);
    expect(totals.vatBreakdown.map((group) => group.vatMinor)).toEqual([1773, 327]);
    expect(totals).toMatchObject({
      lineNetMinor: 15_000,
      discountMinor: 1000,
      netMinor: 14_000,
      grossMinor: 16_100,
    });
  });

  test('of several percentages each applies to the sum of the lines', () => {
    const totals = computeTotals(
      invoice([line('200', '19')], { discounts: [percent('10'), amount(500), percent('5')] }),
    );
    expect(totals.discounts.map((discount) => discount.amountMinor)).toEqual([2000, 500, 1000]);
    expect(totals.netMinor).toBe(16_500);
  });

  test('may reach the whole sum', () => {
    const totals = computeTotals(invoice([line('10', '19')], { discounts: [percent('100')] }));
    expect(totals).toMatchObject({ netMinor: 0, vatMinor: 0, dueMinor: 0, discountMinor: 1000 });
  });
});

describe('gross prices', () => {
  test('a gross total that no net amount reaches is still what the client pays', () => {
    // 0.03 at 19 %: a net of 0.02 has 0.00 VAT, one of 0.03 has 0.01.
    const totals = computeTotals(invoice([line('0.03', '19')], { prices: 'gross' }));
    expect(totals).toMatchObject({
      netMinor: 3,
      vatMinor: 1,
      grossMinor: 4,
      roundingMinor: -1,
      dueMinor: 3,
    });
  });

  test('the rounding may also add a cent', () => {
    const totals = computeTotals(invoice([line('0.09', '21')], { prices: 'gross' }));
    expect(totals).toMatchObject({ netMinor: 7, vatMinor: 1, roundingMinor: 1, dueMinor: 9 });
  });

  test('line nets add up to the taxable amount, with discounts on lines and document', () => {
    const lines = [
      line('33.33', '19', { discountPercent: '12.5' }),
      line('33.33', '19'),
      line('33.34', '7'),
    ];
    const totals = computeTotals(invoice(lines, { prices: 'gross', discounts: [percent('3')] }));
    expect(totals.lines.map((one) => one.amountMinor)).toEqual([2916, 3333, 3334]);
    expect(totals.discounts).toEqual([{ amountMinor: 287 }]);
    const lineNets = totals.lines.reduce((sum, one) => sum + one.netMinor, 0);
    expect(lineNets).toBe(totals.lineNetMinor);
    expect(totals.lineNetMinor - totals.discountMinor).toBe(totals.netMinor);
    expect(totals.dueMinor).toBe(9583 - 287);
  });

  test('are the same as net prices where there is no VAT', () => {
    const lines = [line('12.34', '0'), line('5.67', '0')];
    const gross = computeTotals(invoice(lines, { prices: 'gross' }));
    expect(gross).toEqual(computeTotals(invoice(lines)));
  });
});

describe('currencies', () => {
  test('without decimals round to whole units', () => {
    const totals = computeTotals(
      invoice([line('1234.5', '10', { quantity: '3' })], { currency: 'JPY' }),
    );
    expect(totals).toMatchObject({ netMinor: 3704, vatMinor: 370, dueMinor: 4074 });
  });

  test('with three decimals keep them', () => {
    const totals = computeTotals(invoice([line('10.0625', '10')], { currency: 'BHD' }));
    expect(totals).toMatchObject({ netMinor: 10_063, vatMinor: 1006 });
  });

  test('VAT is also stated in the accounting currency, with the rate and its date', () => {
    const foreign = {
      currency: 'USD',
      accountingCurrency: 'EUR',
      exchangeRate: { rate: '0.9217', on: '2026-11-20' },
    };
    const totals = computeTotals(invoice([line('1000', '19')], foreign));
    expect(totals.accountingVat).toEqual({
      currency: 'EUR',
      vatMinor: 17_512, // 175.123
      rate: '0.9217',
      on: '2026-11-20',
    });
  });

  test('the accounting currency may have other decimals', () => {
    const foreign = {
      currency: 'JPY',
      accountingCurrency: 'EUR',
      exchangeRate: { rate: '0.0061', on: '2026-11-20' },
    };
    const totals = computeTotals(invoice([line('10000', '19')], foreign));
    expect(totals.accountingVat?.vatMinor).toBe(1159); // ¥1900 are € 11.59
  });

  test('nothing is converted in the accounting currency itself, or without a rate', () => {
    const exchangeRate = { rate: '2', on: '2026-11-20' };
    const same = invoice([line('1', '19')], { accountingCurrency: 'EUR', exchangeRate });
    const without = invoice([line('1', '19')], { accountingCurrency: 'USD', exchangeRate: null });
    expect(computeTotals(same).accountingVat).toBeNull();
    expect(computeTotals(without).accountingVat).toBeNull();
  });
});

test('what was paid before lowers what is due, not the total', () => {
  const totals = computeTotals(invoice([line('100', '19')], { paidMinor: 5000 }));
  expect(totals).toMatchObject({ grossMinor: 11_900, paidMinor: 5000, dueMinor: 6900 });
});

test('an empty draft adds up to nothing', () => {
  expect(computeTotals(invoice([]))).toEqual({
    lines: [],
    lineNetMinor: 0,
    discounts: [],
    discountMinor: 0,
    netMinor: 0,
    vatMinor: 0,
    grossMinor: 0,
    paidMinor: 0,
    roundingMinor: 0,
    dueMinor: 0,
    vatBreakdown: [],
    accountingVat: null,
  });
});

describe('totalsProblem', () => {
  test.each([
    [
      'a line',
      'lines[1].unitPrice',
      [line('1', '19'), line('100000000000', '19', { quantity: '2' })],
    ],
    ['the sum', 'lines', [line('60000000000', '19'), line('60000000000', '19')]],
    ['the sum with VAT', 'lines', [line('90000000000', '19')]],
  ])('names %s that exceeds 10^13 minor units', (_, field, lines) => {
    expect(totalsProblem(invoice(lines))?.field).toBe(field);
  });

  test('names the discount with which discounts exceed the sum', () => {
    const lines = [line('10', '19')];
    const tooMuch = (discounts: InvoiceDiscount[]) => totalsProblem(invoice(lines, { discounts }));
    expect(tooMuch([amount(1001)])?.field).toBe('discounts[0].amountMinor');
    expect(tooMuch([amount(500), percent('50.1')])?.field).toBe('discounts[1].percent');
    expect(tooMuch([amount(500), percent('50')])).toBeUndefined();
    expect(totalsProblem(invoice([], { discounts: [amount(1)] }))?.field).toBe(
      'discounts[0].amountMinor',
    );
  });

  test('names the exchange rate that carries the VAT over the limit', () => {
    const foreign = {
      currency: 'USD',
      accountingCurrency: 'EUR',
      exchangeRate: { rate: '1000000000', on: '2026-11-20' },
    };
    expect(totalsProblem(invoice([line('100000', '19')], foreign))?.field).toBe(
      'exchangeRate.rate',
    );
  });

  test('names an impossible prepayment', () => {
    expect(totalsProblem(invoice([], { paidMinor: 0.5 }))?.field).toBe('paidMinor');
  });

  test('finds nothing wrong with the largest invoice', () => {
    expect(totalsProblem(invoice([line('100000000000', '0')]))).toBeUndefined();
  });
});

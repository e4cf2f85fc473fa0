import fc from 'fast-check';
import { expect, test } from 'vitest';
import { invoiceDiscountSchema, invoiceLineSchema, totalsSchema } from './schema.ts';
import { computeTotals, type TotalsInput, totalsProblem } from './totals.ts';

/** A decimal string from 0 up to `max` with at most `places` decimal places. */
function decimals(max: number, places: number): fc.Arbitrary<string> {
  const scale = 10 ** places;
  return fc.integer({ min: 0, max: max * scale }).map((value) => (value / scale).toFixed(places));
}

const vat = fc.oneof(
  fc.constantFrom('19', '19.00', '7', '21', '5.5', '9.975', '25', '100').map((rate) => ({
    category: 'S' as const,
    rate,
  })),
  fc.constantFrom('Z', 'E', 'AE', 'O').map((category) => ({ category, rate: '0' })),
);

const lines = fc.array(
  fc
    .record({
      quantity: decimals(500, 4),
      unitPrice: decimals(9000, 4),
      discountPercent: fc.option(decimals(100, 3)),
      vat,
    })
    .map((line) => invoiceLineSchema.parse(line)),
  { minLength: 1, maxLength: 12 },
);

const discounts = fc.array(
  fc
    .oneof(
      decimals(20, 3).map((percent) => ({ percent })),
      fc.integer({ min: 0, max: 5000 }).map((amountMinor) => ({ amountMinor })),
    )
    .map((discount) => invoiceDiscountSchema.parse(discount)),
  { maxLength: 4 },
);

const invoices: fc.Arbitrary<TotalsInput> = fc.record({
  currency: fc.constantFrom('EUR', 'JPY', 'BHD'),
  prices: fc.constantFrom('net' as const, 'gross' as const),
  lines,
  discounts,
});

function sum(numbers: readonly number[]): number {
  return numbers.reduce((left, right) => left + right, 0);
}

function check(property: (input: TotalsInput) => void): void {
  fc.assert(
    fc.property(invoices, (input) => {
      fc.pre(totalsProblem(input) === undefined);
      property(input);
    }),
    { numRuns: 300 },
  );
}

test('the sum of parts is the whole', () => {
  check((input) => {
    const totals = computeTotals(input);
    expect(sum(totals.lines.map((line) => line.netMinor))).toBe(totals.lineNetMinor); // BR-CO-10
    expect(totals.lineNetMinor - totals.discountMinor).toBe(totals.netMinor); // BR-CO-13
    expect(sum(totals.vatBreakdown.map((group) => group.taxableMinor))).toBe(totals.netMinor);
    expect(sum(totals.vatBreakdown.map((group) => group.vatMinor))).toBe(totals.vatMinor); // BR-CO-14
    expect(totals.netMinor + totals.vatMinor).toBe(totals.grossMinor); // BR-CO-15
    expect(totals.grossMinor - totals.paidMinor + totals.roundingMinor).toBe(totals.dueMinor); // BR-CO-16
  });
});

test('the discounts of a net invoice add up to BT-107', () => {
  check((input) => {
    const totals = computeTotals({ ...input, prices: 'net' });
    expect(sum(totals.discounts.map((one) => one.amountMinor))).toBe(totals.discountMinor);
  });
});

test('the VAT of each group is its taxable amount times its rate, within half a unit', () => {
  check((input) => {
    for (const group of computeTotals(input).vatBreakdown) {
      // Rates have at most three places: in thousandths everything is a whole number.
      const exact = BigInt(group.taxableMinor) * BigInt(Math.round(Number(group.rate) * 1000));
      const difference = BigInt(group.vatMinor) * 100_000n - exact;
      expect(difference > -50_000n && difference <= 50_000n).toBe(true); // BR-CO-17
    }
  });
});

test('the lines of a group less its discounts are its taxable amount', () => {
  check((input) => {
    const totals = computeTotals(input);
    for (const group of totals.vatBreakdown) {
      const ofGroup = totals.lines.filter((_, index) => {
        const own = input.lines[index]?.vat;
        return own?.category === group.category && Number(own.rate) === Number(group.rate);
      });
      const linesMinor = sum(ofGroup.map((line) => line.netMinor));
      expect(group.taxableMinor).toBeLessThanOrEqual(linesMinor);
      if (input.discounts.length === 0) expect(group.taxableMinor).toBe(linesMinor);
    }
  });
});

test('what was typed as gross is due to the cent', () => {
  check((input) => {
    const totals = computeTotals({ ...input, prices: 'gross' });
    const typed = sum(totals.lines.map((line) => line.amountMinor));
    const discounted = sum(totals.discounts.map((one) => one.amountMinor));
    expect(totals.dueMinor).toBe(typed - discounted);
    expect(Math.abs(totals.roundingMinor)).toBeLessThanOrEqual(totals.vatBreakdown.length);
  });
});

test('a cent is rounded only where no net amount reaches the gross total', () => {
  for (const rate of ['19', '21', '9.975', '5.5', '100']) {
    const reachable = new Set<number>();
    for (let netMinor = 0; netMinor <= 1000; netMinor += 1) {
      // The VAT in thousandths of a per cent of a cent, rounded half up, in whole numbers.
      reachable.add(netMinor + Math.floor((netMinor * Number(rate) * 1000 + 50_000) / 100_000));
    }
    for (let grossMinor = 0; grossMinor <= 1000; grossMinor += 1) {
      const line = invoiceLineSchema.parse({
        unitPrice: (grossMinor / 100).toFixed(2),
        vat: { category: 'S', rate },
      });
      const input = { currency: 'EUR', prices: 'gross' as const, lines: [line], discounts: [] };
      const { roundingMinor, dueMinor } = computeTotals(input);
      expect(roundingMinor === 0).toBe(reachable.has(grossMinor));
      expect(dueMinor).toBe(grossMinor);
    }
  }
});

test('the order of lines never matters', () => {
  fc.assert(
    fc.property(
      invoices.chain((input) =>
        fc.tuple(
          fc.constant(input),
          fc.shuffledSubarray([...input.lines], { minLength: input.lines.length }),
        ),
      ),
      ([input, shuffled]) => {
        fc.pre(totalsProblem(input) === undefined);
        const { lines: one, ...first } = computeTotals(input);
        const { lines: other, ...second } = computeTotals({ ...input, lines: shuffled });
        expect(second).toEqual(first);
        const asText = (line: object) => JSON.stringify(line);
        expect(other.map(asText).sort()).toEqual(one.map(asText).sort());
      },
    ),
  );
});

test('every amount is a safe integer and, but for the rounding, not negative', () => {
  check((input) => {
    const totals = computeTotals(input);
    expect(totalsSchema.safeParse(totals).success).toBe(true);
    for (const group of totals.vatBreakdown) {
      expect(Math.min(group.taxableMinor, group.vatMinor)).toBeGreaterThanOrEqual(0);
    }
    for (const line of totals.lines) {
      expect(Math.min(line.amountMinor, line.discountMinor, line.netMinor)).toBeGreaterThanOrEqual(
        0,
      );
    }
    expect(Math.min(totals.discountMinor, totals.dueMinor)).toBeGreaterThanOrEqual(0);
  });
});

test('whatever the schema lets pass is either added up or refused, and never throws', () => {
  const large = fc.record({
    currency: fc.constantFrom('EUR', 'JPY', 'BHD'),
    prices: fc.constantFrom('net' as const, 'gross' as const),
    lines: fc.array(
      fc
        .record({
          quantity: fc.integer({ min: 0, max: 10 ** 10 }).map(String),
          unitPrice: fc.integer({ min: 0, max: 10 ** 11 }).map(String),
          vat,
        })
        .map((line) => invoiceLineSchema.parse(line)),
      { maxLength: 3 },
    ),
    discounts,
    accountingCurrency: fc.constantFrom('EUR', 'KWD'),
    exchangeRate: fc
      .constantFrom('0.0000000001', '1', '1000000000')
      .map((rate) => ({ rate, on: '2026-11-22' })),
  });
  fc.assert(
    fc.property(large, (input) => {
      if (totalsProblem(input)) return;
      const totals = computeTotals(input);
      expect(Number.isSafeInteger(totals.dueMinor)).toBe(true);
    }),
  );
});

test('a thousand lines are added up well within 20 ms', () => {
  const line = (index: number) =>
    invoiceLineSchema.parse({
      quantity: `${(index % 7) + 1}.25`,
      unitPrice: `${index}.3775`,
      discountPercent: index % 5 === 0 ? '7.5' : null,
      vat: { category: 'S', rate: index % 3 === 0 ? '19' : '7' },
    });
  const input: TotalsInput = {
    currency: 'EUR',
    prices: 'gross',
    lines: Array.from({ length: 1000 }, (_, index) => line(index)),
    discounts: [invoiceDiscountSchema.parse({ percent: '3' })],
  };
  const times = Array.from({ length: 15 }, () => {
    const start = performance.now();
    computeTotals(input);
    return performance.now() - start;
  }).sort((left, right) => left - right);
  expect(times[7]).toBeLessThan(20);
});

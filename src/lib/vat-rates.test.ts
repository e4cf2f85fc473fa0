import { expect, test } from 'vitest';
import { euCountries } from './countries.ts';
import { vatRates } from './vat-rates.ts';

test('every member state has a standard rate of at least 15 %, as art. 97 asks, and it comes first', () => {
  for (const country of euCountries) {
    const [standard, ...reduced] = vatRates(country, '2026-11-22').map(Number);
    expect(standard, country).toBeGreaterThanOrEqual(15);
    for (const rate of reduced) expect(rate, country).toBeLessThan(Number(standard));
  }
});

test('an invoice for an earlier supply gets the rates of its date', () => {
  expect(vatRates('SK', '2024-12-31')[0]).toBe('20');
  expect(vatRates('SK', '2025-01-01')[0]).toBe('23');
  expect(vatRates('FI', '2024-08-31')[0]).toBe('24');
});

test('a country whose rates are not kept has none', () => {
  expect(vatRates('US', '2026-11-22')).toEqual([]);
});

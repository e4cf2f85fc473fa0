import { expect, test } from 'vitest';
import { currencyCodes, currencyDecimals, currencySymbol, isCurrencyCode } from './currencies.ts';

test('knows the decimals of ISO 4217', () => {
  expect(currencyDecimals('EUR')).toBe(2);
  expect(currencyDecimals('JPY')).toBe(0);
  expect(currencyDecimals('ISK')).toBe(0);
  expect(currencyDecimals('BHD')).toBe(3);
  expect(currencyDecimals('HUF')).toBe(2);
});

test('refuses what is no circulating currency', () => {
  for (const code of ['eur', 'XXX', 'XAU', 'HRK', 'BGN', 'EURO', '']) {
    expect(isCurrencyCode(code)).toBe(false);
  }
  expect(() => currencyDecimals('XXX')).toThrow(RangeError);
});

test('lists every code once, in order', () => {
  expect(currencyCodes).toEqual([...new Set(currencyCodes)].sort());
  expect(currencyCodes.every(isCurrencyCode)).toBe(true);
  expect(currencyCodes.every((code) => /^[A-Z]{3}$/.test(code))).toBe(true);
});

test('prints a sign only where it means one currency', () => {
  expect(currencySymbol('EUR')).toBe('€');
  expect(currencySymbol('PLN')).toBe('zł');
  expect(currencySymbol('CAD')).toBe('CAD');
  expect(currencySymbol('SEK')).toBe('SEK');
});

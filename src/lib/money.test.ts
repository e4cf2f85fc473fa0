import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { currencyCodes } from './currencies.ts';
import { documentLanguages } from './languages.ts';
import {
  formatAmount,
  formatDecimal,
  formatMinor,
  fromMinor,
  roundHalfAwayFromZero,
  toMinor,
} from './money.ts';

describe('rounding', () => {
  test('takes a half away from zero, on both sides', () => {
    expect(roundHalfAwayFromZero('0.5')).toBe(1);
    expect(roundHalfAwayFromZero('2.5')).toBe(3);
    expect(roundHalfAwayFromZero('-2.5')).toBe(-3);
    expect(roundHalfAwayFromZero('2.4999999999999999999')).toBe(2);
    expect(Object.is(roundHalfAwayFromZero('-0.4'), 0)).toBe(true);
  });

  test('is exact where a binary float is not', () => {
    // 1.005 × 100 is 100.49999999999999 in a float.
    expect(toMinor('1.005', 'EUR')).toBe(101);
    expect(toMinor('8.165', 'EUR')).toBe(817);
  });

  test('throws rather than lose a cent', () => {
    expect(() => roundHalfAwayFromZero('9007199254740993')).toThrow(RangeError);
    expect(() => fromMinor(1.5, 'EUR')).toThrow(RangeError);
  });
});

describe('minor units', () => {
  test('follow the decimals of the currency', () => {
    expect(toMinor('1234.5', 'EUR')).toBe(123_450);
    expect(toMinor('1234.5', 'JPY')).toBe(1235);
    expect(toMinor('1.2345', 'BHD')).toBe(1235);
    expect(fromMinor(123_450, 'EUR')).toBe('1234.50');
    expect(fromMinor(5, 'EUR')).toBe('0.05');
    expect(fromMinor(-5, 'BHD')).toBe('-0.005');
    expect(fromMinor(1235, 'JPY')).toBe('1235');
  });

  test('survive the way to a decimal and back in every currency', () => {
    const amounts = fc.integer({ min: -(10 ** 13), max: 10 ** 13 });
    fc.assert(
      fc.property(amounts, fc.constantFrom(...currencyCodes), (minor, currency) => {
        expect(toMinor(fromMinor(minor, currency), currency)).toBe(minor);
      }),
    );
  });
});

describe('formatMinor', () => {
  test('writes euros as each language does', () => {
    const written = documentLanguages.map((language) => [
      language,
      formatMinor(-123_456_750, 'EUR', language),
    ]);
    expect(Object.fromEntries(written)).toEqual({
      en: '−€1,234,567.50',
      de: '−1.234.567,50\u00a0€',
      fr: '−1\u202f234\u202f567,50\u00a0€',
      es: '−1.234.567,50\u00a0€',
      it: '−1.234.567,50\u00a0€',
      nl: '€\u00a0−1.234.567,50',
      pl: '−1\u00a0234\u00a0567,50\u00a0€',
      el: '−1.234.567,50\u00a0€',
      bg: '−1\u00a0234\u00a0567,50\u00a0€',
    });
  });

  test('sets a code apart and drops decimals that a currency has not', () => {
    expect(formatMinor(123_450, 'CHF', 'en')).toBe('CHF\u00a01,234.50');
    expect(formatMinor(1235, 'JPY', 'en')).toBe('¥1,235');
    expect(formatMinor(1235, 'JPY', 'de')).toBe('1.235\u00a0¥');
    expect(formatMinor(999, 'BHD', 'fr')).toBe('0,999\u00a0BHD');
    expect(formatMinor(0, 'EUR', 'de')).toBe('0,00\u00a0€');
  });

  test('leaves the currency out for table columns', () => {
    expect(formatAmount(-100_000, 'EUR', 'de')).toBe('−1.000,00');
    expect(formatAmount(99_999, 'EUR', 'de')).toBe('999,99');
  });
});

describe('formatDecimal', () => {
  test('keeps what is significant and no more', () => {
    expect(formatDecimal('7.50', 'de')).toBe('7,5');
    expect(formatDecimal('1234.0000', 'de')).toBe('1.234');
    expect(formatDecimal('0.0001', 'en')).toBe('0.0001');
    expect(formatDecimal('-9.975', 'fr')).toBe('−9,975');
    expect(formatDecimal('10000000000', 'en')).toBe('10,000,000,000');
  });

  test('keeps at least the places asked for', () => {
    expect(formatDecimal('86.5', 'de', 2)).toBe('86,50');
    expect(formatDecimal('86.1234', 'de', 2)).toBe('86,1234');
    expect(formatDecimal('86', 'en', 2)).toBe('86.00');
  });
});

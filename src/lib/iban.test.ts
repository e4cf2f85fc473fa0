import { expect, test } from 'vitest';
import {
  creditorReference,
  formatCreditorReference,
  isCreditorReference,
} from './creditor-reference.ts';
import { formatIban, isBic, isIban, modulus97, normaliseIban } from './iban.ts';

// The examples of the IBAN registry.
test.each([
  'DE89370400440532013000',
  'GR1601101250000000012300695',
  'FR1420041010050500013M02606',
  'MT84MALT011000012345MTLCAST001S',
  'NO9386011117947',
  'BE68539007547034',
  'BG80BNBG96611020345678',
  'PL61109010140000071219812874',
  'NL91ABNA0417164300',
  'CH9300762011623852957',
  'GB29NWBK60161331926819',
])('accepts %s', (iban) => {
  expect(isIban(iban)).toBe(true);
});

test.each([
  ['two digits exchanged', 'DE89370400440532031000'],
  ['a digit missing', 'DE8937040044053201300'],
  ['a digit too many', 'DE893704004405320130000'],
  ['a country without IBANs', 'US89370400440532013000'],
  ['small letters, before it is normalised', 'de89370400440532013000'],
  ['nothing', ''],
])('refuses an IBAN with %s', (_, iban) => {
  expect(isIban(iban)).toBe(false);
});

test('refuses right check digits on a wrong length or country', () => {
  const withCheckDigits = (country: string, account: string) => {
    const digits = 98 - modulus97(`${account}${country}00`);
    return `${country}${String(digits).padStart(2, '0')}${account}`;
  };
  expect(isIban(withCheckDigits('DE', '370400440532013000'))).toBe(true);
  expect(isIban(withCheckDigits('DE', '37040044053201300'))).toBe(false);
  expect(isIban(withCheckDigits('DE', '3704004405320130000'))).toBe(false);
  expect(isIban(withCheckDigits('US', '370400440532013000'))).toBe(false);
});

test('reads an IBAN as people type it and prints it in groups of four', () => {
  expect(normaliseIban(' de89 3704-0044 0532\u00a01.3000')).toBe('DE8937040044053213000');
  expect(normaliseIban('DE89 3704 0044 0532 0130 00')).toBe('DE89370400440532013000');
  expect(formatIban('DE89370400440532013000').replaceAll('\u00a0', ' ')).toBe(
    'DE89 3704 0044 0532 0130 00',
  );
  expect(formatIban('NO9386011117947').endsWith('947')).toBe(true);
});

test('knows the form of a BIC', () => {
  expect(isBic('COBADEFFXXX')).toBe(true);
  expect(isBic('COBADEFF')).toBe(true);
  for (const value of ['COBADEF', 'COBADEFFXX', 'cobadeff', 'COBA1EFF', '']) {
    expect(isBic(value)).toBe(false);
  }
});

test('builds creditor references that ISO 11649 accepts', () => {
  // The example of the standard.
  expect(creditorReference('539007547034')).toBe('RF18539007547034');
  expect(isCreditorReference('RF18 5390 0754 7034')).toBe(true);
  expect(isCreditorReference('RF18539007547043')).toBe(false);
  for (const number of ['RE-2026-0042', 'Ré/2026/0042', 'x'.repeat(60), '1']) {
    const reference = creditorReference(number);
    expect(isCreditorReference(reference)).toBe(true);
    expect(reference.length).toBeLessThanOrEqual(25);
  }
});

test('keeps the end of a long number, where numbers differ', () => {
  const reference = creditorReference('A-VERY-LONG-PREFIX-FOR-2026-000042');
  expect(reference.slice(4)).toBe('ONGPREFIXFOR2026000042'.slice(-21));
  expect(reference).toHaveLength(25);
});

test('throws where a number has nothing that a reference may hold', () => {
  expect(() => creditorReference('/-_')).toThrow(RangeError);
});

test('prints a reference in groups of four', () => {
  expect(formatCreditorReference('RF18539007547034')).toBe('RF18\u00a05390\u00a00754\u00a07034');
});

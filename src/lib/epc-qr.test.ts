import { expect, test } from 'vitest';
import { epcQrPayload } from './epc-qr.ts';

const transfer = {
  name: 'Ana Fischer',
  iban: 'DE89370400440532013000',
  bic: 'COBADEFFXXX',
  amountMinor: 16_501,
  reference: 'RF18539007547034',
};

test('writes the lines of EPC069-12 in order', () => {
  expect(epcQrPayload(transfer)).toBe(
    [
      'BCD',
      '002',
      '1',
      'SCT',
      'COBADEFFXXX',
      'Ana Fischer',
      'DE89370400440532013000',
      'EUR165.01',
      '',
      'RF18539007547034',
    ].join('\n'),
  );
});

test('puts what is no creditor reference into the free text', () => {
  const lines = epcQrPayload({ ...transfer, reference: 'Invoice 42', bic: '' })?.split('\n');
  expect(lines?.[4]).toBe('');
  expect(lines?.slice(8)).toEqual(['', '', 'Invoice 42']);
});

test('ends after the amount where there is no reference', () => {
  expect(epcQrPayload({ ...transfer, reference: '' })?.endsWith('\nEUR165.01')).toBe(true);
});

test('cuts a name to 70 characters and keeps it on one line', () => {
  const lines = epcQrPayload({ ...transfer, name: `Ana\nFischer ${'ü'.repeat(100)}` })?.split('\n');
  expect(lines?.[5]).toBe(`Ana Fischer ${'ü'.repeat(58)}`);
});

test.each([0, -1, 100_000_000_000, 0.5, Number.NaN])('is null for the amount %s', (amountMinor) => {
  expect(epcQrPayload({ ...transfer, amountMinor })).toBeNull();
});

test('reaches the smallest and the largest amount', () => {
  expect(epcQrPayload({ ...transfer, amountMinor: 1 })).toContain('EUR0.01');
  expect(epcQrPayload({ ...transfer, amountMinor: 99_999_999_999 })).toContain('EUR999999999.99');
});

test('is null without a name or an account', () => {
  expect(epcQrPayload({ ...transfer, name: ' ' })).toBeNull();
  expect(epcQrPayload({ ...transfer, iban: '' })).toBeNull();
});

test('is null where letters of many bytes exceed the 331 bytes of a payload', () => {
  const long = { ...transfer, name: 'Ж'.repeat(70), reference: 'Ж'.repeat(140) };
  expect(epcQrPayload(long)).toBeNull();
});

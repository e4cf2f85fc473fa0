import { expect, it } from 'vitest';
import { exampleNumber, hasOneSequence } from './example-number.ts';

it('fills in year, month and the padded running number', () => {
  expect(exampleNumber('RE-{yyyy}{mm}-{seq:4}', '2026-11-22', 7)).toBe('RE-202611-0007');
  expect(exampleNumber('{yy}/{seq}', '2026-11-22', 12345)).toBe('26/12345');
});

it('tells a pattern that counts from one that does not', () => {
  expect(hasOneSequence('{yyyy}-{seq:4}')).toBe(true);
  expect(hasOneSequence('{yyyy}')).toBe(false);
  expect(hasOneSequence('{seq}-{seq}')).toBe(false);
});

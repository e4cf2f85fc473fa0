import { expect, test } from 'vitest';
import { periodOf, presetOf } from './periods.ts';

test('a period covers its whole calendar month, quarter or year, leap day included', () => {
  expect(periodOf('month', '2028-02-10')).toEqual({ from: '2028-02-01', to: '2028-02-29' });
  expect(periodOf('quarter', '2026-11-22')).toEqual({ from: '2026-10-01', to: '2026-12-31' });
  expect(periodOf('year', '2026-11-22')).toEqual({ from: '2026-01-01', to: '2026-12-31' });
});

test('a period in the address is shown as the preset it is', () => {
  expect(presetOf({ from: '2026-10-01', to: '2026-12-31' }, '2026-11-22')).toBe('quarter');
  expect(presetOf({ from: '2026-10-01' }, '2026-11-22')).toBeUndefined();
});

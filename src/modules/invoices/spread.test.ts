import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spread } from './spread.ts';

const limit = 10 ** 13;
const weights = fc.array(fc.integer({ min: 0, max: limit }), { minLength: 1, maxLength: 30 });

test('gives the odd unit to the largest remainder', () => {
  expect(spread(100, [1, 1, 1])).toEqual([34, 33, 33]);
  expect(spread(10, [5, 3, 2])).toEqual([5, 3, 2]);
  expect(spread(1, [1, 3])).toEqual([0, 1]);
  expect(spread(2, [10, 5])).toEqual([1, 1]); // 1.33 and 0.67
  expect(spread(0, [4, 5])).toEqual([0, 0]);
});

test('gives it to the larger of two weights with the same remainder', () => {
  // 2 over 1 and 3 is 0.5 and 1.5.
  expect(spread(2, [1, 3])).toEqual([0, 2]);
  expect(spread(2, [3, 1])).toEqual([2, 0]);
});

test('gives nothing to nobody', () => {
  expect(spread(100, [])).toEqual([]);
  expect(spread(0, [0, 0])).toEqual([0, 0]);
});

test('the parts add up to the whole, each within one unit of its exact share', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: limit }), weights, (total, all) => {
      const sum = all.reduce((left, right) => left + BigInt(right), 0n);
      fc.pre(sum > 0n);
      const parts = spread(total, all);
      expect(parts.reduce((left, right) => left + right, 0)).toBe(total);
      for (const [index, part] of parts.entries()) {
        const exact = (BigInt(total) * BigInt(all[index] ?? 0)) / sum;
        expect([exact, exact + 1n]).toContain(BigInt(part));
      }
    }),
  );
});

test('no part of a smaller total exceeds its weight', () => {
  fc.assert(
    fc.property(weights, fc.double({ min: 0, max: 1, noNaN: true }), (all, ratio) => {
      const sum = all.reduce((left, right) => left + right, 0);
      const parts = spread(Math.floor(sum * ratio), all);
      for (const [index, part] of parts.entries())
        expect(part).toBeLessThanOrEqual(all[index] ?? 0);
    }),
  );
});

test('which weight gets how much does not depend on their order', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: limit }), weights, (total, all) => {
      const pairs = (list: readonly number[]) =>
        spread(total, list)
          .map((part, index) => `${list[index]} ${part}`)
          .sort();
      expect(pairs([...all].reverse())).toEqual(pairs(all));
    }),
  );
});

import { expect, it } from 'vitest';
import { chartScale } from './chart-scale.ts';

const month = (issuedMinor: number, paidMinor = 0) => ({ issuedMinor, paidMinor });

it('ends the scale on a round step above the highest bar', () => {
  expect(chartScale([month(1_663_500), month(420_000, 1_201_000)], 'EUR')).toEqual({
    top: 2_000_000,
    steps: [0, 1_000_000, 2_000_000],
  });
});

it('draws a scale for a year without any amount', () => {
  const { top, steps } = chartScale([month(0), month(0)], 'EUR');
  expect(top).toBeGreaterThan(0);
  expect(steps.at(-1)).toBe(top);
});

it('never steps by less than a whole unit of the currency', () => {
  expect(chartScale([month(250)], 'EUR').steps).toEqual([0, 100, 200, 300]);
  expect(chartScale([month(2)], 'JPY').steps).toEqual([0, 1, 2]);
});

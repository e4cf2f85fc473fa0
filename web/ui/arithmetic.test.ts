import { describe, expect, it } from 'vitest';
import { evaluateDecimal } from './arithmetic.ts';

/** The test's region is English (Node's default): comma between thousands, point before decimals. */
describe('a number field', () => {
  it.each([
    ['', ''],
    ['7.5', '7.5'],
    ['7,5', '7.5'],
    ['.5', '0.5'],
    ['1.234,50', '1234.5'],
    ['1,234.50', '1234.5'],
    ['1.234.567', '1234567'],
    ["1'234.50", '1234.5'],
    ['1 234,50', '1234.5'],
    ['1,234', '1234'],
    ['0,125', '0.125'],
    ['-3', '-3'],
  ])('reads %j as %j', (text, value) => {
    expect(evaluateDecimal(text, 4)).toBe(value);
  });

  it.each([
    ['7,5*120', '900'],
    ['2 + 3 × 4', '14'],
    ['(2 + 3) * 4', '20'],
    ['10 - 4 - 3', '3'],
    ['100 / 8', '12.5'],
    ['10 ÷ 4 : 2', '1.25'],
    ['-(2+1)', '-3'],
    ['0,1+0,2', '0.3'],
  ])('calculates %j exactly: %j', (text, value) => {
    expect(evaluateDecimal(text, 4)).toBe(value);
  });

  it('rounds half up to the places it keeps', () => {
    expect(evaluateDecimal('2/3', 2)).toBe('0.67');
    expect(evaluateDecimal('1.005', 2)).toBe('1.01');
    expect(evaluateDecimal('14.5', 0)).toBe('15');
  });

  it.each(['7.5*', '(1+2', '1+2)', 'abc', '5/0', '1..2', '1,2,3', '--', '9'.repeat(101)])(
    'does not guess at %j',
    (text) => {
      expect(evaluateDecimal(text, 4)).toBeUndefined();
    },
  );
});

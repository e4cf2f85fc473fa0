import { expect, it } from 'vitest';
import { readableAccent } from './template-accent.ts';

it('keeps a colour that is dark enough for small type', () => {
  expect(readableAccent('#1f4fd8')).toBe('#1f4fd8');
});

it('darkens a pale colour until it can be read on white paper', () => {
  // #767676 is the palest grey with a contrast of 4.5 to white.
  const grey = Number.parseInt(readableAccent('#ffffff').slice(1, 3), 16);
  expect(grey).toBeLessThanOrEqual(0x76);
  expect(grey).toBeGreaterThan(0x68);
  const yellow = readableAccent('#facc15');
  expect(yellow.slice(1, 3) > yellow.slice(3, 5) && yellow.slice(3, 5) > yellow.slice(5)).toBe(
    true,
  );
});

it('prints in ink where the colour is none', () => {
  expect(readableAccent('red; }')).toBe('#16181d');
});

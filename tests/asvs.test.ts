import { expect, it } from 'vitest';
import { readSource, sourceFiles } from './support/source-files.ts';

/** How many requirements of level 1 and 2 each section of ASVS 5.0.0 has, with those of level 3 left out. */
const required = `
  6.1.1 6.1.2 6.1.3 6.2.1 6.2.2 6.2.3 6.2.4 6.2.5 6.2.6 6.2.7 6.2.8 6.2.9 6.2.10 6.2.11 6.2.12 6.3.1 6.3.2
  6.3.3 6.3.4 6.4.1 6.4.2 6.4.3 6.4.4 6.5.1 6.5.2 6.5.3 6.5.4 6.5.5 6.6.1 6.6.2 6.6.3 6.8.1 6.8.2 6.8.3
  6.8.4 7.1.1 7.1.2 7.1.3 7.2.1 7.2.2 7.2.3 7.2.4 7.3.1 7.3.2 7.4.1 7.4.2 7.4.3 7.4.4 7.4.5 7.5.1 7.5.2
  7.6.1 7.6.2 9.1.1 9.1.2 9.1.3 9.2.1 9.2.2 9.2.3 9.2.4 10.1.1 10.1.2 10.2.1 10.2.2 10.3.1 10.3.2 10.3.3
  10.3.4 10.4.1 10.4.2 10.4.3 10.4.4 10.4.5 10.4.6 10.4.7 10.4.8 10.4.9 10.4.10 10.4.11 10.5.1 10.5.2
  10.5.3 10.5.4 10.5.5 10.6.1 10.6.2 10.7.1 10.7.2 10.7.3
`.match(/[\d.]+/g);

const text = readSource('docs/asvs.md').text;
const rows = [...text.matchAll(/^\| (\d+\.\d+\.\d+) \|.*$/gm)].map(([row, number]) => {
  const [, , level, answer, how, shownBy] = row.split('|').map((cell) => cell.trim());
  return { number, level, answer, how, shownBy: shownBy ?? '' };
});

it('answers every requirement of level 1 and 2, once', () => {
  expect(rows.map(({ number }) => number)).toEqual(required);
  for (const { number, level, answer, how } of rows) {
    expect([number, level]).toEqual([number, expect.stringMatching(/^[12]$/)]);
    expect([number, answer]).toEqual([number, expect.stringMatching(/^(yes|n\/a|deviation)$/)]);
    expect([number, how]).toEqual([number, expect.stringMatching(/\.$/)]);
  }
});

it('counts its deviations rightly', () => {
  const deviations = rows.filter(({ answer }) => answer === 'deviation').map((row) => row.number);
  const said = /There are (\w+) deviations: ([^\n]+)\./.exec(text);
  expect(said?.[2]?.split(/, | and /)).toEqual(deviations);
  expect(['one', 'two', 'three', 'four', 'five'][deviations.length - 1]).toBe(said?.[1]);
});

it('names a test that exists for everything that is met', () => {
  const tests = sourceFiles(['src', 'web', 'tests'], /\.test\.tsx?$/);
  const missing = rows
    .filter(({ answer, shownBy }) => answer !== 'n/a' || shownBy !== '')
    .filter(({ shownBy }) => {
      const [, file, sentence] = /^([\w-]+\.test\.ts): “(.+)”$/.exec(shownBy) ?? [];
      const holds = tests.filter(({ path }) => path.endsWith(`/${file}`));
      return !sentence || !holds.some((test) => test.text.includes(sentence));
    });
  expect(missing.map(({ number, shownBy }) => `${number} ${shownBy}`)).toEqual([]);
});

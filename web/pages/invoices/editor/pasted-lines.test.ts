import { expect, test } from 'vitest';
import { readPastedLines } from './pasted-lines.ts';

test('a spreadsheet with description, quantity and price becomes lines, without its heading', () => {
  expect(
    readPastedLines('What\tHours\tRate\r\nConcept\t7.5\t120\r\nBuild\t12\t€95.50\r\n'),
  ).toEqual([
    { description: 'Concept', quantity: '7.5', unitPrice: '120' },
    { description: 'Build', quantity: '12', unitPrice: '95.5' },
  ]);
});

test('two columns are description and price, and a quoted cell keeps its line break', () => {
  expect(readPastedLines('"Concept\n""A"" and B"\t500 EUR')).toEqual([
    { description: 'Concept\n"A" and B', quantity: '1', unitPrice: '500' },
  ]);
});

test('plain text is no table', () => {
  expect(readPastedLines('Concept, 7.5 hours\nBuild')).toBeNull();
});

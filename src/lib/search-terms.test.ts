import fc from 'fast-check';
import { expect, test } from 'vitest';
import { searchLimits, searchPrefixes, searchTerms } from './search-terms.ts';

test('keeps a number whole, in parts and without its zeros', () => {
  expect(searchTerms(['2026-0042'])).toEqual(['2026-0042', '2026', '0042', '42']);
});

test('folds case, accents, final sigma and sharp s', () => {
  expect(searchTerms(['Ανδρέας ΑΝΔΡΕΑΣ'])).toEqual(['ανδρεασ']);
  expect(searchTerms(['Größe GROSSE'])).toEqual(['grosse']);
  expect(searchTerms(['Łódź'])).toEqual(searchTerms(['lodz']));
  expect(searchTerms(['Йордан'])).toEqual(searchTerms(['йордан']));
});

test('drops the punctuation around words and keeps it inside', () => {
  expect(searchTerms(['(Müller & Söhne), O’Brien'])).toEqual([
    'muller',
    'sohne',
    'o’brien',
    'o',
    'brien',
  ]);
  expect(searchTerms(['ana@example.com'])).toEqual(['ana@example.com', 'ana', 'example', 'com']);
});

test('a query gives at most five distinct beginnings, folded like the terms', () => {
  expect(searchPrefixes('  MÜL  mul 2026-00 ')).toEqual(['mul', '2026-00']);
  expect(searchPrefixes('a b c d e f g')).toHaveLength(searchLimits.prefixes);
  expect(searchPrefixes(' – ')).toEqual([]);
});

test('whatever a text begins a word with is found', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (text) => {
      const terms = searchTerms([text]);
      for (const prefix of searchPrefixes(text)) {
        expect(terms.some((term) => term.startsWith(prefix))).toBe(true);
      }
    }),
  );
});

test('stays within its limits for any text', () => {
  const long = Array.from({ length: 500 }, (_, index) => `word${index}${'x'.repeat(90)}`);
  const terms = searchTerms([long.join(' ')]);
  expect(terms).toHaveLength(searchLimits.terms);
  expect(terms.every((term) => term.length <= searchLimits.termLength)).toBe(true);
});

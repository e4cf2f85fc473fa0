import { describe, expect, it } from 'vitest';
import { documentLanguages } from '#lib/languages.ts';
import { fillLabel, labelsIn, unitLabel } from './labels.ts';

describe('labels', () => {
  it.each(documentLanguages)(
    'leave the same things to fill in as the English ones in %s',
    (language) => {
      const names = (label: string) => [...label.matchAll(/\{\w+\}/g)].map(([name]) => name).sort();
      const { units, ...labels } = labelsIn(language);
      const { units: englishUnits, ...english } = labelsIn('en');
      expect(Object.keys(units)).toEqual(Object.keys(englishUnits));
      const namesIn = (texts: object) =>
        Object.entries(texts).map(([key, text]) => [key, names(text)]);
      expect(namesIn(labels)).toEqual(namesIn(english));
    },
  );

  it('are filled in by name', () => {
    expect(fillLabel('{a} of {b}, {c}', { a: '1', b: '$&' })).toBe('1 of $&, {c}');
  });

  it('tell one from several', () => {
    expect(unitLabel(labelsIn('de'), 'DAY', '1.0')).toBe('Tag');
    expect(unitLabel(labelsIn('de'), 'DAY', '1.5')).toBe('Tage');
    expect(unitLabel(labelsIn('de'), 'HUR', '2')).toBe('Std.');
    expect(unitLabel(labelsIn('de'), 'XPK', '2')).toBe('XPK');
  });
});

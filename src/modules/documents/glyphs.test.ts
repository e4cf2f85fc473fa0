import { describe, expect, it } from 'vitest';
import { documentLanguages } from '#lib/languages.ts';
import { breakableText, missingCharacters, printableLine, printableText } from './glyphs.ts';
import { labelsIn } from './labels.ts';

describe('printable text', () => {
  it('keeps what the fonts have, in many scripts', () => {
    const text = 'Größe ŁÓDŹ Ξένη Щъ ѝ € ₴ – „q“ ½ m² → ✓ Nguyễn ქართული Հայ שלום مرحبا 👩‍💻 🇩🇪';
    expect(printableText(text)).toBe(text);
    expect(missingCharacters([text])).toEqual([]);
  });

  it('has every word of every language', () => {
    const words = documentLanguages.flatMap((language) => {
      const { units, ...labels } = labelsIn(language);
      return [...Object.values(labels), ...Object.values(units)];
    });
    expect(missingCharacters(words)).toEqual([]);
  });

  it('replaces each character that no font has, and only it', () => {
    expect(printableText('a東b京')).toBe('a\ufffdb\ufffd');
    expect(missingCharacters(['a東b京', '東'])).toEqual(['東', '京']);
  });

  it('replaces private use characters, which mean nothing without their font', () => {
    expect(printableText('x\ue000y\uf8ff')).toBe('x\ufffdy\ufffd');
  });

  it('composes letters and their marks', () => {
    expect(printableText('e\u0301')).toBe('é');
  });

  it('drops control characters and direction overrides', () => {
    expect(printableText('1\u0000\u001b\u202e00,\ufeff5')).toBe('100,5');
  });

  it('turns every kind of line break into one', () => {
    expect(printableText('a\r\nb\rc\u2028d\u0085e')).toBe('a\nb\nc\nd\ne');
    expect(printableLine('a\r\n\nb')).toBe('a b');
  });

  it('replaces an unpaired surrogate', () => {
    expect(printableText('a\ud83db')).toBe('a\ufffdb');
  });
});

describe('breakable text', () => {
  it('leaves words that fit alone', () => {
    expect(breakableText('one two three', 5)).toBe('one two three');
  });

  it('lets longer words break anywhere, but not inside a character', () => {
    expect(breakableText('ab 👩‍💻👩‍💻', 6)).toBe('ab 👩‍💻\u200b👩‍💻');
  });
});

import { expect, test } from 'vitest';
import { countryCodes, countryName, euCountries, isCountryCode, isEuCountry } from './countries.ts';
import { documentLanguages, isDocumentLanguage, officialLanguages } from './languages.ts';

test('knows the 249 codes of ISO 3166-1 and Kosovo', () => {
  expect(countryCodes).toHaveLength(250);
  expect(countryCodes.every((code) => /^[A-Z]{2}$/.test(code))).toBe(true);
  // Every code is one that the runtime's ICU names as well.
  const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
  expect(countryCodes.filter((code) => !names.of(code))).toEqual([]);
});

test('refuses what is no country', () => {
  for (const code of ['EL', 'UK', 'EU', 'de', 'ZZ', 'AN', '', 'constructor']) {
    expect(isCountryCode(code)).toBe(false);
  }
});

test('knows the 27 member states and nobody else', () => {
  expect(euCountries).toHaveLength(27);
  expect(euCountries.every(isCountryCode)).toBe(true);
  expect(isEuCountry('GR')).toBe(true);
  for (const code of ['GB', 'CH', 'NO', 'LI', 'IS', 'TR', 'XI'])
    expect(isEuCountry(code)).toBe(false);
});

test('names a country in the language of the document', () => {
  expect(documentLanguages.map((language) => countryName('GR', language))).toEqual([
    'Greece',
    'Griechenland',
    'Grèce',
    'Grecia',
    'Grecia',
    'Griekenland',
    'Grecja',
    'Ελλάδα',
    'Гърция',
  ]);
});

test('has every EU and EEA state in every document language', () => {
  for (const code of [...euCountries, 'IS', 'LI', 'NO', 'CH', 'GB', 'US']) {
    expect(countryName(code, 'el')).toMatch(/^\p{Script=Greek}[\p{Script=Greek} ]+$/u);
    expect(countryName(code, 'bg')).toMatch(/^\p{Script=Cyrillic}[\p{Script=Cyrillic} ]+$/u);
    for (const language of documentLanguages) expect(countryName(code, language)).not.toBe('');
  }
});

test('falls back to English, and to the code where there is no country', () => {
  expect(countryName('FJ', 'de')).toBe('Fiji');
  expect(countryName('ZZ', 'de')).toBe('ZZ');
  expect(countryName('constructor', 'en')).toBe('constructor');
});

test('writes documents in nine of the 24 official languages', () => {
  expect(Object.keys(officialLanguages)).toHaveLength(24);
  expect(documentLanguages).toHaveLength(9);
  expect(documentLanguages.every(isDocumentLanguage)).toBe(true);
  for (const code of ['pt', 'DE', 'xx', '']) expect(isDocumentLanguage(code)).toBe(false);
});

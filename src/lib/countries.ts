import { englishNames, translatedNames } from './countries-data.ts';
import type { DocumentLanguage } from './languages.ts';

/** Every code that `isCountryCode` accepts, sorted. */
export const countryCodes: readonly string[] = Object.keys(englishNames).sort();

const codes: ReadonlySet<string> = new Set(countryCodes);

/** The 27 member states of the European Union, sorted. */
export const euCountries: readonly string[] =
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' ');

const memberStates: ReadonlySet<string> = new Set(euCountries);

/** Whether the code is one of ISO 3166-1 alpha-2 (or XK, Kosovo), in capitals. */
export function isCountryCode(code: string): boolean {
  return codes.has(code);
}

/** Whether the country is a member state of the European Union. */
export function isEuCountry(code: string): boolean {
  return memberStates.has(code);
}

const columns: Record<Exclude<DocumentLanguage, 'en'>, number> = {
  de: 0,
  fr: 1,
  es: 2,
  it: 3,
  nl: 4,
  pl: 5,
  el: 6,
  bg: 7,
};

/**
 * The country's name as a document prints it: in the language where the table has it, otherwise in
 * English, and the code itself where it is none. Own data rather than Intl, so that bytes stay.
 */
export function countryName(code: string, language: DocumentLanguage): string {
  if (!codes.has(code)) return code;
  const english = englishNames[code] ?? code;
  if (language === 'en') return english;
  return translatedNames[code]?.[columns[language]] ?? english;
}

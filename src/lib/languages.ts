/** The 24 official languages of the European Union (Regulation No 1/1958) by their own names. */
export const officialLanguages = {
  bg: 'български',
  cs: 'čeština',
  da: 'dansk',
  de: 'Deutsch',
  el: 'ελληνικά',
  en: 'English',
  es: 'español',
  et: 'eesti',
  fi: 'suomi',
  fr: 'français',
  ga: 'Gaeilge',
  hr: 'hrvatski',
  hu: 'magyar',
  it: 'italiano',
  lt: 'lietuvių',
  lv: 'latviešu',
  mt: 'Malti',
  nl: 'Nederlands',
  pl: 'polski',
  pt: 'português',
  ro: 'română',
  sk: 'slovenčina',
  sl: 'slovenščina',
  sv: 'svenska',
} as const;
export type OfficialLanguage = keyof typeof officialLanguages;

/** The languages in which every text of a document is complete, legal texts included. */
export const documentLanguages = [
  'en',
  'de',
  'fr',
  'es',
  'it',
  'nl',
  'pl',
  'el',
  'bg',
] as const satisfies readonly OfficialLanguage[];
export type DocumentLanguage = (typeof documentLanguages)[number];

const codes: ReadonlySet<string> = new Set(documentLanguages);

/** Whether documents can be written in this language (ISO 639-1, lower case). */
export function isDocumentLanguage(code: string): code is DocumentLanguage {
  return codes.has(code);
}

/** The language's name in itself, for a menu. */
export function languageName(code: OfficialLanguage): string {
  return officialLanguages[code];
}

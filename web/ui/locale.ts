/** The interface speaks English, in the reader's own variety of it where the browser names one. */
export const interfaceLocale =
  navigator.languages.find((language) => /^en\b/i.test(language)) ?? 'en-GB';

/** Figures follow the reader's region: 1.234,50 for one, 1,234.50 for another. */
export const numberLocale = navigator.languages[0] ?? interfaceLocale;

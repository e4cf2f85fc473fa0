import { z } from 'zod';
import { isCountryCode } from './countries.ts';
import { isCurrencyCode } from './currencies.ts';
import { isCalendarDate } from './dates.ts';
import { isDocumentLanguage } from './languages.ts';

/** Building blocks for the modules' schemas: each says in its message how to mend the input. */

// Unpaired surrogates and control characters other than tab and newline have no place in a document.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const forbiddenCharacters = /[\u0000-\u0008\u000b-\u001f\u007f]/;

/** Free text of at most `maxLength` UTF-16 units, trimmed, well-formed, without control characters. */
export function text(maxLength: number, options: { required?: boolean } = {}) {
  return z
    .string()
    .max(maxLength, `must have at most ${maxLength} characters`)
    .transform((value) => value.replaceAll('\r\n', '\n').trim())
    .pipe(
      z
        .string()
        .refine((value) => value.isWellFormed(), 'contains an unpaired surrogate')
        .refine((value) => !forbiddenCharacters.test(value), 'contains a control character')
        .min(options.required ? 1 : 0, 'must not be empty'),
    );
}

/** An exact decimal as a string: "7.5". A comma or an exponent is refused. */
export function decimal(options: { places: number; min: string; max: string }) {
  const { places, min, max } = options;
  const pattern = new RegExp(`^-?\\d{1,14}(\\.\\d{1,${places}})?$`);
  return z
    .string()
    .max(24, 'must be a decimal number such as "7.5"')
    .regex(pattern, `must be a decimal number such as "7.5" with at most ${places} decimal places`)
    .refine(
      // Nothing prints "-0" sensibly, and whoever types it meant something else.
      (value) =>
        Number(value) >= Number(min) && Number(value) <= Number(max) && !/^-[0.]*$/.test(value),
      `must lie between ${min} and ${max}`,
    );
}

/** An amount in minor units (cents for EUR), up to 10^13. */
export const amountMinor = z
  .number()
  .int('must be a whole number of minor units')
  .min(0, 'must not be negative')
  .max(10_000_000_000_000, 'must be at most 10000000000000');

/** A calendar date that exists, as YYYY-MM-DD, between 1970 and 2199. */
export const calendarDate = z
  .string()
  .max(10, 'must be a date such as "2026-11-22"')
  .refine(isCalendarDate, 'must be a date that exists, such as "2026-11-22"');

export const currencyCode = z
  .string()
  .max(3)
  .refine(isCurrencyCode, 'must be an ISO 4217 currency code such as "EUR"');

export const countryCode = z
  .string()
  .max(2)
  .refine(isCountryCode, 'must be an ISO 3166-1 country code such as "DE"');

export const documentLanguage = z
  .string()
  .max(2)
  .refine(isDocumentLanguage, 'must be one of the document languages, such as "en" or "de"');

/** A mail address as typed, trimmed; one at sign, no spaces, no control characters. */
export const emailAddress = z
  .string()
  .max(254, 'must have at most 254 characters')
  .trim()
  // Postgres cannot keep an unpaired surrogate: another address than the one typed would be stored.
  .refine((value) => value.isWellFormed(), 'contains an unpaired surrogate')
  .regex(
    /^[^\s@<>()[\]\\,;:"\p{Cc}]+@[^\s@<>()[\]\\,;:"\p{Cc}]+\.[^\s@<>()[\]\\,;:"\p{Cc}]{2,}$/u,
    'must be an e-mail address such as "you@example.com"',
  );

/** In lower case, as Postgres writes it: job payloads and storage keys are compared as texts. */
export const id = z.uuid('must be an id').toLowerCase();

/** The query of every list: a page of at most 200 rows after an opaque cursor. */
export const pageQuery = {
  limit: z
    .string()
    .regex(/^(?:[1-9]\d?|1\d\d|200)$/, 'must be a whole number from 1 to 200')
    .default('50')
    .transform(Number),
  cursor: z.string().max(1000, 'must be a nextCursor of this list').optional(),
};

/** The answer of every list. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.strictObject({ items: z.array(item), nextCursor: z.string().nullable() });
}

export const postalAddress = z.strictObject({
  line1: text(120).default(''),
  line2: text(120).default(''),
  postCode: text(20).default(''),
  city: text(80).default(''),
  country: countryCode,
});
export type PostalAddress = z.infer<typeof postalAddress>;

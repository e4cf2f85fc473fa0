import Big from 'big.js';
import { currencyDecimals, currencySymbol } from './currencies.ts';
import type { DocumentLanguage } from './languages.ts';

/** Amounts are safe integers in minor units (cents for EUR); everything else is an exact decimal. */

const roundHalfUp = 1; // big.js: half away from zero, for negative numbers too.

/** The nearest integer, a half going away from zero. Throws RangeError beyond safe integers. */
export function roundHalfAwayFromZero(value: Big | string | number): number {
  const rounded = Number(new Big(value).round(0, roundHalfUp).toFixed(0));
  if (!Number.isSafeInteger(rounded)) throw new RangeError('The amount is too large to be exact.');
  return rounded;
}

/** An exact decimal such as "12.345" in minor units of the currency, half away from zero. */
export function toMinor(decimal: string, currency: string): number {
  return roundHalfAwayFromZero(new Big(decimal).times(10 ** currencyDecimals(currency)));
}

/** Minor units as a plain decimal with the currency's places: 123450 EUR is "1234.50". */
export function fromMinor(minor: number, currency: string): string {
  if (!Number.isSafeInteger(minor)) throw new RangeError('An amount is a safe integer.');
  const places = currencyDecimals(currency);
  const digits = String(Math.abs(minor)).padStart(places + 1, '0');
  const sign = minor < 0 ? '-' : '';
  if (places === 0) return `${sign}${digits}`;
  return `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

const minus = '\u2212';
const noBreakSpace = '\u00a0';
const narrowNoBreakSpace = '\u202f';

interface NumberStyle {
  group: string;
  decimal: string;
  /** Puts a currency sign or code at a number that carries its own minus sign. */
  withCurrency: (number: string, sign: string) => string;
}

function signAfter(number: string, sign: string): string {
  return `${number}${noBreakSpace}${sign}`;
}

function signBefore(number: string, sign: string): string {
  return `${sign}${noBreakSpace}${number}`;
}

// English sets a sign close to the number but a code apart, and the minus before both.
function signBeforeInEnglish(number: string, sign: string): string {
  const negative = number.startsWith(minus);
  const digits = negative ? number.slice(1) : number;
  const gap = /^[A-Z]{3}$/.test(sign) ? noBreakSpace : '';
  return `${negative ? minus : ''}${sign}${gap}${digits}`;
}

// Own tables rather than Intl: ICU changes its spaces and signs between releases, and a document
// must give the same bytes in ten years. Thousands are always grouped, so that columns line up,
// where ICU leaves four digits ungrouped in Spanish, Italian, Polish and Bulgarian.
const styles: Record<DocumentLanguage, NumberStyle> = {
  en: { group: ',', decimal: '.', withCurrency: signBeforeInEnglish },
  de: { group: '.', decimal: ',', withCurrency: signAfter },
  fr: { group: narrowNoBreakSpace, decimal: ',', withCurrency: signAfter },
  es: { group: '.', decimal: ',', withCurrency: signAfter },
  it: { group: '.', decimal: ',', withCurrency: signAfter },
  nl: { group: '.', decimal: ',', withCurrency: signBefore },
  pl: { group: noBreakSpace, decimal: ',', withCurrency: signAfter },
  el: { group: '.', decimal: ',', withCurrency: signAfter },
  bg: { group: noBreakSpace, decimal: ',', withCurrency: signAfter },
};

function grouped(plainDecimal: string, style: NumberStyle): string {
  const negative = plainDecimal.startsWith('-');
  const [whole = '0', fraction] = plainDecimal.slice(negative ? 1 : 0).split('.');
  let digits = '';
  for (let end = whole.length; end > 0; end -= 3) {
    const part = whole.slice(Math.max(0, end - 3), end);
    digits = digits === '' ? part : `${part}${style.group}${digits}`;
  }
  return `${negative ? minus : ''}${digits}${fraction ? style.decimal + fraction : ''}`;
}

/** An amount in minor units as a document prints it, with its currency: "1.234,50 €". */
export function formatMinor(minor: number, currency: string, language: DocumentLanguage): string {
  const style = styles[language];
  return style.withCurrency(grouped(fromMinor(minor, currency), style), currencySymbol(currency));
}

/** The same without the currency, for table columns whose head names it: "1.234,50". */
export function formatAmount(minor: number, currency: string, language: DocumentLanguage): string {
  return grouped(fromMinor(minor, currency), styles[language]);
}

/**
 * A decimal string as a document prints it: "1234.5" is "1.234,5" in German. Zeros at the end that
 * say nothing are dropped down to `minimumPlaces` (2 for a unit price: "86.5" is "86,50").
 */
export function formatDecimal(
  decimal: string,
  language: DocumentLanguage,
  minimumPlaces = 0,
): string {
  const value = new Big(decimal);
  const exact = value.toFixed();
  const places = exact.split('.')[1]?.length ?? 0;
  return grouped(places < minimumPlaces ? value.toFixed(minimumPlaces) : exact, styles[language]);
}

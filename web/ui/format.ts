import { currencyDecimals } from '#lib/currencies.ts';
import { interfaceLocale, numberLocale } from './locale.ts';

const currencyFormats = new Map<string, Intl.NumberFormat>();

function currencyFormat(currency: string, whole: boolean): Intl.NumberFormat {
  const key = `${currency}${whole}`;
  const known = currencyFormats.get(key);
  if (known) return known;
  const format = new Intl.NumberFormat(numberLocale, {
    style: 'currency',
    currency,
    // Intl follows common usage (no decimals for HUF, say); an amount here always shows all it has.
    minimumFractionDigits: whole ? 0 : currencyDecimals(currency),
    maximumFractionDigits: whole ? 0 : currencyDecimals(currency),
  });
  currencyFormats.set(key, format);
  return format;
}

/** An amount in minor units as the reader's region writes it: "1.234,50 €". */
export function formatMoney(amountMinor: number, currency: string): string {
  return currencyFormat(currency, false).format(amountMinor / 10 ** currencyDecimals(currency));
}

/** The same without the minor unit, for figures read at a glance. */
export function formatMoneyRounded(amountMinor: number, currency: string): string {
  return currencyFormat(currency, true).format(amountMinor / 10 ** currencyDecimals(currency));
}

/** A decimal string as the reader's region writes it; the digits are kept exactly. */
export function formatDecimal(value: string, minimumPlaces = 0): string {
  if (value === '') return '';
  const [whole = '0', fraction = ''] = value.replace('-', '').split('.');
  const separator = decimalSeparator();
  const places = fraction.padEnd(minimumPlaces, '0');
  return `${value.startsWith('-') ? '-' : ''}${whole}${places === '' ? '' : separator + places}`;
}

const numberParts = new Intl.NumberFormat(numberLocale).formatToParts(1234567.8);

/** The sign before the decimals in the reader's region. */
export function decimalSeparator(): string {
  return numberParts.find((part) => part.type === 'decimal')?.value ?? '.';
}

/** The sign between thousands in the reader's region. */
export function groupSeparator(): string {
  return numberParts.find((part) => part.type === 'group')?.value ?? ',';
}

/** A count: "1 204". */
export function formatCount(count: number): string {
  return new Intl.NumberFormat(numberLocale).format(count);
}

const dateFormat = new Intl.DateTimeFormat(interfaceLocale, {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});
const monthFormat = new Intl.DateTimeFormat(interfaceLocale, {
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});
const shortMonthFormat = new Intl.DateTimeFormat(interfaceLocale, {
  month: 'short',
  timeZone: 'UTC',
});
const longDateFormat = new Intl.DateTimeFormat(interfaceLocale, {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
});
const dayFormat = new Intl.DateTimeFormat(interfaceLocale, { dateStyle: 'medium' });
const instantFormat = new Intl.DateTimeFormat(interfaceLocale, {
  dateStyle: 'medium',
  timeStyle: 'short',
});

/** A calendar date (YYYY-MM-DD) as "22 Nov 2026"; never shifted by a time zone. */
export function formatDate(date: string): string {
  return dateFormat.format(new Date(`${date}T00:00:00Z`));
}

/** A calendar date as "Sunday, 22 November 2026". */
export function formatLongDate(date: string): string {
  return longDateFormat.format(new Date(`${date}T00:00:00Z`));
}

/** A month (YYYY-MM) as "Nov 2026". */
export function formatMonth(month: string): string {
  return monthFormat.format(new Date(`${month.slice(0, 7)}-01T00:00:00Z`));
}

/** A month (YYYY-MM) as "Nov". */
export function formatShortMonth(month: string): string {
  return shortMonthFormat.format(new Date(`${month.slice(0, 7)}-01T00:00:00Z`));
}

/** An instant (RFC 3339) in the reader's time zone: "22 Nov 2026, 14:05". */
export function formatInstant(at: string): string {
  return instantFormat.format(new Date(at));
}

/** The day of an instant in the reader's time zone, kept on one line: "22 Nov 2026". */
export function formatDay(at: string | Date): string {
  return dayFormat.format(new Date(at)).replaceAll(' ', '\u00a0');
}

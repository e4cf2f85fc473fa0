import type { DocumentLanguage } from './languages.ts';

/**
 * Calendar dates are strings (YYYY-MM-DD) from end to end. A Date appears only inside this file, in
 * UTC, so that no time zone can shift an invoice by a day.
 */

const datePattern = /^(\d{4})-(\d{2})-(\d{2})$/;
const millisecondsPerDay = 86_400_000;

/** Whether the text is a date that exists, as YYYY-MM-DD, from 1970 to 2199. */
export function isCalendarDate(text: string): boolean {
  const match = datePattern.exec(text);
  if (!match) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (year < 1970 || year > 2199 || month < 1 || month > 12 || day < 1) return false;
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function toUtc(date: string): number {
  if (!isCalendarDate(date)) throw new RangeError(`Not a calendar date: ${date.slice(0, 40)}`);
  return Date.parse(`${date}T00:00:00Z`);
}

/** The date `days` later (earlier where negative). Throws RangeError for what is not a date. */
export function addDays(date: string, days: number): string {
  return new Date(toUtc(date) + days * millisecondsPerDay).toISOString().slice(0, 10);
}

/** Whole days from one date to the other, negative where `to` is earlier. Throws RangeError. */
export function daysBetween(from: string, to: string): number {
  return (toUtc(to) - toUtc(from)) / millisecondsPerDay;
}

/** The year of a calendar date. */
export function yearOf(date: string): number {
  return Number(date.slice(0, 4));
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterFor(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known) return known;
  const formatter = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  formatters.set(timeZone, formatter);
  return formatter;
}

/** Whether the name is an IANA time zone, such as "Europe/Berlin" or "UTC". */
export function isTimeZone(name: string): boolean {
  // An offset such as "+01:00" knows no summer time and is refused, though Intl accepts it.
  if (!/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+){0,2}$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** The calendar date at the instant `now` in the time zone. Throws RangeError for an unknown zone. */
export function todayIn(timeZone: string, now: Date): string {
  const parts = { year: '', month: '', day: '' };
  for (const part of formatterFor(timeZone).formatToParts(now)) {
    if (part.type === 'year' || part.type === 'month' || part.type === 'day') {
      parts[part.type] = part.value;
    }
  }
  return `${parts.year}-${parts.month}-${parts.day}`;
}

const halfDayMs = 12 * 3_600_000;

/** The first instant of a calendar date in the time zone, whether it has 23, 24 or 25 hours. */
export function startOfDay(date: string, timeZone: string): Date {
  // Zones lie less than 15 hours beside UTC.
  let before = Date.parse(date) - 2 * halfDayMs;
  let within = Date.parse(date) + 2 * halfDayMs;
  while (within - before > 1) {
    const middle = Math.floor((before + within) / 2);
    if (todayIn(timeZone, new Date(middle)) < date) before = middle;
    else within = middle;
  }
  return new Date(within);
}

const englishMonths = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

// Own tables rather than Intl: ICU changes its patterns between releases, and a document must give
// the same bytes in ten years. English spells the month out, because 02/11 is read in two ways.
const dateFormats: Record<DocumentLanguage, (year: string, month: string, day: string) => string> =
  {
    en: (year, month, day) => `${Number(day)} ${englishMonths[Number(month) - 1]} ${year}`,
    de: (year, month, day) => `${day}.${month}.${year}`,
    fr: (year, month, day) => `${day}/${month}/${year}`,
    es: (year, month, day) => `${day}/${month}/${year}`,
    it: (year, month, day) => `${day}/${month}/${year}`,
    nl: (year, month, day) => `${day}-${month}-${year}`,
    pl: (year, month, day) => `${day}.${month}.${year}`,
    el: (year, month, day) => `${day}/${month}/${year}`,
    bg: (year, month, day) => `${day}.${month}.${year}\u00a0г.`,
  };

/** The date as a document prints it in the language. Throws RangeError for what is not a date. */
export function formatDate(date: string, language: DocumentLanguage): string {
  if (!isCalendarDate(date)) throw new RangeError(`Not a calendar date: ${date.slice(0, 40)}`);
  return dateFormats[language](date.slice(0, 4), date.slice(5, 7), date.slice(8, 10));
}

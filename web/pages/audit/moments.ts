import { addDays, todayIn } from '#lib/dates.ts';
import { auditMessages } from '../../messages/audit.ts';
import { formatLongDate } from '../../ui/format.ts';
import { interfaceLocale } from '../../ui/locale.ts';

/** The trail speaks the time of the workspace, by which its filters count days as well. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${timeZone} ${JSON.stringify(options)}`;
  const known = formats.get(key);
  if (known) return known;
  const format = new Intl.DateTimeFormat(interfaceLocale, { ...options, timeZone });
  formats.set(key, format);
  return format;
}

/** "14:05" */
export function formatTime(at: string, timeZone: string): string {
  return formatOf(timeZone, { timeStyle: 'short' }).format(new Date(at));
}

/** "22 Nov 2026, 14:05" */
export function formatMinute(at: string, timeZone: string): string {
  return formatOf(timeZone, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at));
}

/** "22 Nov 2026, 14:05:31" */
export function formatMoment(at: string, timeZone: string): string {
  return formatOf(timeZone, { dateStyle: 'medium', timeStyle: 'medium' }).format(new Date(at));
}

/** "Today, Sunday, 22 November 2026" */
export function dayHeading(day: string, today: string): string {
  const long = formatLongDate(day);
  if (day === today) return auditMessages.today(long);
  return day === addDays(today, -1) ? auditMessages.yesterday(long) : long;
}

/** The calendar day of an instant there. */
export function dayOf(at: string, timeZone: string): string {
  return todayIn(timeZone, new Date(at));
}

const agoFormat = new Intl.RelativeTimeFormat(interfaceLocale, { numeric: 'auto' });
const minuteMs = 60_000;

/** "12 minutes ago", in the largest unit of which there is one. */
export function formatAgo(at: string, now: Date): string {
  const minutes = Math.max(0, Math.floor((now.getTime() - Date.parse(at)) / minuteMs));
  if (minutes === 0) return auditMessages.chain.justNow;
  if (minutes < 60) return agoFormat.format(-minutes, 'minute');
  if (minutes < 60 * 24) return agoFormat.format(-Math.floor(minutes / 60), 'hour');
  return agoFormat.format(-Math.floor(minutes / 60 / 24), 'day');
}

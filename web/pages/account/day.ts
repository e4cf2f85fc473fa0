import { interfaceLocale } from '../../ui/locale.ts';

const dayFormat = new Intl.DateTimeFormat(interfaceLocale, { dateStyle: 'medium' });

/** The day of an instant in the reader's time zone: "22 Nov 2026". */
export function dayOf(at: string | Date): string {
  return dayFormat.format(new Date(at));
}

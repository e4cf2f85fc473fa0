import { interfaceLocale } from '../../ui/locale.ts';

const dayFormat = new Intl.DateTimeFormat(interfaceLocale, { dateStyle: 'medium' });

/** The day of an instant in the reader's time zone, kept on one line: "22 Nov 2026". */
export function dayOf(at: string | Date): string {
  return dayFormat.format(new Date(at)).replaceAll(' ', '\u00a0');
}

import { formatDate } from '#lib/dates.ts';
import { type DocumentLanguage, isDocumentLanguage } from '#lib/languages.ts';
import { formatAmount, formatDecimal, formatMinor } from '#lib/money.ts';
import type { InvoiceDocument } from '#modules/invoices/schema.ts';
import { type Labels, labelsIn } from './labels.ts';

/** How one document speaks: its words, and its numbers and dates as strings. */
export interface DocumentFormat {
  language: DocumentLanguage;
  labels: Labels;
  /** With the currency: "1.234,50 €". */
  money: (minor: number) => string;
  /** Without it: "1.234,50". */
  amount: (minor: number) => string;
  decimal: (value: string, minimumPlaces?: number) => string;
  date: (calendarDate: string) => string;
}

/** The format of a document; a language without labels falls back to English. */
export function formatOf(document: InvoiceDocument): DocumentFormat {
  const language = isDocumentLanguage(document.language) ? document.language : 'en';
  const { currency } = document;
  return {
    language,
    labels: labelsIn(language),
    money: (minor) => formatMinor(minor, currency, language),
    amount: (minor) => formatAmount(minor, currency, language),
    decimal: (value, minimumPlaces) => formatDecimal(value, language, minimumPlaces),
    date: (calendarDate) => formatDate(calendarDate, language),
  };
}

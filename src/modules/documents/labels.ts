import type { DocumentLanguage } from '#lib/languages.ts';
import { labels as bg } from './labels/bg.ts';
import { labels as de } from './labels/de.ts';
import { labels as el } from './labels/el.ts';
import { labels as en } from './labels/en.ts';
import { labels as es } from './labels/es.ts';
import { labels as fr } from './labels/fr.ts';
import { labels as it } from './labels/it.ts';
import { labels as nl } from './labels/nl.ts';
import { labels as pl } from './labels/pl.ts';

/**
 * Every word that a document prints by itself. `{name}` is filled in; one file per language, and a
 * language is complete or does not compile.
 */
export interface Labels {
  invoice: string;
  draft: string;
  /** The facts beside the address. */
  issueDate: string;
  dueDate: string;
  deliveryDate: string;
  servicePeriod: string;
  buyerReference: string;
  orderReference: string;
  buyerVatId: string;
  /** The head of the table. */
  description: string;
  quantity: string;
  unit: string;
  unitPriceNet: string;
  unitPriceGross: string;
  vatRate: string;
  /** `{percent}`: languages differ in the space before the sign. */
  percent: string;
  amount: string;
  /** `{percent}`: a line's discount. */
  lineDiscount: string;
  /** At the foot of a page. */
  carriedForward: string;
  /** At the head of the next. */
  broughtForward: string;
  /** The totals. */
  subtotal: string;
  discount: string;
  discountPercent: string;
  net: string;
  /** `{rate}` and `{base}`. */
  vat: string;
  gross: string;
  paid: string;
  rounding: string;
  due: string;
  /** `{date}`: the date by which the amount due is to be paid. */
  dueBy: string;
  /** `{currency}`: Directive 2006/112/EC, article 230, VAT in the currency of the accounts. */
  accountingVat: string;
  /** `{one}`, `{other}` and `{date}`: "1 EUR = 4.27 PLN". */
  exchangeRate: string;
  /** The payment block. */
  payee: string;
  iban: string;
  bic: string;
  bank: string;
  reference: string;
  scanToPay: string;
  /** The foot of the page: `{page}` and `{pages}`. */
  page: string;
  vatId: string;
  taxNumber: string;
  /** UN/ECE Recommendation 20, "one|several" where they differ; a code without a word is printed as it is. */
  units: Readonly<Record<UnitCode, string>>;
}

/** The units that have a word in every language. */
export type UnitCode =
  | 'ANN'
  | 'C62'
  | 'DAY'
  | 'E48'
  | 'GRM'
  | 'H87'
  | 'HUR'
  | 'KGM'
  | 'KMT'
  | 'KWH'
  | 'LS'
  | 'LTR'
  | 'MIN'
  | 'MON'
  | 'MTK'
  | 'MTQ'
  | 'MTR'
  | 'SET'
  | 'TNE'
  | 'WEE';

const all: Readonly<Record<DocumentLanguage, Labels>> = { en, de, fr, es, it, nl, pl, el, bg };

/** The words of a document in its language. */
export function labelsIn(language: DocumentLanguage): Labels {
  return all[language];
}

/** The word for a unit at a quantity (a decimal string), or the code where there is none. */
export function unitLabel(labels: Labels, code: string, quantity: string): string {
  const words: Readonly<Record<string, string>> = labels.units;
  const [one = code, several = one] = words[code]?.split('|') ?? [];
  return Number(quantity) === 1 ? one : several;
}

/** Fills `{name}` in a label. A name that is not given stays as it is. */
export function fillLabel(label: string, values: Readonly<Record<string, string>>): string {
  return label.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

import { countryName } from '#lib/countries.ts';
import type { Buyer, InvoiceDocument, Seller } from '#modules/invoices/schema.ts';
import { type DocumentFormat, formatOf } from './document-data-format.ts';
import { type PaymentData, paymentData } from './document-data-payment.ts';
import { type TableData, tableData } from './document-data-table.ts';
import {
  accountingVatRow,
  exemptionTexts,
  type TotalRow,
  totalRows,
} from './document-data-totals.ts';
import { fontFamilies } from './fonts.ts';
import { breakableText, printableText } from './glyphs.ts';
import { fillLabel } from './labels.ts';
import { readableAccent } from './template-accent.ts';

/** Everything the template lays out, as finished strings: it formats nothing and decides nothing. */
export interface DocumentData {
  language: string;
  fonts: readonly string[];
  accent: string;
  title: string;
  author: string;
  /** Year, month, day: the date of the PDF, so that the same document gives the same bytes. */
  date: [number, number, number];
  /** The word across the page, or null once the invoice has its number. */
  draft: string | null;
  /** What the logo shows, for screen readers; null where there is none. */
  logoAlt: string | null;
  sellerName: string;
  returnAddress: string;
  recipient: string;
  facts: Fact[];
  kind: string;
  headline: string;
  due: Fact;
  subject: string;
  /** What the pages after the first say at their top. */
  runningTitle: string;
  table: TableData;
  totals: TotalRow[];
  accountingVat: { label: string; value: string; rate: string } | null;
  exemptions: string[];
  note: string;
  payment: PaymentData | null;
  /** The columns at the foot of every page. */
  footer: string[];
  footerNote: string;
  /** The text around the page number and the number of pages. */
  page: [string, string, string];
}

interface Fact {
  label: string;
  value: string;
}

/** Prepares a document for the template. Everything a tenant wrote passes through `shown`. */
export function documentData(document: InvoiceDocument, hasLogo: boolean): DocumentData {
  const format = formatOf(document);
  const { labels } = format;
  const { seller, buyer, number } = document;
  const name = shown(seller.legalName, 40);
  const heading = number === null ? labels.draft : shown(number, 24);
  const abroad = buyer !== null && buyer.address.country !== seller.address.country;
  return {
    language: format.language,
    fonts: fontFamilies,
    accent: readableAccent(seller.accentColor),
    title: printableText(number === null ? labels.draft : `${labels.invoice} ${number}`),
    author: printableText(seller.legalName),
    date: dateParts(document.issueOn),
    draft: number === null ? labels.draft : null,
    logoAlt: hasLogo ? name || 'Logo' : null,
    sellerName: name,
    returnAddress: [seller.legalName, ...addressLines(seller.address)]
      .map((part) => shown(part, 40))
      .filter((part) => part !== '')
      .join(' · '),
    recipient: buyer === null ? '' : recipientLines(buyer, abroad, format),
    facts: facts(document, format),
    kind: labels.invoice,
    headline: heading,
    due: {
      label: fillLabel(labels.dueBy, { date: format.date(document.dueOn) }),
      value: format.money(document.totals.dueMinor),
    },
    subject: shown(document.subject, 60),
    runningTitle: `${labels.invoice} ${heading} · ${name}`,
    table: tableData(document, format),
    totals: totalRows(document, format),
    accountingVat: accountingVatRow(document, format),
    exemptions: exemptionTexts(document),
    note: shown(document.note, 80),
    payment: paymentData(document, format),
    footer: footerColumns(seller, abroad, format),
    footerNote: shown(seller.footerNote, 80),
    page: pageParts(labels.page),
  };
}

function shown(text: string, longestWord: number): string {
  return breakableText(printableText(text), longestWord);
}

function dateParts(date: string): [number, number, number] {
  return [Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8, 10))];
}

function facts(document: InvoiceDocument, format: DocumentFormat): Fact[] {
  const { labels, date } = format;
  const period = document.servicePeriod;
  const rows: [string, string][] = [
    [labels.issueDate, date(document.issueOn)],
    // § 14 (4) 6 UStG, article 226 (7) of the VAT Directive: the date or period of the supply.
    [labels.deliveryDate, document.deliveryOn === null ? '' : date(document.deliveryOn)],
    [labels.servicePeriod, period === null ? '' : `${date(period.from)} – ${date(period.to)}`],
    [labels.dueDate, date(document.dueOn)],
    [labels.buyerReference, shown(document.buyerReference, 20)],
    [labels.orderReference, shown(document.orderReference, 20)],
    [labels.buyerVatId, shown(document.buyer?.vatId ?? '', 20)],
  ];
  return rows.filter(([, value]) => value !== '').map(([label, value]) => ({ label, value }));
}

function recipientLines(buyer: Buyer, abroad: boolean, format: DocumentFormat): string {
  const lines = [buyer.name, buyer.contactName, ...addressLines(buyer.address)];
  if (abroad) lines.push(countryName(buyer.address.country, format.language));
  return lines
    .map((line) => shown(line, 38))
    .filter((line) => line !== '')
    .join('\n');
}

// Where the post office wants the code after the town (Universal Postal Union, addressing sheets).
const codeAfterCity: ReadonlySet<string> = new Set(['GB', 'IE', 'MT', 'US', 'CA', 'AU', 'IN']);

function addressLines(address: Seller['address']): string[] {
  const { line1, line2, postCode, city, country } = address;
  const town = codeAfterCity.has(country) ? `${city} ${postCode}` : `${postCode} ${city}`;
  return [line1, line2, town.trim()];
}

function footerColumns(seller: Seller, abroad: boolean, format: DocumentFormat): string[] {
  const { labels } = format;
  const labelled = (label: string, value: string) => (value === '' ? '' : `${label} ${value}`);
  const address = addressLines(seller.address);
  const country = abroad ? countryName(seller.address.country, format.language) : '';
  const columns = [
    [seller.legalName, ...address, country],
    [seller.phone, seller.email, seller.website],
    [
      labelled(labels.vatId, seller.vatId),
      labelled(labels.taxNumber, seller.taxNumber),
      seller.registration,
    ],
    [
      seller.bankName,
      seller.iban === '' ? '' : `${labels.iban} ${seller.iban.replace(/(.{4})(?=.)/g, '$1\u00a0')}`,
      labelled(labels.bic, seller.bic),
    ],
  ];
  return columns
    .map((lines) => lines.map((line) => shown(line, 30)).filter((line) => line !== ''))
    .map((lines) => lines.join('\n'))
    .filter((column) => column !== '');
}

function pageParts(label: string): [string, string, string] {
  const [before = '', between = '', after = ''] = label.split(/\{page\}|\{pages\}/);
  return [before, between, after];
}

import type { InvoiceDocument } from '#modules/invoices/schema.ts';
import { recipient, returnAddress } from './document-data-address.ts';
import { type FooterData, footerData } from './document-data-footer.ts';
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
import { breakableText, printableLine, printableText } from './glyphs.ts';
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
  footer: FooterData;
  /** The text around the page number and the number of pages. */
  page: [string, string, string];
}

interface Fact {
  label: string;
  value: string;
}

/** Prepares a document for the template. What a tenant wrote passes through `printableText`. */
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
    title: printableLine(number === null ? labels.draft : `${labels.invoice} ${number}`),
    author: printableLine(seller.legalName),
    date: dateParts(document.issueOn),
    draft: number === null ? labels.draft : null,
    logoAlt: hasLogo ? name || 'Logo' : null,
    sellerName: name,
    returnAddress: returnAddress(seller),
    recipient: buyer === null ? '' : recipient(buyer, abroad, format),
    facts: facts(document, format),
    kind: labels.invoice,
    headline: heading,
    due: {
      label:
        document.totals.dueMinor > 0
          ? fillLabel(labels.dueBy, { date: format.date(document.dueOn) })
          : labels.due,
      value: format.money(document.totals.dueMinor),
    },
    subject: shown(document.subject, 60),
    runningTitle: `${labels.invoice} ${heading} · ${name}`,
    table: tableData(document, format),
    totals: totalRows(document, format),
    accountingVat: accountingVatRow(document, format),
    exemptions: exemptionTexts(document),
    note: breakableText(printableText(document.note), 80),
    payment: paymentData(document, format),
    footer: footerData(seller, abroad, format),
    page: pageParts(labels.page),
  };
}

// For what stands on one line; only notes and descriptions may have several.
function shown(text: string, longestWord: number): string {
  return breakableText(printableLine(text), longestWord);
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
    [labels.servicePeriod, period === null ? '' : servicePeriod(period, format)],
    [labels.dueDate, date(document.dueOn)],
    [labels.buyerReference, shown(document.buyerReference, 20)],
    [labels.orderReference, shown(document.orderReference, 20)],
    [labels.buyerVatId, shown(document.buyer?.vatId ?? '', 20)],
  ];
  return rows.filter(([, value]) => value !== '').map(([label, value]) => ({ label, value }));
}

// Where it does not fit on a line, it breaks after the dash and nowhere else.
function servicePeriod(period: { from: string; to: string }, format: DocumentFormat): string {
  const [from, to] = [period.from, period.to].map((on) =>
    format.date(on).replaceAll(' ', '\u00a0'),
  );
  return `${from}\u00a0– ${to}`;
}

function pageParts(label: string): [string, string, string] {
  const [before = '', between = '', after = ''] = label.split(/\{page\}|\{pages\}/);
  return [before, between, after];
}

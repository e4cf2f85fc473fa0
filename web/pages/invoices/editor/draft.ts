import { addDays } from '#lib/dates.ts';
import type {
  Invoice,
  InvoiceContent,
  InvoiceDiscount,
  InvoiceLine,
} from '#modules/invoices/schema.ts';

/** A line on the screen: `key` stays with it while it is edited and moved, and is never sent. */
export type DraftLine = InvoiceLine & { key: string };
export type DraftDiscount = InvoiceDiscount & { key: string };
export interface Draft extends Omit<InvoiceContent, 'lines' | 'discounts'> {
  lines: readonly DraftLine[];
  discounts: readonly DraftDiscount[];
}

export const contentFields = [
  'clientId',
  'currency',
  'issueOn',
  'dueOn',
  'deliveryOn',
  'servicePeriod',
  'language',
  'prices',
  'buyerReference',
  'orderReference',
  'subject',
  'note',
  'seriesId',
  'exchangeRate',
  'lines',
  'discounts',
] as const satisfies readonly (keyof InvoiceContent)[];
export type ContentField = (typeof contentFields)[number];

let lastKey = 0;

/** A key that no other line of this page has. */
export function newKey(): string {
  lastKey += 1;
  return `line-${lastKey}`;
}

/** The content of a stored invoice as it stands on the screen. */
export function draftOf(content: InvoiceContent): Draft {
  return {
    ...pickFields(content, contentFields),
    lines: content.lines.map((line) => ({ ...line, key: newKey() })),
    discounts: content.discounts.map((discount) => ({ ...discount, key: newKey() })),
  };
}

/** What is sent and compared: the draft without the screen's keys. */
export function contentOf(draft: Draft | Invoice): InvoiceContent {
  return {
    ...pickFields(draft as InvoiceContent, contentFields),
    lines: draft.lines.map((line) => withoutKey<InvoiceLine>(line)),
    discounts: draft.discounts.map((discount) => withoutKey<InvoiceDiscount>(discount)),
  };
}

function withoutKey<Item extends object>(item: Item & { key?: string }): Item {
  const { key: _, ...rest } = item;
  return rest as Item;
}

/** The named fields of a draft or of its content. */
export function pickFields<Content extends object, Field extends keyof Content>(
  content: Content,
  fields: readonly Field[],
): Pick<Content, Field> {
  return Object.fromEntries(fields.map((field) => [field, content[field]])) as Pick<Content, Field>;
}

/** The top-level fields in which two contents differ; PATCH sends just these. */
export function changedFields(before: InvoiceContent, after: InvoiceContent): ContentField[] {
  return contentFields.filter((field) => !isSame(before[field], after[field]));
}

/** Deep equality of plain JSON, whatever the order of keys. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length && keys.every((key) => isSame(left[key], right[key]))
  );
}

interface Defaults {
  today: string;
  currency: string;
  language: InvoiceContent['language'];
  paymentTermDays: number;
  vat: InvoiceLine['vat'];
}

/** What a new invoice begins with: one empty line, and the dates that are usual here. */
export function newDraft({ today, currency, language, paymentTermDays, vat }: Defaults): Draft {
  return {
    clientId: null,
    currency,
    issueOn: today,
    dueOn: addDays(today, paymentTermDays),
    deliveryOn: null,
    servicePeriod: null,
    language,
    prices: 'net',
    buyerReference: '',
    orderReference: '',
    subject: '',
    note: '',
    seriesId: null,
    exchangeRate: null,
    lines: [newLine({ vat, unit: 'HUR' })],
    discounts: [],
  };
}

/** An empty line; unit and VAT follow the line above, because they seldom change in between. */
export function newLine(like: Pick<InvoiceLine, 'vat' | 'unit'>): DraftLine {
  return {
    key: newKey(),
    description: '',
    quantity: '1',
    unit: like.unit,
    unitPrice: '0',
    discountPercent: null,
    vat: like.vat,
  };
}

/** Whether nobody has typed anything into the line yet. */
export function isEmptyLine(line: InvoiceLine): boolean {
  return line.description.trim() === '' && Number(line.unitPrice) === 0;
}

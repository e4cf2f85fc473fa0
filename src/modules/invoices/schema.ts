import { z } from 'zod';
import {
  calendarDate,
  currencyCode,
  decimal,
  documentLanguage,
  id,
  pageOf,
  pageQuery,
  text,
} from '#lib/fields.ts';
import {
  buyerSchema,
  invoiceDiscountSchema,
  invoiceLimits,
  invoiceLineSchema,
  sellerSchema,
  totalsSchema,
} from './document-schema.ts';

export * from './comments-schema.ts';
export * from './document-schema.ts';
export * from './number-series-schema.ts';

const draftFields = {
  clientId: id.nullable(),
  currency: currencyCode,
  issueOn: calendarDate,
  dueOn: calendarDate,
  deliveryOn: calendarDate.nullable(),
  servicePeriod: z
    .strictObject({ from: calendarDate, to: calendarDate })
    .refine((period) => period.from <= period.to, {
      path: ['to'],
      message: 'must not be before the start of the period',
    })
    .nullable(),
  language: documentLanguage,
  /** Whether unit prices are entered without ("net") or with VAT ("gross"). */
  prices: z.enum(['net', 'gross']),
  buyerReference: text(100),
  orderReference: text(100),
  subject: text(200),
  note: text(5000),
  seriesId: id.nullable(),
  /** Into the workspace's currency, for BT-111: 1 unit of the invoice currency = rate units. */
  exchangeRate: z
    .strictObject({
      rate: decimal({ places: 10, min: '0.0000000001', max: '1000000000' }),
      on: calendarDate,
    })
    .nullable(),
  lines: z
    .array(invoiceLineSchema)
    .max(invoiceLimits.lines, `must have at most ${invoiceLimits.lines} lines`),
  discounts: z
    .array(invoiceDiscountSchema)
    .max(invoiceLimits.discounts, `must have at most ${invoiceLimits.discounts} discounts`),
};

/** A draft as sent: what is missing is proposed from the workspace and the client. */
export const newInvoiceSchema = z.strictObject(draftFields).partial();
export type NewInvoice = z.infer<typeof newInvoiceSchema>;

/** The complete content of a draft, as stored. */
export const invoiceContentSchema = z.strictObject(draftFields);
export type InvoiceContent = z.infer<typeof invoiceContentSchema>;

/** `version`: the version the change is based on; 409 `draft_changed` where another came first. */
export const invoiceChangeSchema = newInvoiceSchema.extend({ version: z.int().min(1).optional() });
export type InvoiceChange = z.infer<typeof invoiceChangeSchema>;

export const issuanceSchema = z.strictObject({
  /** BT-115 as the caller saw it; 409 `total_mismatch` where the server computes another. */
  expectedTotalMinor: z.int().optional(),
});

/** Something to mend (`error`, blocks issuance) or to know (`notice`). */
export const findingSchema = z.strictObject({
  severity: z.enum(['error', 'notice']),
  /** Where: "lines[2].description", "seller.vatId", "buyer.address.city". */
  field: z.string(),
  code: z.string(),
  message: z.string(),
});
export type Finding = z.infer<typeof findingSchema>;

export const invoiceStatusSchema = z.enum(['draft', 'issued', 'partially_paid', 'paid']);
export type InvoiceStatus = z.infer<typeof invoiceStatusSchema>;

export const invoiceSchema = invoiceContentSchema.extend({
  id,
  type: z.literal('invoice'),
  status: invoiceStatusSchema,
  /** Derived from due date and balance in the workspace's time zone, never stored. */
  overdue: z.boolean(),
  number: z.string().nullable(),
  version: z.int(),
  seller: sellerSchema,
  buyer: buyerSchema.nullable(),
  totals: totalsSchema,
  findings: z.array(findingSchema),
  balanceMinor: z.int(),
  paidMinor: z.int(),
  paymentReference: z.string().nullable(),
  /** The current version of the stored PDF; null until it is rendered. */
  document: z.strictObject({ sha256: z.string(), version: z.int() }).nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
  issuedAt: z.string().nullable(),
});
export type Invoice = z.infer<typeof invoiceSchema>;

/** A row of the list: what the table shows, nothing more. */
export const invoiceRowSchema = z.strictObject({
  id,
  type: z.literal('invoice'),
  status: invoiceStatusSchema,
  overdue: z.boolean(),
  number: z.string().nullable(),
  clientId: id.nullable(),
  buyerName: z.string(),
  subject: z.string(),
  currency: z.string(),
  issueOn: z.string(),
  dueOn: z.string(),
  grossMinor: z.int(),
  balanceMinor: z.int(),
});
export type InvoiceRow = z.infer<typeof invoiceRowSchema>;

const listFilters = {
  status: z.enum(['draft', 'open', 'overdue', 'paid']).optional(),
  clientId: id.optional(),
  from: calendarDate.optional(),
  to: calendarDate.optional(),
  /** Words of which each must begin a word of the number, the client or the subject. */
  q: text(100).optional(),
};
export const invoiceListQuery = z.strictObject({ ...pageQuery, ...listFilters });
export type InvoiceListQuery = z.infer<typeof invoiceListQuery>;
export const invoicePageSchema = pageOf(invoiceRowSchema);

/** The sums of what is filtered, per currency. */
export const invoiceSumsQuery = z.strictObject(listFilters);
export const invoiceSumsSchema = z.strictObject({
  items: z.array(
    z.strictObject({
      currency: z.string(),
      count: z.int(),
      netMinor: z.int(),
      grossMinor: z.int(),
      balanceMinor: z.int(),
    }),
  ),
});
export type InvoiceSums = z.infer<typeof invoiceSumsSchema>;

/** What a draft would become; nothing is stored. `number` is a forecast and not reserved. */
export const previewSchema = z.strictObject({
  number: z.string(),
  totals: totalsSchema,
  findings: z.array(findingSchema),
});
export type Preview = z.infer<typeof previewSchema>;

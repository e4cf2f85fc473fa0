import { z } from 'zod';
import { amountMinor, decimal, text } from '#lib/fields.ts';

/** What an invoice may hold at most; a larger one is refused with the field's name. */
export const invoiceLimits = { lines: 1000, discounts: 20, amountMinor: 10_000_000_000_000 };

/** VAT category codes (BT-151, UNCL 5305): S standard and reduced, Z zero, E exempt,
 *  AE reverse charge, K intra-community supply, G export, O outside the scope of VAT. */
export const vatCategorySchema = z.enum(['S', 'Z', 'E', 'AE', 'K', 'G', 'O']);
export type VatCategory = z.infer<typeof vatCategorySchema>;

export const vatSchema = z
  .strictObject({
    category: vatCategorySchema,
    /** BT-152, per cent with at most three decimal places. */
    rate: decimal({ places: 3, min: '0', max: '100' }),
    /** BT-121, a VATEX code. */
    exemptionCode: text(40).nullable().default(null),
    /** BT-120, the reason in words; filled in the document's language where left empty. */
    exemptionText: text(500).nullable().default(null),
  })
  .refine((vat) => vat.category === 'S' || Number(vat.rate) === 0, {
    path: ['rate'],
    message: 'must be 0 for every category but S',
  })
  .refine((vat) => vat.category !== 'S' || Number(vat.rate) > 0, {
    path: ['rate'],
    message: 'must be greater than 0 for category S; use Z for zero-rated supplies',
  });
export type Vat = z.infer<typeof vatSchema>;

export const invoiceLineSchema = z.strictObject({
  /** BT-153 and BT-154; the first line is the name, the rest its description. */
  description: text(2000).default(''),
  /** BT-129. To deduct something, use a discount or a credit note. */
  quantity: decimal({ places: 4, min: '0', max: '10000000000' }).default('1'),
  /** BT-130, UN/ECE Recommendation 20: HUR hour, DAY, C62 piece, … */
  unit: z
    .string()
    .regex(/^[A-Z0-9]{2,3}$/, 'must be a UN/ECE unit code such as "HUR" or "C62"')
    .default('C62'),
  /** BT-146 net, or the gross price where the invoice's prices are gross. */
  unitPrice: decimal({ places: 4, min: '0', max: '100000000000' }).default('0'),
  /** BT-138. */
  discountPercent: decimal({ places: 3, min: '0', max: '100' }).nullable().default(null),
  vat: vatSchema,
});
export type InvoiceLine = z.infer<typeof invoiceLineSchema>;

/** A document-level allowance (BG-20): a percentage of the lines, or an amount. */
export const invoiceDiscountSchema = z
  .strictObject({
    percent: decimal({ places: 3, min: '0', max: '100' }).nullable().default(null),
    amountMinor: amountMinor.nullable().default(null),
    reason: text(120).default(''),
  })
  .refine((discount) => (discount.percent === null) !== (discount.amountMinor === null), {
    path: ['percent'],
    message: 'must be given either as percent or as amountMinor',
  });
export type InvoiceDiscount = z.infer<typeof invoiceDiscountSchema>;

export const vatBreakdownSchema = z.strictObject({
  category: vatCategorySchema,
  rate: z.string(),
  /** BT-116 and BT-117. */
  taxableMinor: z.int(),
  vatMinor: z.int(),
  exemptionCode: z.string().nullable(),
  exemptionText: z.string().nullable(),
});
export type VatBreakdown = z.infer<typeof vatBreakdownSchema>;

/** Every amount a document shows, computed once by totals.ts (EN 16931, BG-22 and BG-23). */
export const totalsSchema = z.strictObject({
  /** Per line, in order: BT-131 and the line's discount, in the terms of `prices`. */
  lines: z.array(
    z.strictObject({
      /** What the document prints in the amount column: net, or gross where prices are gross. */
      amountMinor: z.int(),
      discountMinor: z.int(),
      /** BT-131. */
      netMinor: z.int(),
    }),
  ),
  /** BT-106. */
  lineNetMinor: z.int(),
  /** The document discounts in order, in the terms of `prices`. */
  discounts: z.array(z.strictObject({ amountMinor: z.int() })),
  /** BT-107. */
  discountMinor: z.int(),
  /** BT-109. */
  netMinor: z.int(),
  /** BT-110. */
  vatMinor: z.int(),
  /** BT-112. */
  grossMinor: z.int(),
  /** BT-113. */
  paidMinor: z.int(),
  /** BT-114. */
  roundingMinor: z.int(),
  /** BT-115. */
  dueMinor: z.int(),
  vatBreakdown: z.array(vatBreakdownSchema),
  /** BT-111 with the rate and its date, where the invoice is not in the accounting currency. */
  accountingVat: z
    .strictObject({
      currency: z.string(),
      vatMinor: z.int(),
      rate: z.string(),
      on: z.string(),
    })
    .nullable(),
});
export type Totals = z.infer<typeof totalsSchema>;

const partyAddress = z.strictObject({
  line1: z.string(),
  line2: z.string(),
  postCode: z.string(),
  city: z.string(),
  country: z.string(),
});

/** BG-4, frozen at issuance. */
export const sellerSchema = z.strictObject({
  legalName: z.string(),
  address: partyAddress,
  vatId: z.string(),
  taxNumber: z.string(),
  vatStatus: z.enum(['regular', 'small_business']),
  registration: z.string(),
  iban: z.string(),
  bic: z.string(),
  bankName: z.string(),
  email: z.string(),
  phone: z.string(),
  website: z.string(),
  footerNote: z.string(),
  accentColor: z.string(),
  logo: z.strictObject({ sha256: z.string(), width: z.int(), height: z.int() }).nullable(),
});
export type Seller = z.infer<typeof sellerSchema>;

/** BG-7, frozen at issuance. */
export const buyerSchema = z.strictObject({
  name: z.string(),
  kind: z.enum(['business', 'consumer']),
  contactName: z.string(),
  address: partyAddress,
  vatId: z.string(),
  email: z.string(),
  electronicAddress: z.strictObject({ scheme: z.string(), value: z.string() }).nullable(),
});
export type Buyer = z.infer<typeof buyerSchema>;

/** Everything a document shows. Frozen at issuance and never changed; previews have no number. */
export const invoiceDocumentSchema = z.strictObject({
  /** The version of totals.ts and of the checks that let it be issued. */
  rulesVersion: z.string(),
  /** The version of the PDF template. */
  templateVersion: z.string(),
  type: z.literal('invoice'),
  /** BT-1; null while a draft. */
  number: z.string().nullable(),
  currency: z.string(),
  issueOn: z.string(),
  dueOn: z.string(),
  deliveryOn: z.string().nullable(),
  servicePeriod: z.strictObject({ from: z.string(), to: z.string() }).nullable(),
  language: z.string(),
  prices: z.enum(['net', 'gross']),
  buyerReference: z.string(),
  orderReference: z.string(),
  subject: z.string(),
  note: z.string(),
  seller: sellerSchema,
  buyer: buyerSchema.nullable(),
  lines: z.array(invoiceLineSchema),
  discounts: z.array(invoiceDiscountSchema),
  totals: totalsSchema,
  /** BT-83: an ISO 11649 creditor reference; null while a draft. */
  paymentReference: z.string().nullable(),
});
export type InvoiceDocument = z.infer<typeof invoiceDocumentSchema>;

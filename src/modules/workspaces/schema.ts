import { z } from 'zod';
import { isTimeZone } from '#lib/dates.ts';
import {
  countryCode,
  currencyCode,
  documentLanguage,
  emailAddress,
  id,
  postalAddress,
  text,
} from '#lib/fields.ts';
import { isBic, isIban, normaliseIban } from '#lib/iban.ts';
import { checkVatNumber, normaliseVatNumber } from '#lib/vat-numbers.ts';
import { permissionSchema, planSchema, roleSchema } from './roles-schema.ts';

export * from './members-schema.ts';
export * from './roles-schema.ts';

/** A VAT identifier (BT-31, BT-48), format and check digit verified offline. */
export const vatId = text(20)
  .transform(normaliseVatNumber)
  .superRefine((value, context) => {
    if (value === '') return;
    const finding = checkVatNumber(value);
    if (finding) context.addIssue({ code: 'custom', message: finding });
  });

/** An account identifier (BT-84), checked by ISO 13616 length and modulus 97. */
export const iban = text(42)
  .transform(normaliseIban)
  .refine(
    (value) => value === '' || isIban(value),
    'is not a valid IBAN; please compare it with your bank statement',
  );

export const workspaceChangeSchema = z
  .strictObject({
    legalName: text(120, { required: true }),
    address: postalAddress,
    vatId,
    taxNumber: text(40),
    /** small_business: the seller charges no VAT under a small-business scheme. */
    vatStatus: z.enum(['regular', 'small_business']),
    registration: text(120),
    iban,
    bic: text(11)
      .transform((value) => value.toUpperCase())
      .refine((value) => value === '' || isBic(value), 'must be a BIC of 8 or 11 characters'),
    bankName: text(80),
    email: z.union([z.literal(''), emailAddress]),
    phone: text(40),
    website: text(120),
    locale: documentLanguage,
    timeZone: z.string().max(60).refine(isTimeZone, 'must be a time zone such as "Europe/Berlin"'),
    currency: currencyCode,
    paymentTermDays: z.int().min(0).max(365),
    accentColor: z.string().regex(/^#[0-9a-f]{6}$/i, 'must be a colour such as "#1f4fd8"'),
    footerNote: text(300),
  })
  .partial();
export type WorkspaceChange = z.infer<typeof workspaceChangeSchema>;

export const workspaceSchema = workspaceChangeSchema.required().extend({
  id,
  /** The caller's role, and what it allows. */
  role: roleSchema,
  permissions: z.array(permissionSchema),
  plan: planSchema,
  /** When the workspace is deleted, where that was asked for. */
  deletionDueAt: z.string().nullable(),
  logo: z.strictObject({ sha256: z.string(), width: z.int(), height: z.int() }).nullable(),
  createdAt: z.string(),
});
export type Workspace = z.infer<typeof workspaceSchema>;

export const newWorkspaceSchema = z.strictObject({
  legalName: text(120, { required: true }),
  country: countryCode.default('DE'),
});

export const workspaceSummarySchema = z.strictObject({
  id,
  legalName: z.string(),
  role: roleSchema,
});

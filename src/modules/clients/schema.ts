import { z } from 'zod';
import {
  documentLanguage,
  emailAddress,
  id,
  pageOf,
  pageQuery,
  postalAddress,
  text,
} from '#lib/fields.ts';
import { vatId } from '#modules/workspaces/schema.ts';

/** A buyer (BG-7) as kept in the address book; an issued invoice keeps its own frozen copy. */
const fields = {
  name: text(120, { required: true }),
  kind: z.enum(['business', 'consumer']),
  contactName: text(120),
  address: postalAddress,
  vatId,
  email: z.union([z.literal(''), emailAddress]),
  language: documentLanguage,
  /** BT-10, the Leitweg-ID of German authorities for example. */
  buyerReference: text(100),
  /** BT-49 with its scheme identifier (EAS code list). */
  electronicAddress: z
    .strictObject({
      scheme: z.string().regex(/^[0-9A-Z]{2,4}$/, 'must be an EAS code such as "0204" or "EM"'),
      value: text(120, { required: true }),
    })
    .nullable(),
  paymentTermDays: z.int().min(0).max(365).nullable(),
  note: text(2000),
};

export const newClientSchema = z.strictObject({
  name: fields.name,
  kind: fields.kind.default('business'),
  contactName: fields.contactName.default(''),
  address: fields.address,
  vatId: fields.vatId.default(''),
  email: fields.email.default(''),
  language: fields.language.optional(),
  buyerReference: fields.buyerReference.default(''),
  electronicAddress: fields.electronicAddress.default(null),
  paymentTermDays: fields.paymentTermDays.default(null),
  note: fields.note.default(''),
});
export type NewClient = z.infer<typeof newClientSchema>;

export const clientChangeSchema = z.strictObject({ ...fields, archived: z.boolean() }).partial();
export type ClientChange = z.infer<typeof clientChangeSchema>;

export const clientSchema = z.strictObject({
  id,
  ...fields,
  archived: z.boolean(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type Client = z.infer<typeof clientSchema>;

export const clientListQuery = z.strictObject({
  ...pageQuery,
  /** Words of which each must begin a word of the name, contact, city, e-mail or VAT number. */
  q: text(100).optional(),
  archived: z.enum(['true', 'false']).default('false'),
});

export const clientPageSchema = pageOf(clientSchema);

import { z } from 'zod';
import { amountMinor, calendarDate, id, text } from '#lib/fields.ts';

export const newPaymentSchema = z.strictObject({
  amountMinor: amountMinor.min(1, 'must be at least 1'),
  paidOn: calendarDate,
  note: text(200).default(''),
});
export type NewPayment = z.infer<typeof newPaymentSchema>;

export const paymentSchema = z.strictObject({
  id,
  invoiceId: id,
  amountMinor: z.int(),
  paidOn: z.string(),
  note: z.string(),
  createdAt: z.string(),
});
export type Payment = z.infer<typeof paymentSchema>;

export const paymentListSchema = z.strictObject({ items: z.array(paymentSchema) });

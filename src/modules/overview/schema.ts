import { z } from 'zod';
import { invoiceRowSchema } from '#modules/invoices/schema.ts';

/** The first screen. Amounts are in the workspace's currency unless `otherCurrencies` names them. */
export const overviewSchema = z.strictObject({
  currency: z.string(),
  today: z.string(),
  open: z.strictObject({ count: z.int(), balanceMinor: z.int() }),
  overdue: z.strictObject({ count: z.int(), balanceMinor: z.int() }),
  paidThisYear: z.strictObject({ count: z.int(), amountMinor: z.int() }),
  /** Twelve months, oldest first: what was invoiced (gross) and what was paid. */
  months: z.array(z.strictObject({ month: z.string(), issuedMinor: z.int(), paidMinor: z.int() })),
  otherCurrencies: z.array(
    z.strictObject({ currency: z.string(), openMinor: z.int(), paidThisYearMinor: z.int() }),
  ),
  overdueInvoices: z.array(invoiceRowSchema),
  drafts: z.array(invoiceRowSchema),
  latest: z.array(invoiceRowSchema),
  /** The first visit's path. */
  steps: z.strictObject({ seller: z.boolean(), client: z.boolean(), invoice: z.boolean() }),
});
export type Overview = z.infer<typeof overviewSchema>;

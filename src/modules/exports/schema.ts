import { z } from 'zod';
import { calendarDate } from '#lib/fields.ts';

/** Both days are included; without them the export begins or ends with what there is. */
export const invoiceExportQuery = z
  .strictObject({ from: calendarDate.optional(), to: calendarDate.optional() })
  .refine(({ from, to }) => !from || !to || from <= to, {
    path: ['to'],
    message: 'must not be before the first day',
  });
export type InvoiceExportQuery = z.infer<typeof invoiceExportQuery>;

import { z } from 'zod';
import { previewSchema } from '#modules/invoices/schema.ts';

/** The pages of a document as standalone SVG, laid out exactly as in the PDF. */
export const pagesSchema = z.strictObject({ pages: z.array(z.string()) });

/** A preview that also carries its pages, where `Accept: image/svg+xml` asked for them. */
export const previewAnswerSchema = previewSchema.extend({ pages: z.array(z.string()).optional() });
export type PreviewAnswer = z.infer<typeof previewAnswerSchema>;

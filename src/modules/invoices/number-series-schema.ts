import { z } from 'zod';
import { id, text } from '#lib/fields.ts';

/** A pattern such as "RE-{yyyy}-{seq:4}". */
export const numberPattern = z
  .string()
  .max(40)
  .regex(
    /^(?:[A-Za-z0-9/_.-]|\{yyyy\}|\{yy\}|\{mm\}|\{seq(?::(?:[1-9]|10))?\})+$/,
    'may hold letters, digits, / _ . - and {yyyy} {yy} {mm} {seq:4}',
  )
  .refine((pattern) => pattern.split('{seq').length === 2, 'must contain {seq} exactly once');

export const newNumberSeriesSchema = z.strictObject({
  name: text(60, { required: true }),
  pattern: numberPattern,
  reset: z.enum(['yearly', 'never']).default('yearly'),
  /** The first sequence number to give, for people who migrate in the middle of a year. */
  startAt: z.int().min(1).max(999_999_999).default(1),
});
export const numberSeriesChangeSchema = z
  .strictObject({
    name: text(60, { required: true }),
    pattern: numberPattern,
    reset: z.enum(['yearly', 'never']),
    /** Only upwards, and only while no number of the running period has been given. */
    startAt: z.int().min(1).max(999_999_999),
    isDefault: z.literal(true),
  })
  .partial();

export const numberSeriesSchema = z.strictObject({
  id,
  name: z.string(),
  pattern: z.string(),
  reset: z.enum(['yearly', 'never']),
  isDefault: z.boolean(),
  nextValue: z.int(),
  /** The number that the next invoice issued today would get. */
  nextNumber: z.string(),
  issuedCount: z.int(),
});
export type NumberSeries = z.infer<typeof numberSeriesSchema>;
export const numberSeriesListSchema = z.strictObject({ items: z.array(numberSeriesSchema) });

/** The continuity report: per period first, last, count, and what is missing (always nothing). */
export const continuitySchema = z.strictObject({
  series: numberSeriesSchema,
  checkedAt: z.string(),
  gapless: z.boolean(),
  periods: z.array(
    z.strictObject({
      period: z.string(),
      firstNumber: z.string(),
      lastNumber: z.string(),
      firstIssueOn: z.string(),
      lastIssueOn: z.string(),
      count: z.int(),
      missing: z.array(z.string()),
      duplicates: z.array(z.string()),
    }),
  ),
});
export type Continuity = z.infer<typeof continuitySchema>;

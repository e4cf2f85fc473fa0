import { z } from 'zod';
import { id, pageOf, pageQuery } from '#lib/fields.ts';

export const accessReasonSchema = z.enum([
  'customer_request',
  'incident',
  'data_correction',
  'security',
  'legal',
]);
export type AccessReason = z.infer<typeof accessReasonSchema>;

/** A grant that let an engineer read the data of one workspace, or was asked for and never used. */
export const accessGrantSchema = z.strictObject({
  id,
  engineer: z.string(),
  /** The second engineer, who approved it. */
  approver: z.string().nullable(),
  reason: accessReasonSchema,
  ticket: z.string(),
  state: z.enum(['requested', 'approved', 'open', 'ended', 'revoked']),
  requestedAt: z.string(),
  approvedAt: z.string().nullable(),
  openedAt: z.string().nullable(),
  /** When the login ends, or has ended, by itself. */
  expiresAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  /** How many statements it ran. */
  statements: z.int(),
});
export type AccessGrant = z.infer<typeof accessGrantSchema>;

export const accessLogQuery = z.strictObject({ ...pageQuery });
export const accessLogSchema = pageOf(accessGrantSchema);

/** One statement, recorded before it ran, and what came of it. */
export const accessStatementSchema = z.strictObject({
  /** Its place in the workspace's audit trail. */
  sequence: z.int(),
  at: z.string(),
  statement: z.string(),
  /** Rows that were returned, also by what then failed or was interrupted; null where it has not ended. */
  rows: z.int().nullable(),
  /** "SELECT 5", an error's text, or "interrupted". */
  outcome: z.string().nullable(),
});
export type AccessStatement = z.infer<typeof accessStatementSchema>;
export const accessStatementPageSchema = pageOf(accessStatementSchema);

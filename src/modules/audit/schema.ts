import { z } from 'zod';
import { id, pageOf, pageQuery } from '#lib/fields.ts';

export const auditEventSchema = z.strictObject({
  id,
  at: z.string(),
  actor: z.string(),
  type: z.string(),
  subjectType: z.string(),
  subjectId: id,
  data: z.record(z.string(), z.unknown()),
});
export type AuditEvent = z.infer<typeof auditEventSchema>;

export const auditEventListQuery = z.strictObject({ ...pageQuery, subjectId: id.optional() });
export const auditEventPageSchema = pageOf(auditEventSchema);

import { z } from 'zod';
import { calendarDate, id, pageOf, pageQuery } from '#lib/fields.ts';

export const auditEventSchema = z.strictObject({
  /** The place in the workspace's chain, from 1 on. */
  sequence: z.int(),
  id,
  at: z.string(),
  actor: z.string(),
  /** Null where a job, a command or an engineer did it. */
  actorId: id.nullable(),
  ip: z.string(),
  type: z.string(),
  subjectType: z.string(),
  subjectId: id,
  data: z.record(z.string(), z.unknown()),
  /** SHA-256 over the hash before it and the event, in hexadecimal. */
  hash: z.string(),
});
export type AuditEvent = z.infer<typeof auditEventSchema>;

export const auditEventListQuery = z.strictObject({
  ...pageQuery,
  subjectId: id.optional(),
  /** `invoice`, `client`, `member` …: the part of `type` before the dot. */
  subjectType: z
    .string()
    .regex(/^[a-z_]{1,40}$/, 'must be a kind of thing such as "invoice"')
    .optional(),
  actorId: id.optional(),
  /** Both days are included, in the workspace's time zone. */
  from: calendarDate.optional(),
  to: calendarDate.optional(),
});
export const auditEventPageSchema = pageOf(auditEventSchema);

/** What is wrong with a trail, and where. */
export const auditFindingSchema = z.strictObject({
  kind: z.enum([
    /** The content of an event is not what its hash was made of. */
    'edited',
    /** A place in the chain has no event. */
    'missing',
    /** An event stands at another place than it was written to, or twice. */
    'reordered',
    /** The chain ends before its recorded head or before an anchor. */
    'truncated',
    /** The chain is sound in itself and contradicts an anchor outside of the database. */
    'rewritten',
    /** An anchor is not signed by a key of ours, or is not readable. */
    'anchor_invalid',
  ]),
  sequence: z.int().nullable(),
  eventId: z.string().nullable(),
  detail: z.string(),
});
export type AuditFinding = z.infer<typeof auditFindingSchema>;

export const auditVerificationSchema = z.strictObject({
  state: z.enum(['intact', 'broken']),
  verifiedAt: z.string(),
  events: z.int(),
  head: z.strictObject({ sequence: z.int(), hash: z.string() }).nullable(),
  anchors: z.strictObject({
    count: z.int(),
    newest: z.strictObject({ sequence: z.int(), at: z.string() }).nullable(),
  }),
  /** Restores of the database after which the trail went on from an earlier point, by signed word. */
  restorations: z.array(z.strictObject({ at: z.string(), sequence: z.int(), reason: z.string() })),
  /** At most 100 of them. */
  findings: z.array(auditFindingSchema),
});
export type AuditVerification = z.infer<typeof auditVerificationSchema>;

/** A public key that signs anchors, as a JWK (RFC 7517, RFC 8037). */
export const auditKeySchema = z.strictObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string().max(64),
  /** Its thumbprint (RFC 7638). */
  kid: z.string().max(64),
  alg: z.literal('EdDSA'),
  use: z.literal('sig'),
});
export type AuditKey = z.infer<typeof auditKeySchema>;

export const auditKeySetSchema = z.strictObject({ keys: z.array(auditKeySchema) });

import { z } from 'zod';
import { id } from '#lib/fields.ts';

export const chainPointSchema = z.strictObject({
  sequence: z.int().min(1),
  hash: z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hexadecimal'),
});

/** What an anchor says, and its signature vouches for: at this time the chain had this event at its end. */
export const anchorSchema = z.strictObject({
  workspaceId: id,
  ...chainPointSchema.shape,
  at: z.string(),
  /**
   * Of the anchor of an `audit.reanchored` event: the database was restored to an earlier point, and these
   * anchors tell of a course of events that has come to nothing by it.
   */
  reanchoring: z
    .strictObject({
      reason: z.string(),
      restored: chainPointSchema.nullable(),
      replaced: z.array(chainPointSchema),
    })
    .optional(),
});
export type Anchor = z.infer<typeof anchorSchema>;

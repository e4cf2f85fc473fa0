import { z } from 'zod';
import { id, text } from '#lib/fields.ts';

export const newCommentSchema = z.strictObject({ text: text(2000, { required: true }) });

/** A remark of a member on an invoice; it stands on no document. */
export const commentSchema = z.strictObject({
  id,
  author: z.string(),
  text: z.string(),
  createdAt: z.string(),
  /** Whether the caller wrote it, and so may delete it. */
  isOwn: z.boolean(),
});
export type Comment = z.infer<typeof commentSchema>;

/** Oldest first; an invoice has at most 500. */
export const commentListSchema = z.strictObject({ items: z.array(commentSchema) });

import { z } from 'zod';
import { emailAddress, id, text } from '#lib/fields.ts';

/** Bounds only: the rules for a good password are checked in passwords.ts, in code points. */
const password = z.string().min(1).max(1024, 'must have at most 128 characters');
const token = z.string().min(20).max(200);

export const registrationSchema = z.strictObject({ email: emailAddress });

export const registrationConfirmationSchema = z.strictObject({
  token,
  password,
  name: text(120, { required: true }),
  workspaceName: text(120, { required: true }),
});
export type RegistrationConfirmation = z.infer<typeof registrationConfirmationSchema>;

export const signInSchema = z.strictObject({ email: emailAddress, password });

export const userSchema = z.strictObject({ id, email: z.string(), name: z.string() });
export type User = z.infer<typeof userSchema>;

export const registeredSchema = z.strictObject({ user: userSchema, workspaceId: id });

export const sessionSchema = z.strictObject({
  id,
  current: z.boolean(),
  userAgent: z.string(),
  ip: z.string(),
  createdAt: z.string(),
  lastUsedAt: z.string(),
});
export const sessionListSchema = z.strictObject({ items: z.array(sessionSchema) });

/** Who is signed in, and what this installation offers. */
export const meSchema = z.strictObject({
  user: userSchema,
  workspaces: z.array(z.strictObject({ id, legalName: z.string(), role: z.string() })),
});

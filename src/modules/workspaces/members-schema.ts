import { z } from 'zod';
import { emailAddress, id, text } from '#lib/fields.ts';
import { planSchema, roleSchema } from './roles-schema.ts';

/** The roles that an invitation or a change can give; ownership is transferred. */
export const givenRoleSchema = roleSchema.exclude(['owner']);
export type GivenRole = z.infer<typeof givenRoleSchema>;

export const memberSchema = z.strictObject({
  userId: id,
  name: z.string(),
  email: z.string(),
  role: roleSchema,
  joinedAt: z.string(),
});
export type Member = z.infer<typeof memberSchema>;

/** Everybody in the workspace, by role and name, and whom its plan still has room for. */
export const memberListSchema = z.strictObject({
  items: z.array(memberSchema),
  plan: planSchema,
  invitableRoles: z.array(givenRoleSchema),
});
export type MemberList = z.infer<typeof memberListSchema>;

export const memberChangeSchema = z.strictObject({ role: givenRoleSchema });

export const invitationSchema = z.strictObject({
  id,
  email: z.string(),
  role: givenRoleSchema,
  /** In which its mail was written. */
  language: z.enum(['en', 'de', 'fr']),
  invitedBy: z.string(),
  createdAt: z.string(),
  expiresAt: z.string(),
  isExpired: z.boolean(),
});
export type Invitation = z.infer<typeof invitationSchema>;
export const invitationListSchema = z.strictObject({ items: z.array(invitationSchema) });

/** A second invitation to an address replaces the first. */
export const newInvitationSchema = z.strictObject({
  email: emailAddress,
  role: givenRoleSchema,
  /** The language of the mail. */
  language: z.enum(['en', 'de', 'fr']).default('en'),
});
export type NewInvitation = z.input<typeof newInvitationSchema>;

const token = z.string().max(100);
export const invitationTokenSchema = z.strictObject({ token });

/** What whoever holds the link of an invitation is told before accepting it. */
export const receivedInvitationSchema = z.strictObject({
  workspaceName: z.string(),
  invitedBy: z.string(),
  email: z.string(),
  role: givenRoleSchema,
  expiresAt: z.string(),
  /** Whether the address has an account, with which to sign in first. */
  hasAccount: z.boolean(),
});
export type ReceivedInvitation = z.infer<typeof receivedInvitationSchema>;
export const acceptedInvitationSchema = z.strictObject({ workspaceId: id });

/** Accepting with a new account: the link has confirmed the mailbox. */
export const invitationSignUpSchema = z.strictObject({
  token,
  name: text(120, { required: true }),
  password: z.string().max(1000),
  language: z.enum(['en', 'de', 'fr']).default('en'),
});

const person = z.strictObject({ userId: id, name: z.string() });
export const ownershipTransferSchema = z.strictObject({
  id,
  from: person,
  to: person,
  createdAt: z.string(),
  expiresAt: z.string(),
});
export type OwnershipTransfer = z.infer<typeof ownershipTransferSchema>;
/** The open offer, if there is one. */
export const ownershipTransferStateSchema = z.strictObject({
  transfer: ownershipTransferSchema.nullable(),
});
export const newOwnershipTransferSchema = z.strictObject({ userId: id });

export const workspaceDeletionSchema = z.strictObject({ dueAt: z.string() });

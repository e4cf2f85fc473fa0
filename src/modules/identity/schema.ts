import { z } from 'zod';
import { emailAddress, id, pageOf, text } from '#lib/fields.ts';

/** Bounds only: the rules for a good password are checked in passwords.ts, in code points. */
const password = z.string().min(1).max(1024, 'must have at most 128 characters');
const token = z.string().min(20).max(200);

/** The languages of the mails, and in time of the interface. */
export const languageSchema = z.enum(['en', 'de', 'fr']);
export type Language = z.infer<typeof languageSchema>;

export const registrationSchema = z.strictObject({
  email: emailAddress,
  /** What the browser prefers, unless said. */
  language: languageSchema.optional(),
});

export const registrationConfirmationSchema = z.strictObject({
  token,
  /** Not for a registration that came from Google, which is a way in of its own. */
  password: password.optional(),
  name: text(120, { required: true }),
  workspaceName: text(120, { required: true }),
});
export type RegistrationConfirmation = z.infer<typeof registrationConfirmationSchema>;

/** A token from a mail's link, which its page sends back. */
export const tokenSchema = z.strictObject({ token });

export const userSchema = z.strictObject({
  id,
  email: z.string(),
  name: z.string(),
  language: languageSchema,
});
export type User = z.infer<typeof userSchema>;

export const userChangeSchema = z.strictObject({
  name: text(120, { required: true }).optional(),
  language: languageSchema.optional(),
});
export type UserChange = z.infer<typeof userChangeSchema>;

// —— Sessions

/** The access token's end, by which a program knows when to refresh; the token itself stays in its cookie. */
const accessExpiresAt = z.string();

export const signInSchema = z.strictObject({ email: emailAddress, password });

/** A second factor that can be asked for. */
export const factorSchema = z.enum(['passkey', 'totp', 'recovery_code']);
export type Factor = z.infer<typeof factorSchema>;

/** 201 with the user, or 202 with the factors of which one is still needed. */
export const signedInSchema = z.union([
  z.strictObject({ user: userSchema, accessExpiresAt }),
  z.strictObject({ secondFactor: z.strictObject({ factors: z.array(factorSchema) }) }),
]);
export const sessionOpenedSchema = z.strictObject({ user: userSchema, accessExpiresAt });
export const refreshedSchema = z.strictObject({ accessExpiresAt });

export const sessionSchema = z.strictObject({
  id,
  current: z.boolean(),
  method: z.string(),
  userAgent: z.string(),
  ip: z.string(),
  createdAt: z.string(),
  lastUsedAt: z.string(),
});
export const sessionListSchema = z.strictObject({ items: z.array(sessionSchema) });

export const securityEventSchema = z.strictObject({
  id,
  at: z.string(),
  type: z.string(),
  userAgent: z.string(),
  ip: z.string(),
  data: z.record(z.string(), z.unknown()),
});
export const securityEventPageSchema = pageOf(securityEventSchema);

// —— Second factors

/** What a browser's WebAuthn API answers, checked by @simplewebauthn/server; bounds only. */
const webAuthnText = z.string().max(20_000);
export const passkeyAnswerSchema = z.looseObject({
  id: webAuthnText,
  rawId: webAuthnText,
  type: z.literal('public-key'),
  response: z.record(
    z.string(),
    z.union([webAuthnText, z.array(z.string().max(40)).max(20), z.number(), z.null()]),
  ),
});
export type PasskeyAnswer = z.infer<typeof passkeyAnswerSchema>;

const totpCode = z.string().regex(/^\d{6}$/, 'must be the six digits that your app shows');
const recoveryCodeForm = 'must be a recovery code with its 24 letters and figures';
const recoveryCode = z.string().min(20, recoveryCodeForm).max(60, recoveryCodeForm);

/** Proves a second factor, by exactly one of these. */
export type FactorProof =
  | { totpCode: string }
  | { recoveryCode: string }
  | { passkey: PasskeyAnswer };

/** Proves anew who one is, before ways of signing in are changed: by a factor where there is one. */
export type ConfirmationProof = { password: string } | FactorProof;

// An object and no union, so that a wrong field is named.
const factorProofs = {
  totpCode: totpCode.optional(),
  recoveryCode: recoveryCode.optional(),
  passkey: passkeyAnswerSchema.optional(),
};
const isOne = (proof: object) => Object.keys(proof).length === 1;
const when = ({ issues }: { issues: unknown[] }) => issues.length === 0;

export const factorProofSchema = z.strictObject(factorProofs).refine(isOne, {
  when,
  path: ['totpCode'],
  message: 'is required, or one of recoveryCode and passkey in its place',
}) as unknown as z.ZodType<FactorProof>;

export const confirmationProofSchema = z
  .strictObject({ password: password.optional(), ...factorProofs })
  .refine(isOne, {
    when,
    path: ['password'],
    message: 'is required, or one of totpCode, recoveryCode and passkey in its place',
  }) as unknown as z.ZodType<ConfirmationProof>;

export const passkeySignInSchema = z.strictObject({ passkey: passkeyAnswerSchema });

/** WebAuthn options as @simplewebauthn/browser takes them. */
export const passkeyOptionsSchema = z.strictObject({ options: z.record(z.string(), z.unknown()) });

export const newPasskeySchema = z.strictObject({
  name: text(60, { required: true }),
  passkey: passkeyAnswerSchema,
});
export const passkeyChangeSchema = z.strictObject({ name: text(60, { required: true }) });
export const passkeySchema = z.strictObject({
  id,
  name: z.string(),
  synced: z.boolean(),
  createdAt: z.string(),
  lastUsedAt: z.string().nullable(),
});

export const totpStartSchema = z.strictObject({ secret: z.string(), uri: z.string() });
export const totpConfirmationSchema = z.strictObject({ totpCode });
/** Present where these are the first factors of an account, or new codes were asked for; shown once. */
export const recoveryCodesSchema = z.strictObject({
  recoveryCodes: z.array(z.string()).nullable(),
});
export const passkeyAddedSchema = z.strictObject({
  passkey: passkeySchema,
  recoveryCodes: z.array(z.string()).nullable(),
});

/** The ways in to an account, for its security page. */
export const waysInSchema = z.strictObject({
  password: z.strictObject({ changedAt: z.string().nullable() }).nullable(),
  google: z.array(z.strictObject({ email: z.string(), connectedAt: z.string() })),
  passkeys: z.array(passkeySchema),
  totp: z.strictObject({ enabledAt: z.string() }).nullable(),
  recoveryCodesLeft: z.number().int(),
  pendingEmail: z.string().nullable(),
  deletionDueAt: z.string().nullable(),
  /** How this session can be confirmed before a change: a factor where there is one. */
  confirmWith: z.array(z.enum(['password', 'google', 'passkey', 'totp', 'recovery_code'])),
  confirmedUntil: z.string().nullable(),
});
export type WaysIn = z.infer<typeof waysInSchema>;

// —— Passwords and the account

export const passwordResetSchema = z.strictObject({ email: emailAddress });
export const passwordResetConfirmationSchema = z.strictObject({ token, password });
export const passwordChangeSchema = z.strictObject({
  /** Not where the account has none yet. */
  currentPassword: password.optional(),
  newPassword: password,
});

export const emailChangeSchema = z.strictObject({ email: emailAddress });
export const accountDeletionSchema = z.strictObject({ dueAt: z.string() });

export const registeredSchema = z.strictObject({
  user: userSchema,
  workspaceId: id,
  accessExpiresAt,
});

/** Who is signed in, and where. */
export const meSchema = z.strictObject({
  user: userSchema,
  deletionDueAt: z.string().nullable(),
  workspaces: z.array(z.strictObject({ id, legalName: z.string(), role: z.string() })),
});

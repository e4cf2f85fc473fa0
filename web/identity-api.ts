import type { z } from 'zod';
import type {
  accountDeletionSchema,
  ConfirmationProof,
  FactorProof,
  meSchema,
  newPasskeySchema,
  PasskeyAnswer,
  passkeyAddedSchema,
  passkeyOptionsSchema,
  passkeySchema,
  passwordChangeSchema,
  RegistrationConfirmation,
  recoveryCodesSchema,
  registeredSchema,
  securityEventPageSchema,
  securityEventSchema,
  sessionListSchema,
  sessionOpenedSchema,
  signedInSchema,
  signInSchema,
  totpStartSchema,
  User,
  userChangeSchema,
  WaysIn,
} from '#modules/identity/schema.ts';
import { apiUrl, isProblem, NetworkError, request } from './http.ts';
import { forgetAccess, renewAccess } from './session/access.ts';
import { tellTabs } from './session/tabs.ts';

export type Me = z.infer<typeof meSchema>;
export type SessionList = z.infer<typeof sessionListSchema>;
export type SecurityEvent = z.infer<typeof securityEventSchema>;
export type Passkey = z.infer<typeof passkeySchema>;
/** 201 with the user, or 202 with the factors of which one is still needed. */
export type SignedIn = z.infer<typeof signedInSchema>;
type SessionOpened = z.infer<typeof sessionOpenedSchema>;
type PasskeyOptions = z.infer<typeof passkeyOptionsSchema>;
type RecoveryCodes = z.infer<typeof recoveryCodesSchema>;

/** What the way to Google and back is for. */
export type GooglePurpose = 'sign-in' | 'link' | 'confirm';

/**
 * The calls about the person and their ways in; a part of `api`. What opens a session leaves its tokens
 * in cookies that no script can read, and is `isAnonymous`: a refusal there does not mean an expired one.
 */
export const identityApi = {
  register: (body: { email: string }) => open<void>('registrations', body),
  /** 410 `registration_expired`. Without a password where the registration came from Google. */
  confirmRegistration: (body: RegistrationConfirmation) =>
    open<z.infer<typeof registeredSchema>>('registrations/confirmation', body),

  /** 401 `invalid_credentials`. */
  signIn: (body: z.infer<typeof signInSchema>) => open<SignedIn>('sessions', body),
  /** 410 `challenge_expired` where the first step is too long ago. */
  provideSecondFactor: (body: FactorProof) => open<SessionOpened>('sessions/second-factor', body),
  secondFactorPasskeyOptions: () => open<PasskeyOptions>('sessions/second-factor/passkey-options'),
  signInPasskeyOptions: () => open<PasskeyOptions>('sessions/passkey-options'),
  signInWithPasskey: (passkey: PasskeyAnswer) => open<SignedIn>('sessions/passkey', { passkey }),
  /** Connects the Google account of a confirmed mailbox and signs in, as `signIn` does. */
  confirmGoogleLink: (body: { token: string }) => open<SignedIn>('google/links/confirmation', body),
  /** A page to go to, not a request: it leads to Google and comes back. */
  googleUrl: (purpose: GooglePurpose) => apiUrl('google/authorization', { purpose }),
  signOut,

  /** The same answer for every address. */
  requestPasswordReset: (body: { email: string }) => open<void>('password-resets', body),
  /** 410 `password_reset_expired`; 422 where the password is not accepted. Signs nobody in. */
  resetPassword: (body: { token: string; password: string }) =>
    open<void>('password-resets/confirmation', body),

  me: () => request<Me>('GET', 'me'),
  changeMe: (body: z.infer<typeof userChangeSchema>) => request<User>('PATCH', 'me', { body }),
  sessions: () => request<SessionList>('GET', 'sessions'),
  endSession: (id: string) => request<void>('DELETE', `sessions/${id}`),
  endOtherSessions: () => request<void>('DELETE', 'sessions'),
  securityEvents: (query: { limit?: number; cursor?: string } = {}) =>
    request<z.infer<typeof securityEventPageSchema>>('GET', 'security-events', { query }),
  waysIn: () => request<WaysIn>('GET', 'ways-in'),

  /** Proves anew who one is; what asks for that answers 403 `confirmation_required` before. */
  confirmSession: async (body: ConfirmationProof) => {
    try {
      await request<void>('POST', 'sessions/current/confirmation', { body });
    } catch (error) {
      // The answer brings new tokens; where it was lost, they are fetched while the old ones still count.
      if (error instanceof NetworkError) await renewAccess(Date.now()).catch(() => {});
      throw error;
    }
  },
  confirmationPasskeyOptions: () =>
    request<PasskeyOptions>('POST', 'sessions/current/passkey-options', { body: {} }),

  newPasskeyOptions: () => request<PasskeyOptions>('POST', 'passkeys/options', { body: {} }),
  addPasskey: (body: z.infer<typeof newPasskeySchema>) =>
    request<z.infer<typeof passkeyAddedSchema>>('POST', 'passkeys', { body }),
  renamePasskey: (id: string, body: { name: string }) =>
    request<Passkey>('PATCH', `passkeys/${id}`, { body }),
  removePasskey: (id: string) => request<void>('DELETE', `passkeys/${id}`),
  startTotp: () => request<z.infer<typeof totpStartSchema>>('POST', 'totp', { body: {} }),
  confirmTotp: (body: { totpCode: string }) =>
    request<RecoveryCodes>('POST', 'totp/confirmation', { body }),
  removeTotp: () => request<void>('DELETE', 'totp'),
  renewRecoveryCodes: () => request<RecoveryCodes>('POST', 'recovery-codes', { body: {} }),
  disconnectGoogle: () => request<void>('DELETE', 'google'),

  changePassword: (body: z.infer<typeof passwordChangeSchema>) =>
    request<void>('PUT', 'password', { body }),
  changeEmail: (body: { email: string }) => request<void>('POST', 'email-changes', { body }),
  cancelEmailChange: () => request<void>('DELETE', 'email-changes'),
  /** For the account that asked for it. 410 where the link is no longer good. */
  confirmEmailChange: (body: { token: string }) =>
    request<void>('POST', 'email-changes/confirmation', { body }),
  scheduleDeletion: () =>
    request<z.infer<typeof accountDeletionSchema>>('POST', 'account-deletion', { body: {} }),
  cancelDeletion: () => request<void>('DELETE', 'account-deletion'),
};

/** A request that nobody has to be signed in for. */
function open<Answer>(path: string, body: unknown = {}): Promise<Answer> {
  return request<Answer>('POST', path, { body, isAnonymous: true });
}

/** Ends this session, in the other tabs as well; one that had ended already is no failure. */
async function signOut(): Promise<void> {
  await request<void>('DELETE', 'sessions/current').catch((error: unknown) => {
    if (!isProblem(error, 'session_ended')) throw error;
  });
  forgetAccess();
  tellTabs({ type: 'signed-out' });
}

import {
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
} from '@simplewebauthn/browser';
import type { PasskeyAnswer } from '#modules/identity/schema.ts';

/**
 * Lets the person choose a passkey, in a dialog of the browser or among what it offers at a field.
 * Returns undefined where they chose none, or another prompt took its place.
 */
export async function choosePasskey(
  options: Record<string, unknown>,
  { atField = false } = {},
): Promise<PasskeyAnswer | undefined> {
  try {
    const answer = await startAuthentication({
      optionsJSON: options as unknown as PublicKeyCredentialRequestOptionsJSON,
      useBrowserAutofill: atField,
    });
    // The library knows the fields; the schema at the API takes them as bounded texts.
    return answer as unknown as PasskeyAnswer;
  } catch (error) {
    // A refusal, a time-out and a missing passkey look the same on purpose (WebAuthn 3, 14.5.2).
    if (error instanceof Error && /^(NotAllowed|Abort)Error$/.test(error.name)) return undefined;
    throw error;
  }
}

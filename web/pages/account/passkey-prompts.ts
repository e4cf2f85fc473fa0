import {
  browserSupportsWebAuthn,
  type PublicKeyCredentialCreationOptionsJSON,
  startRegistration,
} from '@simplewebauthn/browser';
import type { PasskeyAnswer } from '#modules/identity/schema.ts';
import { accountMessages as words } from '../../messages/account.ts';
import { choosePasskey } from '../../session/passkeys.ts';

export { browserSupportsWebAuthn as passkeysAreSupported };

type Options = Record<string, unknown>;

/** The browser made no passkey, or used none; `message` is a sentence for people. */
export class PasskeyPromptError extends Error {
  override readonly name = 'PasskeyPromptError';
}

/** Has the browser make a passkey; throws PasskeyPromptError. */
export async function createPasskey(options: Options): Promise<PasskeyAnswer> {
  const optionsJSON = options as unknown as PublicKeyCredentialCreationOptionsJSON;
  const made = await startRegistration({ optionsJSON }).catch((error: unknown) => {
    throw promptError(error);
  });
  return made as unknown as PasskeyAnswer;
}

/** Has the browser use a passkey; throws PasskeyPromptError. */
export async function askForPasskey(options: Options): Promise<PasskeyAnswer> {
  const used = await choosePasskey(options).catch((error: unknown) => {
    throw promptError(error);
  });
  if (!used) throw new PasskeyPromptError(words.passkeyNotUsed);
  return used;
}

/** By the DOMException's name: a closed prompt and one that took too long look alike on purpose. */
function promptError(error: unknown): PasskeyPromptError {
  const name = error instanceof Error ? error.name : '';
  if (name === 'InvalidStateError') return new PasskeyPromptError(words.passkeyKnown);
  if (/^(NotAllowed|Abort)Error$/.test(name)) return new PasskeyPromptError(words.passkeyDeclined);
  return new PasskeyPromptError(words.passkeyFailed);
}

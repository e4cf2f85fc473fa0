import { browserSupportsWebAuthnAutofill, WebAuthnAbortService } from '@simplewebauthn/browser';
import { useMutation } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api } from '../../api.ts';
import { ApiError, NetworkError } from '../../http.ts';
import type { SignedIn } from '../../identity-api.ts';
import { identityMessages as words } from '../../messages/identity.ts';
import { formProblem } from '../../problems.ts';
import { choosePasskey } from '../../session/passkeys.ts';
import type { FormProblem } from '../../ui/form.tsx';

/** The server keeps a challenge for ten minutes; what is offered at a field is renewed before. */
const offerMs = 9 * 60_000;

let asked: Promise<unknown> = Promise.resolve();

/**
 * Options to sign in with, one request after the other: each answer's cookie replaces the one before, so
 * the last to be asked for must be the last to come.
 */
export function signInOptions(): Promise<{ options: Record<string, unknown> }> {
  const options = asked.then(api.signInPasskeyOptions, api.signInPasskeyOptions);
  asked = options;
  return options;
}

/** The browser's dialog was closed without a passkey, or has none that fits. */
class NoPasskeyError extends Error {}

/** Asks for a passkey and sends what it signed; `error` is for `passkeyProblem`. */
export function usePasskey(ways: {
  options: () => Promise<{ options: Record<string, unknown> }>;
  send: (passkey: NonNullable<Awaited<ReturnType<typeof choosePasskey>>>) => Promise<SignedIn>;
  onSignedIn: (answer: SignedIn) => Promise<void>;
}) {
  return useMutation({
    mutationFn: async () => {
      const { options } = await ways.options();
      const passkey = await choosePasskey(options);
      if (!passkey) throw new NoPasskeyError();
      return ways.send(passkey);
    },
    onSuccess: ways.onSignedIn,
  });
}

/** What a failed passkey means to a person. */
export function passkeyProblem(error: unknown): FormProblem | null {
  if (error instanceof NoPasskeyError) return { title: words.passkeyNotUsed };
  if (error === null || error instanceof ApiError || error instanceof NetworkError) {
    return formProblem(error);
  }
  return { title: words.passkeyFailed };
}

/**
 * Lets the browser offer passkeys at the field with `autocomplete="… webauthn"`, for as long as
 * `isOffered`: another prompt takes its place. Returns what was wrong with a passkey that was chosen;
 * that nothing can be offered is no failure.
 */
export function usePasskeyAtField(
  isOffered: boolean,
  onSignedIn: (answer: SignedIn) => Promise<void>,
): unknown {
  const { mutate: send, error } = useMutation({
    mutationFn: api.signInWithPasskey,
    onSuccess: onSignedIn,
  });
  useEffect(() => {
    if (!isOffered) return;
    let isLeft = false;
    const offer = async () => {
      if (!(await browserSupportsWebAuthnAutofill())) return;
      const { options } = await signInOptions();
      if (isLeft) return;
      const passkey = await choosePasskey(options, { atField: true });
      if (passkey && !isLeft) send(passkey, { onError: start });
    };
    const start = () => void offer().catch(() => {});
    start();
    const timer = setInterval(start, offerMs);
    return () => {
      isLeft = true;
      clearInterval(timer);
      WebAuthnAbortService.cancelCeremony();
    };
  }, [isOffered, send]);
  return error;
}

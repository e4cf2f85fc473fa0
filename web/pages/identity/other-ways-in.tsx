import { browserSupportsWebAuthn } from '@simplewebauthn/browser';
import { api } from '../../api.ts';
import type { SignedIn } from '../../identity-api.ts';
import { identityMessages as words } from '../../messages/identity.ts';
import { rememberPendingSignIn } from '../../session/pending-sign-in.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Note } from '../../ui/states.tsx';
import { GoogleMark } from './google-mark.tsx';
import { Divider } from './identity-layout.tsx';
import { PasskeyIcon } from './passkey-icon.tsx';
import { passkeyProblem, signInOptions, usePasskey, usePasskeyAtField } from './use-passkey.ts';

interface OtherWaysInProps {
  /** Whether this installation offers it. */
  google: boolean;
  onSignedIn: (answer: SignedIn) => Promise<void>;
}

/** To sign in without a password, where the browser can and the installation does. */
export function OtherWaysIn({ google, onSignedIn }: OtherWaysInProps) {
  const canPasskey = browserSupportsWebAuthn();
  const passkey = usePasskey({
    options: signInOptions,
    send: api.signInWithPasskey,
    onSignedIn,
  });
  const offerError = usePasskeyAtField(canPasskey && !passkey.isPending, onSignedIn);
  const problem = passkeyProblem(passkey.error ?? offerError);
  if (!google && !canPasskey) return null;
  return (
    <>
      <Divider>{words.or}</Divider>
      <div className="flex flex-col gap-2">
        {canPasskey && (
          <Button
            icon={<PasskeyIcon />}
            isPending={passkey.isPending}
            onPress={() => passkey.mutate()}
          >
            {words.passkey}
          </Button>
        )}
        {problem && <Note tone="notice">{problem.detail ?? problem.title}</Note>}
        {google && <GoogleLink />}
      </div>
    </>
  );
}

/** A link, since it leads to another site and back. */
export function GoogleLink() {
  return (
    <a
      href={api.googleUrl('sign-in')}
      className={buttonClass('secondary')}
      // Who comes back may be someone else than who tried before.
      onClick={() => rememberPendingSignIn({ email: undefined, factors: undefined })}
    >
      <GoogleMark />
      {words.google}
    </a>
  );
}

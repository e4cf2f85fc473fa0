import { browserSupportsWebAuthn } from '@simplewebauthn/browser';
import { useMutation } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useEffect, useState } from 'react';
import type { Factor, FactorProof } from '#modules/identity/schema.ts';
import { api } from '../../api.ts';
import { hasStatus } from '../../http.ts';
import { identityMessages as words } from '../../messages/identity.ts';
import { readPendingSignIn } from '../../session/pending-sign-in.ts';
import { Button } from '../../ui/button.tsx';
import { Form } from '../../ui/form.tsx';
import { ClockIcon, LockIcon } from '../../ui/icons.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { HiddenUsername, IdentityForm } from './identity-form.tsx';
import { IdentityLayout, quietLink } from './identity-layout.tsx';
import { PasskeyIcon } from './passkey-icon.tsx';
import { passkeyProblem, usePasskey } from './use-passkey.ts';
import { useSignedIn } from './use-signed-in.ts';
import { useWait, WaitNote } from './wait-note.tsx';

const codeDigits = 6;
// Whoever comes from Google brings no list along; the server knows it and refuses what is not there.
const allFactors: readonly Factor[] = ['totp', 'passkey', 'recovery_code'];

/** The second of two steps; the first one's challenge lies in a cookie. */
export function SecondFactorPage() {
  const [{ email, factors = allFactors }] = useState(readPendingSignIn);
  const offered = factors.filter((factor) => factor !== 'passkey' || browserSupportsWebAuthn());
  const [factor, setFactor] = useState<Factor>(offered[0] ?? 'recovery_code');
  const Step = steps[factor];
  return (
    <IdentityLayout
      title={words.secondFactorTitle}
      detail={details[factor]}
      footer={
        <Link to="/sign-in" replace className={quietLink}>
          {words.someoneElse}
        </Link>
      }
    >
      <Step email={email} />
      {offered.length > 1 && (
        <section className="text-13">
          <h2 className="text-12 text-ink-3">{words.anotherWay}</h2>
          <ul className="mt-1.5 flex flex-col items-start">
            {offered
              .filter((other) => other !== factor)
              .map((other) => (
                <li key={other}>
                  <button
                    type="button"
                    className={`${quietLink} flex items-center gap-2 py-1.5`}
                    onClick={() => setFactor(other)}
                  >
                    {signs[other]}
                    {words.switchTo[other]}
                  </button>
                </li>
              ))}
          </ul>
        </section>
      )}
    </IdentityLayout>
  );
}

interface StepProps {
  email: string | undefined;
}

const details: Record<Factor, string> = {
  passkey: words.passkeyDetail,
  totp: words.codeDetail,
  recovery_code: words.recoveryCodeDetail,
};
const signs: Record<Factor, ReactNode> = {
  passkey: <PasskeyIcon />,
  totp: <ClockIcon />,
  recovery_code: <LockIcon />,
};
const steps: Record<Factor, (props: StepProps) => ReactNode> = {
  passkey: PasskeyStep,
  totp: CodeStep,
  recovery_code: RecoveryStep,
};

function CodeStep({ email }: StepProps) {
  const proof = useProof();
  const [code, setCode] = useState('');
  const send = (totpCode: string) => proof.mutate({ totpCode });
  return (
    <IdentityForm
      onSubmit={() => send(code)}
      error={proof.error}
      problem={refusedAt('totpCode', proof.error)}
      submit={words.continue}
      isPending={proof.isPending}
    >
      <HiddenUsername email={email} />
      <TextField
        autoFocus
        isRequired
        name="totpCode"
        inputMode="numeric"
        autoComplete="one-time-code"
        spellCheck="false"
        label={words.code}
        value={code}
        inputClassName="tabular h-12 text-center indent-[0.4em] text-20! tracking-[0.4em]"
        onChange={(text) => {
          const digits = text.replace(/\D/g, '').slice(0, codeDigits);
          setCode(digits);
          // Nothing is left to do after the sixth digit, however it came.
          if (digits.length === codeDigits && digits !== code && !proof.isPending) send(digits);
        }}
      />
    </IdentityForm>
  );
}

function RecoveryStep({ email }: StepProps) {
  const proof = useProof();
  const [recoveryCode, setRecoveryCode] = useState('');
  return (
    <IdentityForm
      onSubmit={() => proof.mutate({ recoveryCode: recoveryCode.trim() })}
      error={proof.error}
      problem={refusedAt('recoveryCode', proof.error)}
      submit={words.continue}
      isPending={proof.isPending}
    >
      <HiddenUsername email={email} />
      <TextField
        autoFocus
        isRequired
        name="recoveryCode"
        autoComplete="off"
        spellCheck="false"
        label={words.recoveryCode}
        value={recoveryCode}
        onChange={setRecoveryCode}
        inputClassName="font-mono"
      />
    </IdentityForm>
  );
}

function PasskeyStep() {
  const onSignedIn = useSignedIn();
  const passkey = usePasskey({
    options: api.secondFactorPasskeyOptions,
    send: (answer) => api.provideSecondFactor({ passkey: answer }),
    onSignedIn,
  });
  useExpiry(passkey.error);
  const secondsLeft = useWait(passkey.error);
  const isThrottled = hasStatus(passkey.error, 429);
  return (
    <Form
      onSubmit={() => passkey.mutate()}
      problem={isThrottled ? null : passkeyProblem(passkey.error)}
    >
      {isThrottled && <WaitNote secondsLeft={secondsLeft} />}
      <Button
        autoFocus
        type="submit"
        variant="primary"
        icon={<PasskeyIcon />}
        isPending={passkey.isPending}
        isDisabled={secondsLeft > 0}
      >
        {words.passkeyUse}
      </Button>
    </Form>
  );
}

function useProof() {
  const onSignedIn = useSignedIn();
  const proof = useMutation({
    mutationFn: (body: FactorProof) => api.provideSecondFactor(body),
    onSuccess: onSignedIn,
  });
  useExpiry(proof.error);
  return proof;
}

/** A first step that is too long ago leads back to it, with a word. */
function useExpiry(error: unknown) {
  const navigate = useNavigate();
  useEffect(() => {
    if (!hasStatus(error, 410)) return;
    void navigate({ to: '/sign-in', search: { problem: 'challenge_expired' }, replace: true });
  }, [error, navigate]);
}

/** A wrong code is said at its field. */
function refusedAt(field: string, error: unknown) {
  if (!hasStatus(error, 401)) return undefined;
  return { title: words.codeWrong, errors: [{ field, message: words.codeWrong }] };
}

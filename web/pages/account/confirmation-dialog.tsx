import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { ConfirmationProof } from '#modules/identity/schema.ts';
import { api } from '../../api.ts';
import { accountMessages as words } from '../../messages/account.ts';
import { messages } from '../../messages/index.ts';
import { queries } from '../../queries.ts';
import { rememberPendingSignIn } from '../../session/pending-sign-in.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Form, fieldErrors } from '../../ui/form.tsx';
import { ArrowRightIcon } from '../../ui/icons.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { HiddenUsername } from '../identity/identity-form.tsx';
import { PasskeyIcon } from '../identity/passkey-icon.tsx';
import { PasswordField } from '../identity/password-field.tsx';
import { WaitNote } from '../identity/wait-note.tsx';
import { CodeField } from './code-field.tsx';
import type { ConfirmationWay } from './confirmation.tsx';
import { askForPasskey, passkeysAreSupported } from './passkey-prompts.ts';
import { type Proving, useProof } from './use-proof.ts';

export interface ConfirmationDialogProps {
  /** What the account can be confirmed with, the best first. */
  ways: readonly ConfirmationWay[];
  onConfirmed: () => void;
  onClose: () => void;
}

/** The one question before ways of signing in change. */
export function ConfirmationDialog({ ways, onConfirmed, onClose }: ConfirmationDialogProps) {
  const usable = ways.filter((way) => way !== 'passkey' || passkeysAreSupported());
  const [chosen, setChosen] = useState(usable[0]);
  const others = usable.filter((way) => way !== chosen);
  return (
    <Dialog isOpen onClose={onClose} title={words.confirmTitle} width="small">
      <p className="pb-4 text-14 text-ink-2">{words.confirmDetail}</p>
      {chosen ? (
        // The key lets each way begin anew: with an empty field that has the focus, and without errors.
        <Way key={chosen} way={chosen} onConfirmed={onConfirmed} onClose={onClose} />
      ) : (
        <p className="pb-4 text-14 text-ink-2">{words.passkeyUnsupported}</p>
      )}
      {others.length > 0 && (
        <div className="mt-4 flex flex-col items-start border-t border-hairline pt-2 pb-3">
          {others.map((way) => (
            <Button
              key={way}
              size="small"
              variant="ghost"
              className="-ml-2"
              onPress={() => setChosen(way)}
            >
              {words.confirmWays[way]}
            </Button>
          ))}
        </div>
      )}
    </Dialog>
  );
}

type WayProps = Pick<ConfirmationDialogProps, 'onConfirmed' | 'onClose'>;

function Way({ way, ...props }: WayProps & { way: ConfirmationWay }) {
  if (way === 'passkey') return <Passkey {...props} />;
  if (way === 'google') return <Google />;
  return <Typed way={way} {...props} />;
}

/** A password or a code. */
function Typed({
  way,
  onConfirmed,
  onClose,
}: WayProps & { way: 'password' | 'totp' | 'recovery_code' }) {
  const me = useQuery(queries.me());
  const [text, setText] = useState('');
  const proving = useProof((typed): ConfirmationProof => {
    if (way === 'password') return { password: typed };
    return way === 'totp' ? { totpCode: typed } : { recoveryCode: typed.trim() };
  }, onConfirmed);
  // Given to the field itself, the error stays while a press moves the focus: the form's own would go with
  // the focus, and what is pressed would move away from under it.
  const errors = fieldErrors(proving.problem);
  const field = { autoFocus: true, isRequired: true, value: text, onChange: setText };
  return (
    <Form onSubmit={() => proving.prove(text)} problem={proving.problem}>
      <HiddenUsername email={me.data?.user.email} />
      {way === 'password' && (
        <PasswordField
          {...field}
          name="password"
          error={errors.password}
          autoComplete="current-password"
          label={words.password}
        />
      )}
      {way === 'totp' && (
        <CodeField
          {...field}
          name="totpCode"
          error={errors.totpCode}
          label={words.confirmCode}
          onComplete={proving.prove}
        />
      )}
      {way === 'recovery_code' && (
        <TextField
          {...field}
          name="recoveryCode"
          error={errors.recoveryCode}
          autoComplete="off"
          spellCheck="false"
          label={words.confirmRecovery}
          description={words.confirmRecoveryHint}
          inputClassName="font-mono"
        />
      )}
      <Buttons proving={proving} onClose={onClose}>
        {words.confirm}
      </Buttons>
    </Form>
  );
}

function Passkey({ onConfirmed, onClose }: WayProps) {
  const proving = useProof(async (): Promise<ConfirmationProof> => {
    const { options } = await api.confirmationPasskeyOptions();
    return { passkey: await askForPasskey(options) };
  }, onConfirmed);
  return (
    <Form onSubmit={() => proving.prove()} problem={proving.problem}>
      <p className="text-14 text-ink-2">{words.confirmPasskey}</p>
      <Buttons proving={proving} onClose={onClose} autoFocus icon={<PasskeyIcon />}>
        {words.confirmWays.passkey}
      </Buttons>
    </Form>
  );
}

function Google() {
  return (
    <div className="flex flex-col gap-4 pb-4">
      <p className="text-14 text-ink-2">{words.confirmGoogle}</p>
      <a
        href={api.googleUrl('confirm')}
        className={buttonClass('primary')}
        onClick={() => {
          const { pathname, search } = window.location;
          rememberPendingSignIn({ from: `${pathname}${search}` });
        }}
      >
        {words.confirmGoogleGo}
        <ArrowRightIcon />
      </a>
    </div>
  );
}

function Buttons({
  proving,
  onClose,
  autoFocus,
  icon,
  children,
}: {
  proving: Proving;
  onClose: () => void;
  autoFocus?: boolean;
  icon?: ReactNode;
  children: ReactNode;
}) {
  return (
    <>
      {proving.isThrottled && <WaitNote secondsLeft={proving.waitSeconds} />}
      <div className="flex flex-wrap justify-end gap-2 pb-3">
        <Button onPress={onClose}>{messages.ui.cancel}</Button>
        <Button
          type="submit"
          variant="primary"
          autoFocus={autoFocus}
          isPending={proving.isPending}
          isDisabled={proving.waitSeconds > 0}
          icon={icon}
        >
          {children}
        </Button>
      </div>
    </>
  );
}

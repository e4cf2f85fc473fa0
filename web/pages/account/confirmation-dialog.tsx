import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { ConfirmationProof } from '#modules/identity/schema.ts';
import { api } from '../../api.ts';
import { accountMessages as words } from '../../messages/account.ts';
import { messages } from '../../messages/index.ts';
import { queries } from '../../queries.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Form } from '../../ui/form.tsx';
import { ArrowRightIcon, PasskeyIcon } from '../../ui/icons.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { PasswordField } from '../identity/password-field.tsx';
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
  const proving = useProof((): ConfirmationProof => {
    if (way === 'password') return { password: text };
    return way === 'totp' ? { totpCode: text } : { recoveryCode: text.trim() };
  }, onConfirmed);
  const field = { autoFocus: true, value: text, onChange: setText, isRequired: true };
  return (
    <Form onSubmit={proving.prove} problem={proving.problem}>
      {/* Tells a password manager whose password it is. */}
      {way === 'password' && (
        <input hidden readOnly autoComplete="username" value={me.data?.user.email ?? ''} />
      )}
      {way === 'password' && (
        <PasswordField
          {...field}
          name="password"
          autoComplete="current-password"
          label={words.password}
        />
      )}
      {way === 'totp' && <CodeField {...field} name="totpCode" label={words.confirmCode} />}
      {way === 'recovery_code' && (
        <TextField
          {...field}
          name="recoveryCode"
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
    <Form onSubmit={proving.prove} problem={proving.problem}>
      <p className="flex items-start gap-2.5 text-14 text-ink-2">
        <PasskeyIcon className="shrink-0 mt-0.5 text-ink-3" />
        {words.confirmPasskey}
      </p>
      <Buttons proving={proving} onClose={onClose} autoFocus>
        {words.confirmWays.passkey}
      </Buttons>
    </Form>
  );
}

function Google() {
  return (
    <div className="flex flex-col gap-4 pb-4">
      <p className="text-14 text-ink-2">{words.confirmGoogle}</p>
      <a href={api.googleUrl('confirm')} className={buttonClass('primary')}>
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
  children,
}: {
  proving: Proving;
  onClose: () => void;
  autoFocus?: boolean;
  children: ReactNode;
}) {
  return (
    <div className="flex flex-wrap justify-end gap-2 pb-3">
      <Button onPress={onClose}>{messages.ui.cancel}</Button>
      <Button
        type="submit"
        variant="primary"
        autoFocus={autoFocus}
        isPending={proving.isPending}
        isDisabled={proving.waitSeconds > 0}
      >
        {proving.waitSeconds > 0 ? words.confirmWait(proving.waitSeconds) : children}
      </Button>
    </div>
  );
}

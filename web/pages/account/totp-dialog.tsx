import { useState } from 'react';
import { api } from '../../api.ts';
import { accountMessages as words } from '../../messages/account.ts';
import { messages } from '../../messages/index.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { copyText } from '../../ui/copy-text.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Form, fieldErrors } from '../../ui/form.tsx';
import { CopyIcon } from '../../ui/icons.tsx';
import { CodeField } from './code-field.tsx';
import { useSensitiveCall } from './confirmation.tsx';
import { QrCode } from './qr-code.tsx';

/** Hands a key to an authenticator app and has it prove that it arrived. */
export function TotpDialog({
  secret,
  uri,
  onEnabled,
  onClose,
}: {
  secret: string;
  uri: string;
  onEnabled: (recoveryCodes: string[] | null) => Promise<void>;
  onClose: () => void;
}) {
  const [totpCode, setTotpCode] = useState('');
  const enabling = useSensitiveCall(api.confirmTotp, ({ recoveryCodes }) =>
    onEnabled(recoveryCodes),
  );
  const errors = fieldErrors(enabling.problem);
  return (
    <Dialog isOpen isFirm onClose={onClose} title={words.appTitle} width="medium">
      <Form onSubmit={() => enabling.run({ totpCode })} problem={enabling.problem} className="pb-3">
        <div className="flex flex-wrap gap-x-6 gap-y-4 sm:flex-nowrap">
          <div className="shrink-0 self-start rounded border border-hairline p-0.5 max-sm:mx-auto">
            <QrCode text={uri} label={words.appQr} />
          </div>
          <ol className="flex min-w-0 flex-col gap-4 text-14 text-ink-2">
            <li>
              <p>{words.appScan}</p>
              <p className="mt-2 text-13 text-ink-3">{words.appCannotScan}</p>
              <p className="mt-1 flex items-start gap-1">
                <code className="min-w-0 font-mono text-13 break-words text-ink">
                  {secret.match(/.{1,4}/g)?.join(' ')}
                </code>
                <IconButton
                  size="small"
                  label={words.appCopy}
                  icon={<CopyIcon />}
                  className="-mt-1 shrink-0"
                  onPress={() => void copyText(secret)}
                />
              </p>
            </li>
            <li>
              <p className="pb-3">{words.appThen}</p>
              <CodeField
                autoFocus
                name="totpCode"
                error={errors.totpCode}
                label={words.appCode}
                description={words.appCodeHint}
                value={totpCode}
                onChange={setTotpCode}
              />
            </li>
          </ol>
        </div>
        <p className="text-12 text-ink-3">{words.factorEnds}</p>
        <div className="flex justify-end gap-2">
          <Button onPress={onClose}>{messages.ui.cancel}</Button>
          <Button type="submit" variant="primary" isPending={enabling.isPending}>
            {words.appTurnOn}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}

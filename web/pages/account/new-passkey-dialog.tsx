import { useState } from 'react';
import { deviceName } from '#lib/device-name.ts';
import { api } from '../../api.ts';
import { isProblem } from '../../http.ts';
import { accountMessages as words } from '../../messages/account.ts';
import { messages } from '../../messages/index.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Form, fieldErrors } from '../../ui/form.tsx';
import { Note } from '../../ui/states.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { PasskeyIcon } from '../identity/passkey-icon.tsx';
import { useSensitiveCall } from './confirmation.tsx';
import { createPasskey, PasskeyPromptError } from './passkey-prompts.ts';

type Added = Awaited<ReturnType<typeof api.addPasskey>>;

/** Names a passkey and has the browser make it. */
export function NewPasskeyDialog({
  options,
  isFirstFactor,
  hasPassword,
  onAdded,
  onClose,
}: {
  options: Record<string, unknown>;
  isFirstFactor: boolean;
  hasPassword: boolean;
  onAdded: (added: Added) => Promise<void>;
  onClose: () => void;
}) {
  const [name, setName] = useState(() => deviceName(navigator.userAgent, words));
  const [isAsking, setIsAsking] = useState(false);
  const [promptProblem, setPromptProblem] = useState<string>();
  const adding = useSensitiveCall(api.addPasskey, onAdded);

  async function create() {
    setPromptProblem(undefined);
    setIsAsking(true);
    try {
      adding.run({ name, passkey: await createPasskey(options) });
    } catch (error) {
      if (!(error instanceof PasskeyPromptError)) throw error;
      setPromptProblem(error.message);
    } finally {
      setIsAsking(false);
    }
  }

  const isExpired = isProblem(adding.error, 'challenge_expired');
  const errors = fieldErrors(adding.problem);
  return (
    <Dialog isOpen onClose={onClose} title={words.passkeyAddTitle} width="small">
      <Form
        onSubmit={() => void create()}
        problem={promptProblem === undefined ? adding.problem : { title: promptProblem }}
        className="pb-3"
      >
        <p className="text-14 text-ink-2">{words.passkeyAddDetail}</p>
        <TextField
          autoFocus
          isRequired
          name="name"
          error={errors.name}
          maxLength={60}
          label={words.passkeyName}
          value={name}
          onChange={setName}
        />
        {isFirstFactor && hasPassword && <Note>{words.passkeyFirst}</Note>}
        <p className="text-12 text-ink-3">{words.factorEnds}</p>
        <div className="flex justify-end gap-2">
          <Button onPress={onClose}>{isExpired ? words.close : messages.ui.cancel}</Button>
          {!isExpired && (
            <Button
              type="submit"
              variant="primary"
              icon={<PasskeyIcon />}
              isPending={isAsking || adding.isPending}
            >
              {words.passkeyCreate}
            </Button>
          )}
        </div>
      </Form>
    </Dialog>
  );
}

import { useState } from 'react';
import { api } from '../../api.ts';
import type { Passkey } from '../../identity-api.ts';
import { accountMessages as words } from '../../messages/account.ts';
import { messages } from '../../messages/index.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Form, fieldErrors } from '../../ui/form.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { showToast } from '../../ui/toast.tsx';
import { refreshAccount } from './account-queries.ts';
import { useSensitiveCall } from './confirmation.tsx';

export function PasskeyNameDialog({ passkey, onClose }: { passkey: Passkey; onClose: () => void }) {
  const [name, setName] = useState(passkey.name);
  const renaming = useSensitiveCall(
    (body: { name: string }) => api.renamePasskey(passkey.id, body),
    async () => {
      await refreshAccount();
      onClose();
      showToast({ text: words.passkeyRenamed });
    },
  );
  const errors = fieldErrors(renaming.problem);
  return (
    <Dialog isOpen onClose={onClose} title={words.passkeyRename} width="small">
      <Form onSubmit={() => renaming.run({ name })} problem={renaming.problem} className="pb-3">
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
        <div className="flex justify-end gap-2">
          <Button onPress={onClose}>{messages.ui.cancel}</Button>
          <Button type="submit" variant="primary" isPending={renaming.isPending}>
            {messages.ui.save}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { accountMessages as words } from '../../messages/account.ts';
import { messages } from '../../messages/index.ts';
import { queries } from '../../queries.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Form, fieldErrors } from '../../ui/form.tsx';
import { showToast } from '../../ui/toast.tsx';
import { HiddenUsername } from '../identity/identity-form.tsx';
import { PasswordField } from '../identity/password-field.tsx';
import { refreshAccount } from './account-queries.ts';
import { useSensitiveCall } from './confirmation.tsx';

const minimumLength = 12;

/** A new password beside the current one, or the first of an account that has none. */
export function PasswordDialog({
  hasPassword,
  onClose,
}: {
  hasPassword: boolean;
  onClose: () => void;
}) {
  const me = useQuery(queries.me());
  const [currentPassword, setCurrentPassword] = useState('');
  const [newPassword, setNewPassword] = useState('');
  const missing = minimumLength - [...newPassword].length;
  const change = useSensitiveCall(api.changePassword, async () => {
    await refreshAccount();
    onClose();
    showToast({ text: words.passwordSaved });
  });
  const errors = fieldErrors(change.problem);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={hasPassword ? words.passwordChange : words.passwordAdd}
      width="small"
    >
      <Form
        onSubmit={() =>
          change.run(hasPassword ? { currentPassword, newPassword } : { newPassword })
        }
        problem={change.problem}
        className="pb-3"
      >
        <HiddenUsername email={me.data?.user.email} />
        {hasPassword && (
          <PasswordField
            autoFocus
            name="currentPassword"
            error={errors.currentPassword}
            autoComplete="current-password"
            label={words.passwordCurrent}
            value={currentPassword}
            onChange={setCurrentPassword}
          />
        )}
        <PasswordField
          autoFocus={!hasPassword}
          name="newPassword"
          error={errors.newPassword}
          autoComplete="new-password"
          label={words.passwordNew}
          description={missing > 0 ? words.passwordNewHint(missing) : words.passwordEnough}
          value={newPassword}
          onChange={setNewPassword}
        />
        <p className="text-12 text-ink-3">{words.passwordEnds}</p>
        <div className="flex justify-end gap-2">
          <Button onPress={onClose}>{messages.ui.cancel}</Button>
          <Button type="submit" variant="primary" isPending={change.isPending}>
            {words.passwordSave}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}

import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { User } from '#modules/identity/schema.ts';
import { api } from '../../api.ts';
import { accountMessages as words } from '../../messages/account.ts';
import { messages } from '../../messages/index.ts';
import { problemText } from '../../problems.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Form, fieldErrors } from '../../ui/form.tsx';
import { ClockIcon } from '../../ui/icons.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { showToast } from '../../ui/toast.tsx';
import { accountQueries, refreshAccount } from './account-queries.ts';
import { AccountRow } from './account-row.tsx';
import { useConfirmation, useSensitiveCall } from './confirmation.tsx';

/** The address one signs in with, and the one that waits to be confirmed. */
export function EmailRow({ user }: { user: User }) {
  const { confirmAhead } = useConfirmation();
  const ways = useQuery(accountQueries.waysIn());
  const [isOpen, setIsOpen] = useState(false);
  const pending = ways.data?.pendingEmail ?? null;
  return (
    <AccountRow
      title={words.email}
      detail={user.email}
      actions={
        <Button
          size="small"
          aria-label={words.emailChange}
          onPress={async () => {
            if (await confirmAhead()) setIsOpen(true);
          }}
        >
          {words.change}
        </Button>
      }
    >
      {pending !== null && <PendingEmail email={pending} />}
      {isOpen && <EmailDialog current={user.email} onClose={() => setIsOpen(false)} />}
    </AccountRow>
  );
}

function PendingEmail({ email }: { email: string }) {
  const again = useSensitiveCall(api.changeEmail, () => {
    showToast({ text: words.emailSent });
  });
  const cancelling = useMutation({
    mutationFn: api.cancelEmailChange,
    onSuccess: async () => {
      await refreshAccount();
      showToast({ text: words.emailCancelled });
    },
    onError: (error) => showToast({ tone: 'danger', text: problemText(error) }),
  });
  return (
    <div className="mt-3 rounded bg-sunken px-3 py-2.5 text-13 text-ink-2">
      <p className="flex items-start gap-2.5">
        <ClockIcon className="shrink-0 mt-0.5 text-notice" />
        <span className="min-w-0 break-words">{words.emailPending(email)}</span>
      </p>
      <div className="mt-1 ml-4 flex flex-wrap gap-1">
        <Button
          size="small"
          variant="ghost"
          isPending={again.isPending}
          onPress={() => again.run({ email })}
        >
          {words.emailAgain}
        </Button>
        <Button
          size="small"
          variant="ghost"
          isPending={cancelling.isPending}
          onPress={() => cancelling.mutate()}
        >
          {words.emailCancel}
        </Button>
      </div>
      {again.problem && (
        <p role="alert" className="ml-6.5 text-danger">
          {again.problem.detail ?? again.problem.title}
        </p>
      )}
    </div>
  );
}

function EmailDialog({ current, onClose }: { current: string; onClose: () => void }) {
  const [email, setEmail] = useState('');
  const change = useSensitiveCall(api.changeEmail, async () => {
    await refreshAccount();
    onClose();
    showToast({ text: words.emailSent });
  });
  const errors = fieldErrors(change.problem);
  return (
    <Dialog isOpen onClose={onClose} title={words.emailChange} width="small">
      <Form onSubmit={() => change.run({ email })} problem={change.problem} className="pb-3">
        <TextField
          autoFocus
          isRequired
          name="email"
          error={errors.email}
          type="email"
          autoComplete="email"
          label={words.emailNew}
          description={words.emailHint(current)}
          value={email}
          onChange={setEmail}
        />
        <div className="flex justify-end gap-2">
          <Button onPress={onClose}>{messages.ui.cancel}</Button>
          <Button type="submit" variant="primary" isPending={change.isPending}>
            {words.emailSend}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}

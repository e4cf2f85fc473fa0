import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { accountMessages as words } from '../../messages/account.ts';
import { messages } from '../../messages/index.ts';
import { problemText } from '../../problems.ts';
import { queries } from '../../queries.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Form } from '../../ui/form.tsx';
import { formatDay } from '../../ui/format.ts';
import { Section } from '../../ui/page.tsx';
import { Note } from '../../ui/states.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { showToast } from '../../ui/toast.tsx';
import { accountQueries, refreshAccount } from './account-queries.ts';
import { Loaded } from './account-row.tsx';
import { useConfirmation, useSensitiveCall } from './confirmation.tsx';

/** The way out, and the way back while there is one. */
export function DeletionSection() {
  const { confirmAhead } = useConfirmation();
  const ways = useQuery(accountQueries.waysIn());
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Section isAside title={words.deletion} detail={words.deletionDetail}>
      <Loaded query={ways} failed={words.failed} rows={1}>
        {({ deletionDueAt }) =>
          deletionDueAt === null ? (
            <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
              <p className="min-w-60 flex-1 text-14 text-ink-2">{words.deletionText}</p>
              <Button
                size="small"
                onPress={async () => {
                  if (await confirmAhead()) setIsOpen(true);
                }}
              >
                {words.deletionAsk}
              </Button>
            </div>
          ) : (
            <DeletionNote dueAt={deletionDueAt} />
          )
        }
      </Loaded>
      {isOpen && <DeletionDialog onClose={() => setIsOpen(false)} />}
    </Section>
  );
}

/** Says that the account is about to be deleted, with the way back beside it. */
export function DeletionNote({ dueAt }: { dueAt: string }) {
  const cancelling = useMutation({
    mutationFn: api.cancelDeletion,
    onSuccess: async () => {
      await refreshAccount();
      showToast({ text: words.deletionKept });
    },
    onError: (error) => showToast({ tone: 'danger', text: problemText(error) }),
  });
  return (
    <Note tone="notice">
      <p className="font-medium">{words.deletionPendingTitle(formatDay(dueAt))}</p>
      <p className="mt-0.5 text-ink-2">{words.deletionPendingDetail}</p>
      <Button
        size="small"
        className="mt-2.5"
        isPending={cancelling.isPending}
        onPress={() => cancelling.mutate()}
      >
        {words.deletionKeep}
      </Button>
    </Note>
  );
}

function DeletionDialog({ onClose }: { onClose: () => void }) {
  const me = useQuery(queries.me());
  const email = me.data?.user.email ?? '';
  const [typed, setTyped] = useState('');
  const isMeant = email !== '' && typed.trim().toLowerCase() === email.toLowerCase();
  const scheduling = useSensitiveCall(api.scheduleDeletion, async () => {
    await refreshAccount();
    onClose();
    showToast({ text: words.deletionSet });
  });
  return (
    <Dialog isOpen isFirm onClose={onClose} title={words.deletionTitle} width="medium">
      <Form
        onSubmit={() => {
          if (isMeant) scheduling.run(undefined);
        }}
        problem={scheduling.problem}
        className="pb-3"
      >
        <ul className="flex flex-col gap-3">
          {words.deletionPoints.map(([what, detail]) => (
            <li key={what} className="border-l-2 border-hairline pl-3">
              <p className="text-14 font-medium">{what}</p>
              <p className="text-13 text-ink-2">{detail}</p>
            </li>
          ))}
        </ul>
        <TextField
          autoFocus
          isRequired
          name="email"
          autoComplete="off"
          spellCheck="false"
          inputMode="email"
          label={words.deletionType(email)}
          value={typed}
          onChange={setTyped}
        />
        <div className="flex flex-wrap justify-end gap-2">
          <Button onPress={onClose}>{messages.ui.cancel}</Button>
          <Button
            type="submit"
            variant="danger"
            isDisabled={!isMeant}
            isPending={scheduling.isPending}
          >
            {words.deletionConfirm}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}

import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api.ts';
import { accountMessages as words } from '../../messages/account.ts';
import { problemText } from '../../problems.ts';
import { queries } from '../../queries.ts';
import { Button } from '../../ui/button.tsx';
import { DeletionDialog } from '../../ui/deletion-dialog.tsx';
import { formatDay } from '../../ui/format.ts';
import { Section } from '../../ui/page.tsx';
import { Note } from '../../ui/states.tsx';
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
      {isOpen && <AccountDeletionDialog onClose={() => setIsOpen(false)} />}
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

function AccountDeletionDialog({ onClose }: { onClose: () => void }) {
  const me = useQuery(queries.me());
  const email = me.data?.user.email ?? '';
  const deletion = useSensitiveCall(api.scheduleDeletion, async () => {
    await refreshAccount();
    onClose();
    showToast({ text: words.deletionSet });
  });
  return (
    <DeletionDialog
      title={words.deletionTitle}
      points={words.deletionPoints}
      wanted={email}
      label={words.deletionType(email)}
      inputMode="email"
      confirm={words.deletionConfirm}
      deletion={deletion}
      onClose={onClose}
    />
  );
}

import { useState } from 'react';
import { api } from '../../api.ts';
import { peopleMessages as words } from '../../messages/people.ts';
import { Button } from '../../ui/button.tsx';
import { DeletionDialog } from '../../ui/deletion-dialog.tsx';
import { formatDay } from '../../ui/format.ts';
import { Section } from '../../ui/page.tsx';
import { Note } from '../../ui/states.tsx';
import { showToast } from '../../ui/toast.tsx';
import { useMay, useWorkspace } from '../../workspace.ts';
import {
  ConfirmationProvider,
  useConfirmation,
  useSensitiveCall,
} from '../account/confirmation.tsx';
import { refreshPeople } from './people-queries.ts';
import { useChange } from './use-change.ts';

/** The end of a business, which only its owner decides, and the way back while there is one. */
export function WorkspaceDeletion() {
  const mayDelete = useMay('workspace.delete');
  if (!mayDelete) return null;
  return (
    <ConfirmationProvider>
      <DeletionSection />
    </ConfirmationProvider>
  );
}

function DeletionSection() {
  const { deletionDueAt } = useWorkspace();
  const { confirmAhead } = useConfirmation();
  const [isOpen, setOpen] = useState(false);
  const keeping = useChange(api.keepWorkspace, words.deletionKept);
  return (
    <Section isAside title={words.deletion} detail={words.deletionDetail}>
      {deletionDueAt === null ? (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
          <p className="min-w-60 flex-1 text-14 text-ink-2">{words.deletionText}</p>
          <Button
            size="small"
            onPress={async () => {
              if (await confirmAhead()) setOpen(true);
            }}
          >
            {words.deletionAsk}
          </Button>
        </div>
      ) : (
        <Note tone="notice">
          <p className="font-medium">{words.deletionPending(formatDay(deletionDueAt))}</p>
          <p className="mt-0.5 text-ink-2">{words.deletionPendingDetail}</p>
          <Button
            size="small"
            className="mt-2.5"
            isPending={keeping.isPending}
            onPress={() => keeping.mutate()}
          >
            {words.deletionKeep}
          </Button>
        </Note>
      )}
      {isOpen && <WorkspaceDeletionDialog onClose={() => setOpen(false)} />}
    </Section>
  );
}

function WorkspaceDeletionDialog({ onClose }: { onClose: () => void }) {
  const { id, legalName } = useWorkspace();
  const deletion = useSensitiveCall(
    () => api.deleteWorkspace(id),
    async () => {
      await refreshPeople(id);
      onClose();
      showToast({ text: words.deletionSet });
    },
  );
  return (
    <DeletionDialog
      title={words.deletionTitle(legalName)}
      points={words.deletionPoints}
      wanted={legalName}
      label={words.deletionType(legalName)}
      confirm={words.deletionConfirm}
      deletion={deletion}
      onClose={onClose}
    />
  );
}

import { useState } from 'react';
import { api } from '../../api.ts';
import { messages } from '../../messages/index.ts';
import { peopleMessages as words } from '../../messages/people.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Form } from '../../ui/form.tsx';
import { formatDay } from '../../ui/format.ts';
import { Section } from '../../ui/page.tsx';
import { Note } from '../../ui/states.tsx';
import { TextField } from '../../ui/text-field.tsx';
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
      {isOpen && <DeletionDialog onClose={() => setOpen(false)} />}
    </Section>
  );
}

function DeletionDialog({ onClose }: { onClose: () => void }) {
  const { id, legalName } = useWorkspace();
  const [typed, setTyped] = useState('');
  const isMeant = simplified(typed) === simplified(legalName);
  const deletion = useSensitiveCall(
    () => api.deleteWorkspace(id),
    async () => {
      await refreshPeople(id);
      onClose();
      showToast({ text: words.deletionSet });
    },
  );
  return (
    <Dialog isOpen isFirm onClose={onClose} title={words.deletionTitle(legalName)}>
      <Form
        onSubmit={() => isMeant && deletion.run(undefined)}
        problem={deletion.problem}
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
          name="name"
          autoComplete="off"
          spellCheck="false"
          label={words.deletionType(legalName)}
          value={typed}
          onChange={setTyped}
        />
        <div className="flex flex-wrap justify-end gap-2">
          <Button onPress={onClose}>{messages.ui.cancel}</Button>
          <Button
            type="submit"
            variant="danger"
            isDisabled={!isMeant}
            isPending={deletion.isPending}
          >
            {words.deletionConfirm}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}

/** A name as it is meant, whatever its capitals and spaces. */
function simplified(name: string): string {
  return name.trim().replace(/\s+/g, ' ').toLowerCase();
}

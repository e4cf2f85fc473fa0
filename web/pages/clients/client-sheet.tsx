import { useMutation } from '@tanstack/react-query';
import { useId, useState } from 'react';
import type { Client } from '#modules/clients/schema.ts';
import { api } from '../../api.ts';
import { messages } from '../../messages/index.ts';
import { formProblem } from '../../problems.ts';
import { invalidateClients, queries, queryClient } from '../../queries.ts';
import { Button } from '../../ui/button.tsx';
import { Sheet } from '../../ui/dialog.tsx';
import { showToast } from '../../ui/toast.tsx';
import { useWorkspace } from '../../workspace.ts';
import { type ClientDraft, clientDraftOf, newClientDraft } from './client-draft.ts';
import { ClientForm } from './client-form.tsx';

const texts = messages.clients;

export interface ClientSheetProps {
  /** The client to edit; a new one without. */
  client?: Client | undefined;
  suggestedName?: string | undefined;
  onClose: () => void;
  onSaved: (client: Client) => void;
}

/** A client's details beside the page from which one came. */
export function ClientSheet({ client, suggestedName, onClose, onSaved }: ClientSheetProps) {
  const workspace = useWorkspace();
  const formId = useId();
  const [draft, setDraft] = useState<ClientDraft>(() =>
    client ? clientDraftOf(client) : newClientDraft(workspace, suggestedName ?? ''),
  );
  const save = useMutation({
    mutationFn: () =>
      client
        ? api.changeClient(workspace.id, client.id, draft)
        : api.createClient(workspace.id, draft),
    onSuccess: (saved) => {
      queryClient.setQueryData(queries.client(workspace.id, saved.id).queryKey, saved);
      void invalidateClients(workspace.id);
      showToast({ text: client ? texts.saved : texts.created(saved.name), tone: 'success' });
      onSaved(saved);
    },
  });
  return (
    <Sheet
      isOpen
      isFirm={!client || JSON.stringify(draft) !== JSON.stringify(clientDraftOf(client))}
      onClose={onClose}
      title={client ? texts.edit : texts.new}
      actions={
        <>
          <Button onPress={onClose}>{messages.ui.cancel}</Button>
          <Button variant="primary" type="submit" form={formId} isPending={save.isPending}>
            {client ? texts.form.save : texts.form.create}
          </Button>
        </>
      }
    >
      <ClientForm
        id={formId}
        draft={draft}
        onChange={setDraft}
        problem={formProblem(save.error)}
        onSubmit={() => save.mutate()}
      />
    </Sheet>
  );
}

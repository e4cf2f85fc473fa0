import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Client } from '#modules/clients/schema.ts';
import { api } from '../../api.ts';
import { isProblem } from '../../http.ts';
import { messages } from '../../messages/index.ts';
import { problemText } from '../../problems.ts';
import { invalidateClients, queries, queryClient } from '../../queries.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ArchiveIcon, MoreIcon, TrashIcon } from '../../ui/icons.tsx';
import { MenuItem, MenuSeparator, MenuTrigger } from '../../ui/menu.tsx';
import { Note } from '../../ui/states.tsx';
import { showToast } from '../../ui/toast.tsx';
import { useWorkspace } from '../../workspace.ts';

const texts = messages.clients;

/** Putting a client aside, or deleting one who was never invoiced. */
export function ClientMenu({ client }: { client: Client }) {
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const [isAsking, setAsking] = useState(false);

  const archive = useMutation({
    mutationFn: (archived: boolean) => api.changeClient(workspace.id, client.id, { archived }),
    onSuccess: (saved) => {
      queryClient.setQueryData(queries.client(workspace.id, client.id).queryKey, saved);
      void invalidateClients(workspace.id);
      setAsking(false);
      showToast({
        text: saved.archived
          ? texts.page.archivedToast(saved.name)
          : texts.page.restoredToast(saved.name),
        tone: 'success',
        action: { label: texts.page.undo, onPress: () => archive.mutate(!saved.archived) },
      });
    },
    onError: (error) => showToast({ text: problemText(error), tone: 'danger' }),
  });
  const remove = useMutation({
    mutationFn: () => api.deleteClient(workspace.id, client.id),
    onSuccess: async () => {
      showToast({ text: texts.page.deleted(client.name), tone: 'success' });
      await navigate({ to: '/w/$workspaceId/clients', params: { workspaceId: workspace.id } });
      await invalidateClients(workspace.id);
    },
  });
  const isInUse = isProblem(remove.error, 'client_in_use');

  return (
    <>
      <MenuTrigger
        label={texts.more}
        trigger={<IconButton label={texts.more} icon={<MoreIcon />} />}
      >
        <MenuItem icon={<ArchiveIcon />} onAction={() => archive.mutate(!client.archived)}>
          {client.archived ? texts.page.restore : texts.page.archive}
        </MenuItem>
        <MenuSeparator />
        <MenuItem
          icon={<TrashIcon />}
          isDanger
          onAction={() => {
            remove.reset();
            setAsking(true);
          }}
        >
          {texts.page.delete}
        </MenuItem>
      </MenuTrigger>
      <Dialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={texts.page.deleteTitle(client.name)}
        width="small"
        actions={
          <>
            <Button onPress={() => setAsking(false)}>{messages.ui.cancel}</Button>
            {isInUse ? (
              <Button
                variant="primary"
                isPending={archive.isPending}
                onPress={() => archive.mutate(true)}
              >
                {texts.page.archive}
              </Button>
            ) : (
              <Button variant="danger" isPending={remove.isPending} onPress={() => remove.mutate()}>
                {texts.page.deleteConfirm}
              </Button>
            )}
          </>
        }
      >
        {remove.error ? (
          <Note tone={isInUse ? 'info' : 'danger'}>
            {isInUse ? texts.page.inUse : problemText(remove.error)}
          </Note>
        ) : (
          <p className="text-14 text-ink-2">{texts.page.deleteDetail}</p>
        )}
      </Dialog>
    </>
  );
}

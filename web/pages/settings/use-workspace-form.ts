import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Workspace, WorkspaceChange } from '#modules/workspaces/schema.ts';
import { api } from '../../api.ts';
import { messages } from '../../messages/index.ts';
import { formProblem } from '../../problems.ts';
import { queries, queryClient } from '../../queries.ts';
import type { FormProblem } from '../../ui/form.tsx';
import { showToast } from '../../ui/toast.tsx';
import { useWorkspace } from '../../workspace.ts';

export interface WorkspaceForm {
  /** The stored details with the changes of this form over them. */
  values: Workspace;
  change: (changes: WorkspaceChange) => void;
  isChanged: boolean;
  isSaving: boolean;
  problem: FormProblem | null;
  save: () => void;
  discard: () => void;
}

/** Shows what was stored at once, and asks again for what depends on it. */
export async function workspaceSaved(saved: Workspace): Promise<void> {
  queryClient.setQueryData(queries.workspace(saved.id).queryKey, saved);
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: ['me'] }),
    queryClient.invalidateQueries({ queryKey: [saved.id, 'invoices'] }),
  ]);
}

/** Seller details being edited: only what changed is sent. */
export function useWorkspaceForm(): WorkspaceForm {
  const workspace = useWorkspace();
  const [changes, setChanges] = useState<WorkspaceChange>({});
  const saving = useMutation({
    mutationFn: () => api.changeWorkspace(workspace.id, changes),
    onSuccess: async (saved) => {
      await workspaceSaved(saved);
      setChanges({});
      showToast({ text: messages.settings.saved });
    },
  });
  return {
    values: { ...workspace, ...changes },
    change: (more) => setChanges((before) => ({ ...before, ...more })),
    isChanged: Object.keys(changes).length > 0,
    isSaving: saving.isPending,
    problem: formProblem(saving.error),
    save: () => saving.mutate(),
    discard: () => {
      setChanges({});
      saving.reset();
    },
  };
}

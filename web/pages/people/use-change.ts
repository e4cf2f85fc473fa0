import { useMutation } from '@tanstack/react-query';
import { problemText } from '../../problems.ts';
import { showToast } from '../../ui/toast.tsx';
import { useWorkspace } from '../../workspace.ts';
import { refreshPeople } from './people-queries.ts';

/** A change to the people of the workspace that needs no question: made at once, told, and shown. */
export function useChange(change: (workspaceId: string) => Promise<unknown>, done: string) {
  const { id } = useWorkspace();
  return useMutation({
    mutationFn: () => change(id),
    onSuccess: async () => {
      await refreshPeople(id);
      showToast({ text: done });
    },
    onError: async (error) => {
      showToast({ tone: 'danger', text: problemText(error) });
      // What was refused was perhaps about something that is no longer there.
      await refreshPeople(id);
    },
  });
}

import { useQuery } from '@tanstack/react-query';
import { queries } from '../../../queries.ts';
import { useEditor } from './editor-context.tsx';

/** The client of the draft as kept in the address book. */
export function useDraftClient() {
  const { workspace, draft } = useEditor();
  const { clientId } = draft;
  return useQuery({
    ...queries.client(workspace.id, clientId ?? ''),
    enabled: clientId !== null,
  });
}

import { createContext, useContext } from 'react';
import type { Workspace } from '#modules/workspaces/schema.ts';

export const WorkspaceContext = createContext<Workspace | null>(null);

/** The workspace whose screens these are; its frame has loaded it before any of them shows. */
export function useWorkspace(): Workspace {
  const workspace = useContext(WorkspaceContext);
  if (!workspace) throw new Error('useWorkspace is used outside a workspace');
  return workspace;
}

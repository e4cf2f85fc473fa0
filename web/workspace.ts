import { createContext, useContext } from 'react';
import type { Permission, Workspace } from '#modules/workspaces/schema.ts';

/** Null while the frame is still loading it. */
export const WorkspaceContext = createContext<Workspace | null>(null);

/** The workspace whose screens these are; its frame has loaded it before any of them shows. */
export function useWorkspace(): Workspace {
  const workspace = useContext(WorkspaceContext);
  if (!workspace) throw new Error('useWorkspace is used outside a workspace');
  return workspace;
}

/**
 * Whether one's role allows something here; what it does not allow is not shown. The server decides anew
 * with each request. False while the workspace is loading.
 */
export function useMay(permission: Permission): boolean {
  return useContext(WorkspaceContext)?.permissions.includes(permission) ?? false;
}

import { useEffect, useRef } from 'react';
import type { Role, Workspace } from '#modules/workspaces/schema.ts';
import { onRefusal } from '../http.ts';
import { messages } from '../messages/index.ts';
import { queries, queryClient } from '../queries.ts';
import { showToast } from '../ui/toast.tsx';
import { roleName } from './role-name.ts';

/**
 * Follows one's role while one works: where the server refuses what this screen still offers, or knows a
 * document no longer, the workspace is asked for again, and a new role is told.
 */
export function useRoleWatch(workspaceId: string, workspace: Workspace | undefined): void {
  useEffect(
    () =>
      onRefusal(({ problem }, path) => {
        const isOfWorkspace = path.startsWith(`workspaces/${workspaceId}/`);
        // Whoever was removed finds nothing here: 404, like for somebody who never belonged to it.
        const isDoubt = problem.code === 'not_allowed' || problem.status === 404;
        if (isOfWorkspace && isDoubt) void refreshRole(workspaceId);
      }),
    [workspaceId],
  );

  const last = useRef<{ id: string; role: Role }>(undefined);
  useEffect(() => {
    if (!workspace) return;
    const { id, role } = workspace;
    const isNew = last.current?.id === id && last.current.role !== role;
    last.current = { id, role };
    if (isNew) showToast({ text: messages.frame.roleChanged(roleName(role)) });
  }, [workspace]);
}

/** Asks again who one is in a workspace. */
export async function refreshRole(workspaceId: string): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries(queries.workspace(workspaceId)),
    queryClient.invalidateQueries(queries.me()),
  ]);
}

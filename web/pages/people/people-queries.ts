import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { queries, queryClient } from '../../queries.ts';

/** What the screens about people read beside `queries.workspace()` and `queries.me()`. */
export const peopleQueries = {
  members: (w: string) =>
    queryOptions({ queryKey: [w, 'people', 'members'], queryFn: () => api.members(w) }),
  invitations: (w: string) =>
    queryOptions({ queryKey: [w, 'people', 'invitations'], queryFn: () => api.invitations(w) }),
  transfer: (w: string) =>
    queryOptions({
      queryKey: [w, 'people', 'ownership-transfer'],
      queryFn: () => api.ownershipTransfer(w),
      staleTime: 60_000,
    }),
  roles: (w: string) =>
    queryOptions({
      queryKey: [w, 'roles'],
      queryFn: () => api.roles(w),
      staleTime: Number.POSITIVE_INFINITY,
    }),
};

/** After a change to the people of a workspace: whatever tells of them is asked for again. */
export async function refreshPeople(w: string): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: [w, 'people'] }),
    queryClient.invalidateQueries(queries.workspace(w)),
    queryClient.invalidateQueries(queries.me()),
  ]);
}

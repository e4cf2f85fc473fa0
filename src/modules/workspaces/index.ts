export { deleteDueAccounts, eraseSellerDetails, isClosed } from './due-deletions.ts';
export { drawLogo, logoKey } from './logo.ts';
export { isAllowed, permissions, permissionsOf } from './permissions.ts';
export { getWorkspace, type WorkspaceDetails } from './queries.ts';
export { type Actor, type Enter, workspaceRoute, workspaceWorkRoute } from './route.ts';
export { workspaceRoutes } from './routes.ts';
export { changedMembers, changeWorkspace, createWorkspace } from './workspaces.ts';

import { z } from 'zod';
import { signedInRoute } from '#modules/identity/index.ts';
import { meSchema } from '#modules/identity/schema.ts';
import { notFound } from '#platform/errors.ts';
import type { Route } from '#platform/http/route.ts';
import { accountDeletionRoutes } from './account-deletion.ts';
import { auditRoutes } from './audit-routes.ts';
import { drawLogo, logoKey, logoTypes, maxLogoBytes } from './logo.ts';
import { ownershipRoutes } from './ownership-routes.ts';
import { permissionsOf } from './permissions.ts';
import { getWorkspace, listMemberships, type WorkspaceDetails } from './queries.ts';
import { workspaceRoute, workspaceWorkRoute } from './route.ts';
import {
  newWorkspaceSchema,
  type Role,
  type Workspace,
  workspaceChangeSchema,
  workspaceSchema,
  workspaceSummarySchema,
} from './schema.ts';
import { signUpRoute } from './sign-up.ts';
import { teamRoutes } from './team-routes.ts';
import { changeWorkspace, createWorkspace } from './workspaces.ts';

export const workspaceRoutes: Route[] = [
  signUpRoute,
  ...accountDeletionRoutes,
  ...teamRoutes,
  ...ownershipRoutes,
  signedInRoute({
    method: 'get',
    path: '/v1/me',
    summary: 'Who is signed in, and where',
    response: meSchema,
    async handle(tx, { user, deletionDueAt }) {
      const workspaces = await listMemberships(tx, user.id);
      return { json: { user, deletionDueAt: deletionDueAt?.toISOString() ?? null, workspaces } };
    },
  }),
  signedInRoute({
    method: 'get',
    path: '/v1/workspaces',
    summary: 'Lists the workspaces of the signed-in user',
    response: z.strictObject({ items: z.array(workspaceSummarySchema) }),
    async handle(tx, { user }) {
      return { json: { items: await listMemberships(tx, user.id) } };
    },
  }),
  signedInRoute({
    method: 'post',
    path: '/v1/workspaces',
    summary: 'Creates a workspace owned by the signed-in user',
    body: newWorkspaceSchema,
    status: 201,
    response: workspaceSchema,
    async handle(tx, { user }, { body }, request, context) {
      const owner = { userId: user.id, name: user.name, ip: request.ip, at: context.now() };
      const { workspace } = await createWorkspace(tx, owner, body);
      return { json: asSeenBy('owner', workspace) };
    },
  }),
  workspaceRoute({
    method: 'get',
    path: '',
    permission: 'workspace.read',
    summary: 'The seller details',
    response: workspaceSchema,
    async handle(tx, actor) {
      return { json: asSeenBy(actor.role, await getWorkspace(tx)) };
    },
  }),
  workspaceRoute({
    method: 'patch',
    path: '',
    permission: 'workspace.change',
    summary: 'Changes seller details; issued invoices keep theirs',
    body: workspaceChangeSchema,
    response: workspaceSchema,
    async handle(tx, actor, { body }) {
      return { json: asSeenBy(actor.role, await changeWorkspace(tx, actor, body)) };
    },
  }),
  workspaceWorkRoute({
    method: 'put',
    path: '/logo',
    permission: 'workspace.change',
    summary: 'Sets the logo: PNG, JPEG or SVG of at most 1 MiB',
    rawBody: { contentTypes: logoTypes, maxBytes: maxLogoBytes },
    response: workspaceSchema,
    async handle(enter, { params, body }, { store }) {
      // Whether the caller may do this is settled before anything is decoded or stored.
      await enter(async () => {});
      const { bytes, ...logo } = await drawLogo(body as Buffer);
      await store.put(logoKey(params.workspaceId, logo.sha256), bytes);
      return {
        json: await enter(async (tx, actor) =>
          asSeenBy(actor.role, await changeWorkspace(tx, actor, { logo })),
        ),
      };
    },
  }),
  workspaceRoute({
    method: 'delete',
    path: '/logo',
    permission: 'workspace.change',
    summary: 'Removes the logo from future documents',
    response: workspaceSchema,
    async handle(tx, actor) {
      return { json: asSeenBy(actor.role, await changeWorkspace(tx, actor, { logo: null })) };
    },
  }),
  workspaceWorkRoute({
    method: 'get',
    path: '/logo',
    permission: 'workspace.read',
    summary: 'The logo as PNG; any v gives it another address, so that a browser shows a new one',
    query: z.strictObject({ v: z.string().max(64).optional() }),
    produces: ['image/png'],
    async handle(enter, { params }, { store }) {
      const { logo } = await enter((tx) => getWorkspace(tx));
      const bytes = logo && (await store.get(logoKey(params.workspaceId, logo.sha256)));
      if (!bytes) throw notFound('logo');
      return { bytes, contentType: 'image/png' };
    },
  }),
  ...auditRoutes,
];

/** A workspace as its member sees it. */
function asSeenBy(role: Role, details: WorkspaceDetails): Workspace {
  return { ...details, role, permissions: permissionsOf(role) };
}

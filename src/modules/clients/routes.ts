import { z } from 'zod';
import { id } from '#lib/fields.ts';
import { workspaceRoute } from '#modules/workspaces/index.ts';
import { cursorParts, decodeCursor, pageFrom } from '#platform/cursor.ts';
import type { Route } from '#platform/http/route.ts';
import { addClient, changeClient, deleteClient, getClient } from './clients.ts';
import { clientNameKey, listClients } from './queries.ts';
import {
  clientChangeSchema,
  clientListQuery,
  clientPageSchema,
  clientSchema,
  newClientSchema,
} from './schema.ts';

const params = z.strictObject({ clientId: id });

export const clientRoutes: Route[] = [
  workspaceRoute({
    method: 'get',
    path: '/clients',
    permission: 'clients.read',
    summary: 'Lists clients by name',
    query: clientListQuery,
    response: clientPageSchema,
    async handle(tx, _actor, { query }) {
      const { q, limit, cursor } = query;
      const clients = await listClients(tx, {
        q,
        archived: query.archived === 'true',
        limit: limit + 1,
        ...(cursor ? { after: decodeCursor(cursor, [cursorParts.text, cursorParts.id]) } : {}),
      });
      const page = pageFrom(clients, limit, (client) => [clientNameKey(client.name), client.id]);
      return { json: { items: page.rows, nextCursor: page.nextCursor } };
    },
  }),
  workspaceRoute({
    method: 'post',
    path: '/clients',
    permission: 'clients.change',
    summary: 'Adds a client',
    body: newClientSchema,
    status: 201,
    response: clientSchema,
    async handle(tx, actor, { body }) {
      return { json: await addClient(tx, actor, body) };
    },
  }),
  workspaceRoute({
    method: 'get',
    path: '/clients/:clientId',
    permission: 'clients.read',
    summary: 'A client',
    params,
    response: clientSchema,
    async handle(tx, _actor, { params }) {
      return { json: await getClient(tx, params.clientId) };
    },
  }),
  workspaceRoute({
    method: 'patch',
    path: '/clients/:clientId',
    permission: 'clients.change',
    summary: 'Changes a client; issued invoices keep the details they were issued with',
    params,
    body: clientChangeSchema,
    response: clientSchema,
    async handle(tx, actor, { params, body }) {
      return { json: await changeClient(tx, actor, params.clientId, body) };
    },
  }),
  workspaceRoute({
    method: 'delete',
    path: '/clients/:clientId',
    permission: 'clients.change',
    summary: 'Deletes a client that no invoice names',
    params,
    status: 204,
    async handle(tx, actor, { params }) {
      await deleteClient(tx, actor, params.clientId);
      return { status: 204 };
    },
  }),
];

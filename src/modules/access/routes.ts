import { z } from 'zod';
import { id } from '#lib/fields.ts';
import { workspaceRoute } from '#modules/workspaces/index.ts';
import { cursorParts, decodeCursor, pageFrom } from '#platform/cursor.ts';
import type { Route } from '#platform/http/route.ts';
import { listAccess, listStatements } from './access-log.ts';
import { accessLogQuery, accessLogSchema, accessStatementPageSchema } from './schema.ts';

export const accessRoutes: Route[] = [
  workspaceRoute({
    method: 'get',
    path: '/access-log',
    permission: 'access-log.read',
    summary: 'Lists what Numirio’s engineers were allowed to read of the workspace, newest first',
    query: accessLogQuery,
    response: accessLogSchema,
    async handle(tx, _actor, { query: { limit, cursor } }, context) {
      const [before] = cursor ? decodeCursor(cursor, [cursorParts.id]) : [];
      const grants = await listAccess(tx, context.now(), { before, limit: limit + 1 });
      const page = pageFrom(grants, limit, (grant) => [grant.id]);
      return { json: { items: page.rows, nextCursor: page.nextCursor } };
    },
  }),
  workspaceRoute({
    method: 'get',
    path: '/access-log/:grantId/statements',
    permission: 'access-log.read',
    summary:
      'Lists the statements that an engineer ran, in their order, with the rows they returned',
    params: z.strictObject({ grantId: id }),
    query: accessLogQuery,
    response: accessStatementPageSchema,
    async handle(tx, _actor, { params, query: { limit, cursor } }, context) {
      const [after] = cursor ? decodeCursor(cursor, [cursorParts.count]) : [];
      const statements = await listStatements(tx, params.grantId, context.now(), {
        after: Number(after ?? 0),
        limit: limit + 1,
      });
      const page = pageFrom(statements, limit, ({ sequence }) => [String(sequence)]);
      return { json: { items: page.rows, nextCursor: page.nextCursor } };
    },
  }),
];

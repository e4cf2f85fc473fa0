import { workspaceRoute } from '#modules/workspaces/index.ts';
import type { Route } from '#platform/http/route.ts';
import { getOverview } from './overview.ts';
import { overviewSchema } from './schema.ts';

export const overviewRoutes: Route[] = [
  workspaceRoute({
    method: 'get',
    path: '/overview',
    permission: 'invoices.read',
    summary: 'What is open, overdue and paid, and what to do next',
    response: overviewSchema,
    async handle(tx, _actor, _input, context) {
      return { json: await getOverview(tx, context.now()) };
    },
  }),
];

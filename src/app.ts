import type { Context } from '#context.ts';
import { accessRoutes } from '#modules/access/index.ts';
import { clientRoutes } from '#modules/clients/index.ts';
import { documentRoutes } from '#modules/documents/index.ts';
import { emailRoutes } from '#modules/email/index.ts';
import { exportRoutes } from '#modules/exports/index.ts';
import { identityRoutes } from '#modules/identity/index.ts';
import { invoiceRoutes } from '#modules/invoices/index.ts';
import { overviewRoutes } from '#modules/overview/index.ts';
import { paymentRoutes } from '#modules/payments/index.ts';
import { workspaceRoutes } from '#modules/workspaces/index.ts';
import { createHttpApp, type HttpApp } from '#platform/http/app.ts';
import type { Route } from '#platform/http/route.ts';
import { serveWebApp } from '#platform/http/web-app.ts';
import { systemRoutes } from './system-routes.ts';

/** Every route there is, in the order of the modules. */
export const routes: Route[] = [
  ...emailRoutes,
  ...identityRoutes,
  ...workspaceRoutes,
  ...accessRoutes,
  ...clientRoutes,
  // Before the invoices, whose `:invoiceId` would take `preview` for an id.
  ...documentRoutes,
  ...invoiceRoutes,
  ...paymentRoutes,
  ...overviewRoutes,
  ...exportRoutes,
];

/** The whole application: the API under /v1, the probes, and the web app for every other address. */
export async function createApp(context: Context): Promise<HttpApp> {
  const app = createHttpApp([...systemRoutes(routes), ...routes], context);
  await serveWebApp(app);
  return app;
}

import { z } from 'zod';
import { AppError } from '#platform/errors.ts';
import { openApiDocument } from '#platform/http/openapi.ts';
import { publicRoute, type Route } from '#platform/http/route.ts';
import { demoAccount } from './demo/account.ts';

const healthSchema = z.strictObject({ status: z.literal('ok') });

const publicConfigSchema = z.strictObject({
  /** Whether mails lie in a local outbox that the web app can show. */
  outbox: z.boolean(),
  demo: z.strictObject({ email: z.string(), password: z.string() }).nullable(),
  baseUrl: z.string(),
  /** Whether signing in with Google is offered. */
  google: z.boolean(),
});

/** Routes about the installation itself. */
export function systemRoutes(described: Route[]): Route[] {
  const document = openApiDocument(described);
  return [
    publicRoute({
      method: 'get',
      path: '/healthz',
      summary: 'The process answers',
      response: healthSchema,
      async handle() {
        return { json: { status: 'ok' as const } };
      },
    }),
    publicRoute({
      method: 'get',
      path: '/readyz',
      summary: 'The process and its database answer',
      response: healthSchema,
      async handle(_input, _request, context) {
        await context.db.ping().catch(() => {
          throw new AppError('database_unavailable', 503, 'The database does not answer.', {
            retryAfterSeconds: 1,
          });
        });
        return { json: { status: 'ok' as const } };
      },
    }),
    publicRoute({
      method: 'get',
      path: '/v1/openapi.json',
      summary: 'This API as OpenAPI 3.1',
      async handle() {
        return { json: document };
      },
    }),
    publicRoute({
      method: 'get',
      path: '/v1/public-config',
      summary: 'What the sign-in screens need to know',
      response: publicConfigSchema,
      async handle(_input, _request, { config }) {
        const local = config.loopback;
        const demo = local && config.databaseUrl === undefined ? demoAccount : null;
        const google = config.google !== undefined;
        return { json: { outbox: local, demo, baseUrl: config.baseUrl.origin, google } };
      },
    }),
  ];
}

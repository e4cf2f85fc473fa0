import { z } from 'zod';
import { notFound } from '#platform/errors.ts';
import { publicRoute, type Route } from '#platform/http/route.ts';
import { listOutbox, outboxFolder } from './outbox-folder.ts';
import { resendWebhookRoute } from './webhook.ts';

const outboxSchema = z.strictObject({
  items: z.array(
    z.strictObject({
      id: z.string(),
      to: z.string(),
      subject: z.string(),
      sentAt: z.string(),
      text: z.string(),
      links: z.array(z.string()),
    }),
  ),
});

export const emailRoutes: Route[] = [
  publicRoute({
    method: 'get',
    path: '/v1/outbox',
    summary: 'The mails of an installation without a mail provider; only on this machine',
    response: outboxSchema,
    async handle(_input, _request, context) {
      // Whoever reads this can confirm any registration, so it exists on the operator's machine only.
      if (!context.config.loopback) throw notFound('outbox');
      return { json: { items: await listOutbox(outboxFolder(context.config.dataDir)) } };
    },
  }),
  resendWebhookRoute,
];

import { timingSafeEqual } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import { AppError, notFound } from '#platform/errors.ts';
import { publicRoute, type RequestInfo } from '#platform/http/route.ts';
import { type MailState, recordReport } from './events.ts';
import { idTag } from './resend.ts';

const maxBytes = 64 * 1024;
const toleranceSeconds = 5 * 60;

const states: Record<string, MailState> = {
  'email.sent': 'sent',
  'email.delivered': 'delivered',
  'email.bounced': 'bounced',
  'email.complained': 'complained',
  'email.failed': 'failed',
  // The address stands on Resend's list of those that bounced or complained before.
  'email.suppressed': 'failed',
};

/** Of a report only what we keep; Resend adds members as it likes. */
const reportSchema = z.object({
  type: z.string().regex(/^[a-z_.]{1,64}$/, 'must be an event type such as "email.delivered"'),
  created_at: z.iso.datetime({ offset: true }).optional().catch(undefined),
  data: z
    .object({
      email_id: z
        .string()
        .regex(/^[\w-]{1,100}$/)
        .optional()
        .catch(undefined),
      tags: z
        .object({ [idTag]: z.uuid().toLowerCase().optional().catch(undefined) })
        .optional()
        .catch(undefined),
    })
    .optional()
    .catch(undefined),
});

export const resendWebhookRoute = publicRoute({
  method: 'post',
  path: '/v1/webhooks/resend',
  summary: 'Takes Resend’s signed reports of what became of a mail',
  rawBody: { contentTypes: ['application/json'], maxBytes },
  status: 204,
  async handle({ body }, request, context) {
    const secret = context.secrets.resendWebhookSecret;
    if (secret === undefined) throw notFound('webhook');
    const now = context.now();
    const bytes = body as Buffer;
    const id = verifiedId(secret, bytes, request, now);
    const { type, created_at, data } = parseReport(bytes);
    const report = {
      id,
      type,
      at: created_at === undefined ? now : new Date(created_at),
      state: Object.hasOwn(states, type) ? states[type] : undefined,
      emailId: data?.tags?.[idTag],
      providerId: data?.email_id,
    };
    await context.db.inSystem((tx) => recordReport(tx, report, now));
    return { status: 204 };
  },
});

/**
 * The id of a report that Resend signed, over the bytes as they came (Standard Webhooks, with Svix's names
 * of the headers). The library's own `verify` reads the machine's clock, so the time is checked here and
 * the signature that it makes is compared. Throws 401 `webhook_signature_invalid`, whatever was wrong.
 */
function verifiedId(secret: string, body: Buffer, request: RequestInfo, now: Date): string {
  const id = request.header('svix-id') ?? '';
  const timestamp = request.header('svix-timestamp') ?? '';
  const given = (request.header('svix-signature') ?? '').slice(0, 1000).split(' ');
  const invalid = new AppError(
    'webhook_signature_invalid',
    401,
    'The signature of the webhook is not valid.',
  );
  if (!/^[\w.-]{1,100}$/.test(id) || !/^\d{1,12}$/.test(timestamp)) throw invalid;
  const ageSeconds = now.getTime() / 1000 - Number(timestamp);
  if (Math.abs(ageSeconds) > toleranceSeconds) throw invalid;
  const expected = new Webhook(secret).sign(id, new Date(Number(timestamp) * 1000), body);
  // While a secret is renewed, Resend signs with both, one signature beside the other.
  if (!given.some((signature) => isEqual(signature, expected))) throw invalid;
  return id;
}

function isEqual(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function parseReport(body: Buffer): z.output<typeof reportSchema> {
  let value: unknown;
  try {
    value = JSON.parse(body.toString());
  } catch {
    throw new AppError('malformed_json', 400, 'The body is not valid JSON in UTF-8.');
  }
  const parsed = reportSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new AppError('invalid_input', 422, 'The body is no report of an event.', {
      errors: [{ field: issue?.path.join('.') ?? '', message: issue?.message ?? 'is not valid' }],
    });
  }
  return parsed.data;
}

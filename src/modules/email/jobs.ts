import type { Context } from '#context.ts';
import { unseal } from '#platform/sealed.ts';
import type { Body } from './layout.ts';
import { MailNotAccepted, MailRefused } from './refusals.ts';
import { transportOf } from './transport.ts';

/**
 * The queue waits e, e², … and from the eleventh time on e¹⁰ seconds, so the last try comes after 15.8
 * hours: within the 24 for which Resend knows an idempotency key, and while somebody may still want the mail.
 */
export const maxAttempts = 12;

/**
 * Job `email.send`: queued → sent once the provider has accepted the mail, or failed where it never will.
 * Throws to be tried again. A crash in between sends the same mail under the same Message-ID and
 * idempotency key once more, and the provider or the reader's program sees that it is one.
 */
export async function sendEmail(context: Context, payload: { emailId: string }): Promise<void> {
  const mail = await beginAttempt(context, payload.emailId);
  if (!mail?.sealed_body) return;
  if (mail.attempts > maxAttempts) return markFailed(context, mail, mail.last_error ?? 'gave up');
  let providerId: string;
  try {
    ({ providerId } = await handOver(context, mail, mail.sealed_body));
  } catch (error) {
    const code = codeOf(error);
    const isLast = error instanceof MailRefused || mail.attempts === maxAttempts;
    if (isLast) return markFailed(context, mail, code);
    await noteError(context, mail.id, code);
    throw new Error(`mail ${mail.id} waits to be tried again: ${code}`);
  }
  await markSent(context, mail.id, providerId);
}

type QueuedMail = NonNullable<Awaited<ReturnType<typeof beginAttempt>>>;

/** Counts before it tries, so that an attempt that ends the process counts as well. */
function beginAttempt(context: Context, emailId: string) {
  return context.db.inSystem((tx) =>
    tx
      .updateTable('emails')
      .set((eb) => ({ attempts: eb('attempts', '+', 1) }))
      .where('id', '=', emailId)
      .where('status', '=', 'queued')
      .returningAll()
      .executeTakeFirst(),
  );
}

/** Between two transactions: a provider that is slow holds no connection to Postgres. */
async function handOver(context: Context, mail: QueuedMail, sealedBody: Buffer) {
  const body: Body = JSON.parse(
    unseal(context.secrets.sealingKeys, `email:${mail.id}`, sealedBody),
  );
  return transportOf(context)({
    id: mail.id,
    from: context.config.mail.from,
    to: mail.recipient,
    subject: mail.subject,
    ...body,
    writtenAt: mail.created_at,
  });
}

async function markSent(context: Context, emailId: string, providerId: string): Promise<void> {
  const sentAt = context.now();
  await context.db.inSystem((tx) =>
    tx
      .updateTable('emails')
      .set({
        status: 'sent',
        status_at: sentAt,
        sent_at: sentAt,
        provider: context.config.mail.transport,
        provider_id: providerId,
        sealed_body: null,
        last_error: null,
      })
      .where('id', '=', emailId)
      // A webhook can have come first and know more.
      .where('status', '=', 'queued')
      .execute(),
  );
}

async function markFailed(context: Context, mail: QueuedMail, code: string): Promise<void> {
  await context.db.inSystem((tx) =>
    tx
      .updateTable('emails')
      .set({ status: 'failed', status_at: context.now(), sealed_body: null, last_error: code })
      .where('id', '=', mail.id)
      .where('status', '=', 'queued')
      .execute(),
  );
  const { id: emailId, kind, attempts } = mail;
  context.log.warn({ emailId, kind, attempts, error: code }, 'a mail could not be sent');
}

async function noteError(context: Context, emailId: string, code: string): Promise<void> {
  await context.db.inSystem((tx) =>
    tx.updateTable('emails').set({ last_error: code }).where('id', '=', emailId).execute(),
  );
}

/** What may be kept and logged of an error: our own codes, and of anything else its name alone. */
function codeOf(error: unknown): string {
  if (error instanceof MailRefused || error instanceof MailNotAccepted) return error.message;
  return `unexpected ${error instanceof Error ? error.name : typeof error}`;
}

import { join } from 'node:path';
import type { Context } from '#context.ts';
import { unseal } from '#platform/sealed.ts';
import type { Body } from './layout.ts';
import { writeEml } from './outbox-folder.ts';

export function outboxFolder(context: Context): string {
  return join(context.config.dataDir, 'outbox');
}

/** Job `email.send`: hands a queued mail to the transport, then marks it as sent. */
export async function sendEmail(context: Context, payload: { emailId: string }): Promise<void> {
  const mail = await context.db.inSystem((tx) =>
    tx
      .selectFrom('emails')
      .selectAll()
      .where('id', '=', payload.emailId)
      .where('status', '=', 'queued')
      .executeTakeFirst(),
  );
  if (!mail?.sealed_body) return;
  const body: Body = JSON.parse(
    unseal(context.secrets.sealingKeys, `email:${mail.id}`, mail.sealed_body),
  );
  const sentAt = context.now();
  await writeEml(outboxFolder(context), {
    id: mail.id,
    to: mail.recipient,
    subject: mail.subject,
    ...body,
    sentAt,
  });
  await context.db.inSystem((tx) =>
    tx
      .updateTable('emails')
      .set({ status: 'sent', sent_at: sentAt, sealed_body: null })
      .where('id', '=', mail.id)
      .execute(),
  );
}

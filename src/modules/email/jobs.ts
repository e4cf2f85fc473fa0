import { join } from 'node:path';
import type { Context } from '#context.ts';
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
  if (!mail) return;
  const sentAt = context.now();
  await writeEml(outboxFolder(context), {
    id: mail.id,
    to: mail.recipient,
    subject: mail.subject,
    text: mail.body_text,
    html: mail.body_html,
    sentAt,
  });
  await context.db.inSystem((tx) =>
    tx
      .updateTable('emails')
      .set({ status: 'sent', sent_at: sentAt })
      .where('id', '=', mail.id)
      .execute(),
  );
}

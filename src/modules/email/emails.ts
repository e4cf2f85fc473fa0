import { newId } from '#lib/ids.ts';
import type { SystemTx } from '#platform/db.ts';
import { enqueue } from '#platform/queue.ts';

/** A mail in words: one paragraph, one action, one closing remark. */
export type Message = {
  to: string;
  subject: string;
  paragraphs: string[];
  action?: { label: string; url: string };
  closing?: string;
};

/** Writes a mail to the outbox in the caller's transaction; a job sends it after the commit. */
export async function queueEmail(tx: SystemTx, message: Message): Promise<void> {
  const id = newId();
  await tx
    .insertInto('emails')
    .values({
      id,
      recipient: message.to,
      subject: message.subject,
      body_text: asText(message),
      body_html: asHtml(message),
    })
    .execute();
  await enqueue(tx, 'email.send', { emailId: id });
}

function asText(message: Message): string {
  return [
    ...message.paragraphs,
    ...(message.action ? [`${message.action.label}:\n${message.action.url}`] : []),
    ...(message.closing ? [message.closing] : []),
    'Numirio',
  ].join('\n\n');
}

function asHtml(message: Message): string {
  const paragraph = (text: string) => `<p style="margin:0 0 16px">${escapeHtml(text)}</p>`;
  const { action } = message;
  const button = action
    ? `<p style="margin:24px 0"><a href="${escapeHtml(action.url)}" style="background:#1f4fd8;color:#ffffff;padding:12px 20px;border-radius:8px;text-decoration:none;font-weight:600">${escapeHtml(action.label)}</a></p>`
    : '';
  const closing = message.closing
    ? `<p style="margin:0;color:#5f6673;font-size:13px">${escapeHtml(message.closing)}</p>`
    : '';
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>${escapeHtml(message.subject)}</title></head><body style="font:16px/1.5 -apple-system,'Segoe UI',Roboto,sans-serif;max-width:560px;margin:32px auto;padding:0 16px">${message.paragraphs.map(paragraph).join('')}${button}${closing}</body></html>`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

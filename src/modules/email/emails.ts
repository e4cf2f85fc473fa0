import type { Context } from '#context.ts';
import { newId } from '#lib/ids.ts';
import type { SystemTx } from '#platform/db.ts';
import { enqueue } from '#platform/queue.ts';
import { seal } from '#platform/sealed.ts';
import { layOut } from './layout.ts';
import type { EmailLanguage } from './schema.ts';
import { subjectLine } from './subject.ts';

/** A mail in words: paragraphs, facts to compare, one action, one closing remark. */
export type Message = {
  to: string;
  language: EmailLanguage;
  /** What it is about, for the record: "password_changed". */
  kind: string;
  subject: string;
  paragraphs: string[];
  facts?: { label: string; value: string }[];
  action?: { label: string; url: string };
  closing?: string;
};

/** Writes a mail to the outbox in the caller's transaction; a job sends it after the commit. */
export async function queueEmail(tx: SystemTx, context: Context, message: Message): Promise<void> {
  const id = newId();
  const body = JSON.stringify(layOut(message));
  await tx
    .insertInto('emails')
    .values({
      id,
      recipient: message.to,
      subject: subjectLine(message.subject),
      kind: message.kind,
      language: message.language,
      sealed_body: seal(context.secrets.sealingKeys, `email:${id}`, body),
      created_at: context.now(),
    })
    .execute();
  await enqueue(tx, 'email.send', { emailId: id });
}

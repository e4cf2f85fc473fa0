import type { Body } from '#modules/email/layout.ts';
import { unseal } from '#platform/sealed.ts';
import type { TestApp } from './app.ts';

/** A mail that waits in the outbox, opened; the token is the one of its link. */
export type QueuedMail = {
  to: string;
  kind: string;
  subject: string;
  text: string;
  token: string | undefined;
};

/** The mails to an address that no worker has sent yet, oldest first. */
export async function queuedMails(server: TestApp, to: string): Promise<QueuedMail[]> {
  const rows = await server.context.db.inSystem((tx) =>
    tx
      .selectFrom('emails')
      .select(['id', 'recipient', 'kind', 'subject', 'sealed_body'])
      .where('recipient', '=', to)
      .where('sealed_body', 'is not', null)
      .orderBy('id')
      .execute(),
  );
  return rows.map((row) => {
    const sealed = row.sealed_body ?? Buffer.alloc(0);
    const text = unseal(server.context.secrets.sealingKeys, `email:${row.id}`, sealed);
    const body: Body = JSON.parse(text);
    const token = /#token=([\w-]+)/.exec(body.text)?.[1];
    return { to: row.recipient, kind: row.kind, subject: row.subject, text: body.text, token };
  });
}

/** Lets a user's sessions count as confirmed from now on, as proving anew who one is does. */
export async function confirmSessions(server: TestApp, userId: string): Promise<void> {
  await server.context.db.inSystem((tx) =>
    tx
      .updateTable('sessions')
      .set({ confirmed_at: server.clock.now })
      .where('user_id', '=', userId)
      .execute(),
  );
}

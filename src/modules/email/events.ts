import { sql } from 'kysely';
import type { SystemTx } from '#platform/db.ts';

/**
 * The states of a mail in the one order in which they may follow each other; reports come in any order, and
 * an earlier state never replaces a later one. `failed` stands before `delivered`, since we may have given
 * up on a provider that had taken the mail after all; a server may bounce what it had taken first, and only
 * who has a mail can complain of it.
 */
export const mailStates = [
  'queued',
  'sent',
  'failed',
  'delivered',
  'bounced',
  'complained',
] as const;
export type MailState = (typeof mailStates)[number];

/** What a provider reports of a mail, each report under an id of its own. */
export type MailReport = {
  id: string;
  type: string;
  at: Date;
  /** The state it reports; undefined for what changes none, such as an opening. */
  state: MailState | undefined;
  /** Our id, where the provider gave it back. */
  emailId: string | undefined;
  providerId: string | undefined;
};

/** Records a report of Resend's once, and moves its mail forward. A repeated one changes nothing. */
export async function recordReport(tx: SystemTx, report: MailReport, now: Date): Promise<void> {
  const emailId = await findReportedMail(tx, report);
  const recorded = await tx
    .insertInto('email_events')
    .values({
      id: report.id,
      email_id: emailId ?? null,
      type: report.type,
      at: report.at,
      received_at: now,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!recorded || emailId === undefined || report.state === undefined) return;
  await moveForward(tx, emailId, report.state, report);
}

async function findReportedMail(
  tx: SystemTx,
  { emailId, providerId }: MailReport,
): Promise<string | undefined> {
  // Our own id first: the report may come before the answer that told us the provider's.
  const found = await tx
    .selectFrom('emails')
    .select('id')
    .where((eb) =>
      eb.or([
        ...(emailId === undefined ? [] : [eb('id', '=', emailId)]),
        ...(providerId === undefined
          ? []
          : [eb.and([eb('provider', '=', 'resend'), eb('provider_id', '=', providerId)])]),
      ]),
    )
    .limit(1)
    .executeTakeFirst();
  return found?.id;
}

/** One statement, so that reports that come at the same time cannot overtake each other. */
async function moveForward(
  tx: SystemTx,
  emailId: string,
  state: MailState,
  { at, providerId }: MailReport,
): Promise<void> {
  const earlier = mailStates.slice(0, mailStates.indexOf(state));
  await tx
    .updateTable('emails')
    .set({
      status: state,
      status_at: at,
      // Whatever is reported of a mail, the provider has it, and nobody needs its words here any more.
      sealed_body: null,
      sent_at: sql`coalesce(sent_at, ${at})`,
      provider: 'resend',
      ...(providerId === undefined
        ? {}
        : { provider_id: sql<string>`coalesce(provider_id, ${providerId})` }),
    })
    .where('id', '=', emailId)
    .where('status', 'in', earlier)
    .execute();
}

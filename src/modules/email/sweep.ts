import type { SystemTx } from '#platform/db.ts';

const keptDays = 90;
const batchSize = 1_000;

/**
 * Deletes a batch of at most 1,000 mails with their reports, and of 1,000 reports of mails that we do not
 * know, all older than 90 days. Answers how many went; call it again, each time in a transaction of its
 * own, until that is 0.
 */
export async function sweepEmails(tx: SystemTx, now: Date): Promise<number> {
  const before = new Date(now.getTime() - keptDays * 86_400_000);
  const mails = await tx
    .deleteFrom('emails')
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('emails')
        .select('id')
        .where('created_at', '<', before)
        .orderBy('created_at')
        .limit(batchSize),
    )
    .executeTakeFirst();
  // Those of a mail go with it; these belong to none.
  const reports = await tx
    .deleteFrom('email_events')
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('email_events')
        .select('id')
        .where('received_at', '<', before)
        .where('email_id', 'is', null)
        .limit(batchSize),
    )
    .executeTakeFirst();
  return Number(mails.numDeletedRows + reports.numDeletedRows);
}

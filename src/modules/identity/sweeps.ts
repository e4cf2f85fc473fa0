import { type RawBuilder, sql } from 'kysely';
import type { Context } from '#context.ts';
import { leavePreviousSecret } from './previous-secret.ts';
import { sweepThrottles } from './throttles.ts';

const dayMs = 86_400_000;
const batchRows = 1_000;
/** A run ends after a million rows of one table; the next one goes on. */
const maxBatches = 1_000;

type Sweep = { table: string; keptDays: number; end: RawBuilder<Date> };

/** When a token was used, else when it expired. */
const endOfToken = sql<Date>`coalesce(consumed_at, expires_at)`;

/** What goes, and how many days after its end: data that serves nothing any more (Art. 5 (1) e GDPR). */
const sweeps: Sweep[] = [
  { table: 'registrations', keptDays: 30, end: endOfToken },
  // A request for an unknown address has no token, so it ended when it began.
  {
    table: 'password_resets',
    keptDays: 30,
    end: sql`coalesce(consumed_at, expires_at, created_at)`,
  },
  { table: 'email_changes', keptDays: 30, end: endOfToken },
  // Anyone makes one by opening the sign-in page.
  { table: 'challenges', keptDays: 1, end: endOfToken },
  { table: 'oidc_authorizations', keptDays: 30, end: endOfToken },
  { table: 'identity_links', keptDays: 30, end: endOfToken },
  // An authenticator app that was set up half way.
  { table: 'totps', keptDays: 30, end: sql`case when confirmed_at is null then created_at end` },
  // Long enough to look into a theft that is noticed late.
  {
    table: 'sessions',
    keptDays: 90,
    end: sql`coalesce(revoked_at, least(idle_expires_at, absolute_expires_at))`,
  },
  { table: 'devices', keptDays: 400, end: sql`last_used_at` },
  { table: 'security_events', keptDays: 365, end: sql`at` },
  // After a day a key is free again, whether it is swept or not.
  { table: 'personal_idempotency_keys', keptDays: 1, end: sql`created_at` },
  { table: 'idempotency_keys', keptDays: 1, end: sql`created_at` },
  // A full bucket is as good as none.
  { table: 'rate_limits', keptDays: 1, end: sql`full_at` },
];

/** Job `identity.sweep`: deletes what has served its time, in small transactions that hold nobody up. */
export async function sweepIdentity(context: Context): Promise<void> {
  for (const sweep of sweeps) await sweepTable(context, sweep);
  await context.db.inSystem((tx) => sweepThrottles(tx, context.now()));
  await leavePreviousSecret(context);
}

async function sweepTable(context: Context, { table, keptDays, end }: Sweep): Promise<void> {
  const before = new Date(context.now().getTime() - keptDays * dayMs);
  for (let batch = 0; batch < maxBatches; batch += 1) {
    const { numAffectedRows = 0n } = await context.db.inSystem((tx) =>
      sql`delete from ${sql.table(table)} where ctid = any(array(
            select ctid from ${sql.table(table)} where ${end} < ${before} limit ${batchRows}
          ))`.execute(tx),
    );
    if (numAffectedRows < batchRows) return;
  }
}

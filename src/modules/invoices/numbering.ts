import { sql } from 'kysely';
import { formatDate } from '#lib/dates.ts';
import type { WorkspaceTx } from '#platform/db.ts';
import { AppError } from '#platform/errors.ts';

/** What numbering needs to know of a series. */
export type Numbered = { id: string; pattern: string; reset: 'yearly' | 'never' };

/** A number as it is given: which period of the series it counts in, and its place there. */
export type AllocatedNumber = { number: string; period: string; sequence: number };

/** The period of a series that a date counts in: its year, or '' where the series never resets. */
export function periodOf(series: Numbered, issueOn: string): string {
  return series.reset === 'yearly' ? issueOn.slice(0, 4) : '';
}

/** The number of a place in a series: "RE-{yyyy}-{seq:4}", 2026-11-22, 7 → "RE-2026-0007". */
export function formatNumber(pattern: string, issueOn: string, sequence: number): string {
  const [year = '', month = ''] = issueOn.split('-');
  return pattern
    .replaceAll('{yyyy}', year)
    .replaceAll('{yy}', year.slice(2))
    .replaceAll('{mm}', month)
    .replace(/\{seq(?::(\d+))?\}/, (_match, width: string | undefined) =>
      String(sequence).padStart(Number(width ?? 1), '0'),
    );
}

/**
 * Gives the next number of a series inside the issuing transaction: the counter's row stays locked until
 * that commits, and a rollback takes the number back, so there is neither a gap nor a duplicate
 * (§ 14 (4) no. 4 UStG). Throws 409 `issue_date_before_last` where dates would go backwards.
 */
export async function allocateNumber(
  tx: WorkspaceTx,
  series: Numbered,
  issueOn: string,
): Promise<AllocatedNumber> {
  const period = periodOf(series, issueOn);
  const { rows } = await sql<{ last_value: number }>`
    insert into number_periods as p (workspace_id, series_id, period, last_value, last_issue_on)
    values (current_workspace_id(), ${series.id}, ${period}, 1, ${issueOn})
    on conflict (workspace_id, series_id, period) do update
      set last_value = p.last_value + 1, last_issue_on = excluded.last_issue_on
      where p.last_issue_on is null or p.last_issue_on <= excluded.last_issue_on
    returning p.last_value`.execute(tx);
  const sequence = rows[0]?.last_value;
  if (sequence === undefined) throw await issueDateBeforeLast(tx, series, period);
  return { number: formatNumber(series.pattern, issueOn, sequence), period, sequence };
}

/** The number that would come next; it is neither reserved nor promised. */
export async function forecastNumber(
  tx: WorkspaceTx,
  series: Numbered,
  issueOn: string,
): Promise<AllocatedNumber> {
  const period = periodOf(series, issueOn);
  const row = await findPeriod(tx, series, period);
  const sequence = (row?.last_value ?? 0) + 1;
  return { number: formatNumber(series.pattern, issueOn, sequence), period, sequence };
}

export function findPeriod(tx: WorkspaceTx, series: Numbered, period: string) {
  return tx
    .selectFrom('number_periods')
    .select(['last_value', 'last_issue_on'])
    .where('workspace_id', '=', sql<string>`current_workspace_id()`)
    .where('series_id', '=', series.id)
    .where('period', '=', period)
    .executeTakeFirst();
}

async function issueDateBeforeLast(tx: WorkspaceTx, series: Numbered, period: string) {
  const last = (await findPeriod(tx, series, period))?.last_issue_on ?? '';
  return new AppError(
    'issue_date_before_last',
    409,
    `The last invoice of this series is dated ${formatDate(last, 'en')}; please choose that date or a later one.`,
    { errors: [{ field: 'issueOn', message: `must not be before ${last}` }] },
  );
}

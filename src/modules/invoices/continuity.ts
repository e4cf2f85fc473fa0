import { sql } from 'kysely';
import type { WorkspaceTx } from '#platform/db.ts';
import { getSeries, presentSeries } from './number-series.ts';
import { formatNumber } from './numbering.ts';
import type { Continuity } from './schema.ts';

const maxNamedGaps = 100;

/**
 * Looks at every number that a series ever gave and says, per period, the first, the last, how many,
 * and which are missing or double. It reads the issued invoices, not the counter. Throws 404.
 */
export async function checkContinuity(
  tx: WorkspaceTx,
  seriesId: string,
  now: Date,
): Promise<Continuity> {
  const series = await getSeries(tx, seriesId);
  const { rows } = await sql<{
    period: string;
    first_sequence: number;
    last_sequence: number;
    first_number: string;
    last_number: string;
    first_issue_on: string;
    last_issue_on: string;
    count: number;
    distinct_count: number;
    counter: number;
  }>`
    select i.period, min(i.sequence) as first_sequence, max(i.sequence) as last_sequence,
      (array_agg(i.number order by i.sequence))[1] as first_number,
      (array_agg(i.number order by i.sequence desc))[1] as last_number,
      min(i.issue_on) as first_issue_on, max(i.issue_on) as last_issue_on,
      count(*) as count, count(distinct i.sequence) as distinct_count,
      max(p.last_value) as counter
    from invoices i
    join number_periods p on p.workspace_id = i.workspace_id
      and p.series_id = i.series_id and p.period = i.period
    where i.workspace_id = current_workspace_id() and i.series_id = ${seriesId}
      and i.status = 'issued'
    group by i.period order by i.period`.execute(tx);

  const periods = [];
  for (const row of rows) {
    const whole = row.last_sequence - row.first_sequence + 1 === row.distinct_count;
    // A counter ahead of the last invoice would be a number that was given and is nowhere.
    const lost = row.counter > row.last_sequence;
    const missing =
      whole && !lost
        ? []
        : await missingSequences(tx, seriesId, row.period, row.first_sequence, row.counter);
    const duplicates =
      row.count === row.distinct_count ? [] : await doubleNumbers(tx, seriesId, row.period);
    periods.push({
      period: row.period,
      firstNumber: row.first_number,
      lastNumber: row.last_number,
      firstIssueOn: row.first_issue_on,
      lastIssueOn: row.last_issue_on,
      count: row.count,
      missing: missing.map((sequence) => formatNumber(series.pattern, row.last_issue_on, sequence)),
      duplicates,
    });
  }
  return {
    series: await presentSeries(tx, series, now),
    checkedAt: now.toISOString(),
    gapless: periods.every(
      (period) => period.missing.length === 0 && period.duplicates.length === 0,
    ),
    periods,
  };
}

async function missingSequences(
  tx: WorkspaceTx,
  seriesId: string,
  period: string,
  from: number,
  to: number,
): Promise<number[]> {
  const { rows } = await sql<{ sequence: number }>`
    select wanted.sequence from generate_series(${from}::bigint, ${to}::bigint) as wanted(sequence)
    where not exists (
      select from invoices i
      where i.workspace_id = current_workspace_id() and i.series_id = ${seriesId}
        and i.period = ${period} and i.sequence = wanted.sequence
    )
    order by wanted.sequence limit ${maxNamedGaps}`.execute(tx);
  return rows.map((row) => row.sequence);
}

async function doubleNumbers(tx: WorkspaceTx, seriesId: string, period: string): Promise<string[]> {
  const { rows } = await sql<{ number: string }>`
    select min(number) as number from invoices
    where workspace_id = current_workspace_id() and series_id = ${seriesId} and period = ${period}
    group by sequence having count(*) > 1 order by min(sequence) limit ${maxNamedGaps}`.execute(tx);
  return rows.map((row) => row.number);
}

import { sql } from 'kysely';
import { todayIn } from '#lib/dates.ts';
import { getWorkspace } from '#modules/workspaces/index.ts';
import type { WorkspaceTx } from '#platform/db.ts';
import { AppError, invalidInput } from '#platform/errors.ts';
import { findPeriod, type Numbered, periodOf } from './numbering.ts';

/** What keeps the numbers of a workspace apart, whichever series gives them. */

const workspaceId = sql<string>`current_workspace_id()`;

/** The most series that a workspace may have. */
export const maxSeries = 50;

/** Lets the running period begin at `startAt`, for people who migrate in the middle of a year. */
export async function startSeriesAt(
  tx: WorkspaceTx,
  series: Numbered,
  startAt: number,
  now: Date,
): Promise<void> {
  const today = todayIn((await getWorkspace(tx)).timeZone, now);
  const period = periodOf(series, today);
  const changed = await sql`
    insert into number_periods as p (workspace_id, series_id, period, last_value)
    values (current_workspace_id(), ${series.id}, ${period}, ${startAt - 1})
    on conflict (workspace_id, series_id, period) do update set last_value = excluded.last_value
      where p.last_issue_on is null
    returning 1`.execute(tx);
  if (changed.rows.length > 0) return;
  // The start that is in force already may be repeated, so that saving a form twice is no error.
  const current = await findPeriod(tx, series, period);
  if (current?.last_value !== startAt - 1) throw seriesHasNumbers();
}

export async function hasNumbers(tx: WorkspaceTx, seriesId: string): Promise<boolean> {
  const given = await tx
    .selectFrom('number_periods')
    .select('period')
    .where('workspace_id', '=', workspaceId)
    .where('series_id', '=', seriesId)
    .where('last_issue_on', 'is not', null)
    .executeTakeFirst();
  return given !== undefined;
}

export async function assertPatternFree(tx: WorkspaceTx, pattern: string): Promise<void> {
  const taken = await tx
    .selectFrom('number_series')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('pattern', '=', pattern)
    .executeTakeFirst();
  if (taken) throw patternInUse();
}

export async function assertFewEnough(tx: WorkspaceTx): Promise<void> {
  const { count } = await tx
    .selectFrom('number_series')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirstOrThrow();
  if (count > maxSeries) {
    throw new AppError(
      'too_many_series',
      409,
      `A workspace has at most ${maxSeries} number series.`,
    );
  }
}

/** Without the year a yearly reset would give the same number again next January. */
export function assertTellsYears(pattern: string, reset: string): void {
  if (reset !== 'yearly' || pattern.includes('{yyyy}') || pattern.includes('{yy}')) return;
  throw invalidInput([
    { field: 'pattern', message: 'must contain {yyyy} or {yy} where the series resets yearly' },
  ]);
}

export function patternInUse(): AppError {
  return new AppError(
    'pattern_in_use',
    409,
    'Another series has this pattern, so numbers would repeat.',
    {
      errors: [{ field: 'pattern', message: 'is the pattern of another series' }],
    },
  );
}

export function seriesHasNumbers(): AppError {
  return new AppError(
    'series_has_numbers',
    409,
    'This series has given numbers already; please add a new series instead.',
    { errors: [{ field: 'startAt', message: 'cannot change after numbers were given' }] },
  );
}

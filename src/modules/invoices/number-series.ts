import { sql } from 'kysely';
import type { z } from 'zod';
import { todayIn } from '#lib/dates.ts';
import { newId } from '#lib/ids.ts';
import { recordAudit } from '#modules/audit/index.ts';
import { type Actor, changedMembers, getWorkspace } from '#modules/workspaces/index.ts';
import type { WorkspaceTx } from '#platform/db.ts';
import { notFound } from '#platform/errors.ts';
import {
  assertFewEnough,
  assertPatternFree,
  assertTellsYears,
  hasNumbers,
  maxSeries,
  patternInUse,
  seriesHasNumbers,
  startSeriesAt,
} from './number-series-rules.ts';
import { forecastNumber, type Numbered } from './numbering.ts';
import type { NumberSeries, newNumberSeriesSchema, numberSeriesChangeSchema } from './schema.ts';

type NewSeries = z.output<typeof newNumberSeriesSchema>;
type SeriesChange = z.output<typeof numberSeriesChangeSchema>;
export type SeriesRow = Numbered & { name: string; isDefault: boolean };

const workspaceId = sql<string>`current_workspace_id()`;

/** The series that a draft names, or the default one, which the first use creates. Throws 404. */
export async function getSeries(tx: WorkspaceTx, id: string | null): Promise<SeriesRow> {
  const find = () =>
    tx
      .selectFrom('number_series')
      .selectAll()
      .where('workspace_id', '=', workspaceId)
      .where((eb) => (id === null ? eb('is_default', '=', true) : eb('id', '=', id)))
      .executeTakeFirst();
  let row = await find();
  if (!row && id === null) {
    await sql`insert into number_series (workspace_id, id, name, pattern, reset, is_default)
      values (current_workspace_id(), ${newId()}, 'Invoices', '{yyyy}-{seq:4}', 'yearly', true)
      on conflict do nothing`.execute(tx);
    row = await find();
  }
  if (!row) throw notFound('number series');
  return toSeries(row);
}

export async function listSeries(tx: WorkspaceTx, now: Date): Promise<NumberSeries[]> {
  await getSeries(tx, null);
  const rows = await tx
    .selectFrom('number_series')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .orderBy('is_default', 'desc')
    .orderBy('created_at')
    .orderBy('id')
    .limit(maxSeries)
    .execute();
  const presented: NumberSeries[] = [];
  for (const row of rows) presented.push(await presentSeries(tx, toSeries(row), now));
  return presented;
}

/** A series with its next number and how many it has given. */
export async function presentSeries(
  tx: WorkspaceTx,
  series: SeriesRow,
  now: Date,
): Promise<NumberSeries> {
  const today = todayIn((await getWorkspace(tx)).timeZone, now);
  const next = await forecastNumber(tx, series, today);
  const { issued } = await tx
    .selectFrom('invoices')
    .select((eb) => eb.fn.countAll<number>().as('issued'))
    .where('workspace_id', '=', workspaceId)
    .where('series_id', '=', series.id)
    .where('status', '=', 'issued')
    .executeTakeFirstOrThrow();
  const { id, name, pattern, reset, isDefault } = series;
  return {
    id,
    name,
    pattern,
    reset,
    isDefault,
    nextValue: next.sequence,
    nextNumber: next.number,
    issuedCount: issued,
  };
}

/** Adds a series; `startAt` is the first sequence number of the running period. */
export async function addSeries(
  tx: WorkspaceTx,
  actor: Actor,
  input: NewSeries,
  now: Date,
): Promise<NumberSeries> {
  await getSeries(tx, null);
  assertTellsYears(input.pattern, input.reset);
  const { name, pattern, reset } = input;
  const series: SeriesRow = { id: newId(), name, pattern, reset, isDefault: false };
  const inserted = await tx
    .insertInto('number_series')
    .values({ workspace_id: workspaceId, id: series.id, name, pattern, reset })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'pattern']).doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!inserted) throw patternInUse();
  await assertFewEnough(tx);
  if (input.startAt > 1) await startSeriesAt(tx, series, input.startAt, now);
  await recordAudit(tx, actor, {
    type: 'number_series.created',
    subjectId: series.id,
    data: input,
  });
  return presentSeries(tx, series, now);
}

/**
 * Changes a series for the invoices to come. Throws 409 `series_has_numbers` where the start or the
 * reset is changed after numbers of the running period were given.
 */
export async function changeSeries(
  tx: WorkspaceTx,
  actor: Actor,
  id: string,
  change: SeriesChange,
  now: Date,
): Promise<NumberSeries> {
  await lockAllSeries(tx);
  const before = await getSeries(tx, id);
  const after: SeriesRow = {
    ...before,
    name: change.name ?? before.name,
    pattern: change.pattern ?? before.pattern,
    reset: change.reset ?? before.reset,
    isDefault: change.isDefault ?? before.isDefault,
  };
  assertTellsYears(after.pattern, after.reset);
  if (after.reset !== before.reset && (await hasNumbers(tx, id))) throw seriesHasNumbers();
  if (after.pattern !== before.pattern) await assertPatternFree(tx, after.pattern);
  const replaced = after.isDefault && !before.isDefault ? await endDefault(tx) : undefined;
  const { name, pattern, reset, isDefault } = after;
  await tx
    .updateTable('number_series')
    .set({ name, pattern, reset, is_default: isDefault })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .execute();
  const startedAt = await nextValueOf(tx, before, now);
  if (change.startAt !== undefined) await startSeriesAt(tx, after, change.startAt, now);
  const startAt = await nextValueOf(tx, after, now);
  const data = changedMembers({ ...before, startAt: startedAt }, { ...after, startAt });
  const type = 'number_series.changed';
  if (replaced) {
    const isDefault = [true, false];
    await recordAudit(tx, actor, { type, subjectId: replaced, data: { isDefault } });
  }
  if (Object.keys(data).length > 0) await recordAudit(tx, actor, { type, subjectId: id, data });
  return presentSeries(tx, after, now);
}

/** Takes its place from the default series, and returns its id. */
async function endDefault(tx: WorkspaceTx): Promise<string | undefined> {
  const row = await tx
    .updateTable('number_series')
    .set({ is_default: false })
    .where('workspace_id', '=', workspaceId)
    .where('is_default', '=', true)
    .returning('id')
    .executeTakeFirst();
  return row?.id;
}

async function nextValueOf(tx: WorkspaceTx, series: SeriesRow, now: Date): Promise<number> {
  const today = todayIn((await getWorkspace(tx)).timeZone, now);
  return (await forecastNumber(tx, series, today)).sequence;
}

/** Two changes at once follow one another: only one series is the default and has a pattern. */
async function lockAllSeries(tx: WorkspaceTx): Promise<void> {
  await tx
    .selectFrom('number_series')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .orderBy('id')
    .forUpdate()
    .execute();
}

function toSeries(row: {
  id: string;
  name: string;
  pattern: string;
  reset: string;
  is_default: boolean;
}): SeriesRow {
  return {
    id: row.id,
    name: row.name,
    pattern: row.pattern,
    reset: row.reset === 'yearly' ? 'yearly' : 'never',
    isDefault: row.is_default,
  };
}

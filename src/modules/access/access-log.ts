import { sql } from 'kysely';
import type { WorkspaceTx } from '#platform/db.ts';
import { notFound } from '#platform/errors.ts';
import { type Grant, stateOf } from './grants.ts';
import type { AccessGrant, AccessReason, AccessStatement } from './schema.ts';

/** The grants of the workspace, newest first, below an id. */
export async function listAccess(
  tx: WorkspaceTx,
  at: Date,
  page: { before: string | undefined; limit: number },
): Promise<AccessGrant[]> {
  let select = tx
    .selectFrom('access_grants')
    .selectAll()
    .select((eb) =>
      eb
        .selectFrom('audit_events')
        .select((count) => count.fn.countAll<number>().as('count'))
        .whereRef('audit_events.workspace_id', '=', 'access_grants.workspace_id')
        .whereRef('audit_events.subject_id', '=', 'access_grants.id')
        .where('audit_events.type', '=', 'access.statement')
        .as('statements'),
    )
    .where('workspace_id', '=', (eb) => eb.fn('current_workspace_id'))
    .orderBy('id', 'desc')
    .limit(page.limit);
  if (page.before) select = select.where('id', '<', page.before);
  const rows = await select.execute();
  return rows.map((row) => present(row, row.statements ?? 0, at));
}

function present(grant: Grant, statements: number, at: Date): AccessGrant {
  const { state, endedAt } = stateOf(grant, at);
  return {
    id: grant.id,
    engineer: grant.engineer_name,
    approver: grant.approver_name,
    reason: grant.reason as AccessReason,
    ticket: grant.ticket,
    state,
    requestedAt: grant.requested_at.toISOString(),
    approvedAt: grant.approved_at?.toISOString() ?? null,
    openedAt: grant.opened_at?.toISOString() ?? null,
    expiresAt: grant.expires_at?.toISOString() ?? null,
    endedAt: endedAt?.toISOString() ?? null,
    statements,
  };
}

type Recorded = { statementId: string; statement: string };
type Result = { statementId: string; rows: number; outcome: string };

/** The statements of a grant in the order in which they ran, after a place in the trail. */
export async function listStatements(
  tx: WorkspaceTx,
  grantId: string,
  at: Date,
  page: { after: number; limit: number },
): Promise<AccessStatement[]> {
  const grant = await tx
    .selectFrom('access_grants')
    .selectAll()
    .where('workspace_id', '=', (eb) => eb.fn('current_workspace_id'))
    .where('id', '=', grantId)
    .executeTakeFirst();
  if (!grant) throw notFound('access grant');
  const rows = await eventsOf(tx, grantId, 'access.statement')
    .select(['sequence', 'at', 'data'])
    .where('sequence', '>', page.after)
    .orderBy('sequence')
    .limit(page.limit)
    .execute();
  const first = rows[0]?.sequence ?? 0;
  const results = await resultsOf(
    tx,
    grantId,
    first,
    rows.map((row) => row.data as Recorded),
  );
  const open = stateOf(grant, at).state === 'open';
  return rows.map((row) => {
    const { statementId, statement } = row.data as Recorded;
    const result = results.get(statementId);
    return {
      sequence: row.sequence,
      at: row.at.toISOString(),
      statement,
      rows: result?.rows ?? null,
      outcome: result?.outcome ?? (open ? null : 'interrupted'),
    };
  });
}

/** What came of these statements, by their ids; a result stands behind its statement in the trail. */
async function resultsOf(
  tx: WorkspaceTx,
  grantId: string,
  from: number,
  statements: Recorded[],
): Promise<Map<string, Result>> {
  if (statements.length === 0) return new Map();
  const ids = statements.map(({ statementId }) => statementId);
  const rows = await eventsOf(tx, grantId, 'access.result')
    .select('data')
    .where('sequence', '>', from)
    .where(sql<string>`data ->> 'statementId'`, 'in', ids)
    .execute();
  return new Map(rows.map(({ data }) => [(data as Result).statementId, data as Result]));
}

/** How many statements a grant has run, and how many rows they returned. */
export async function sumStatements(
  tx: WorkspaceTx,
  grantId: string,
): Promise<{ statements: number; rows: number }> {
  const counted = await eventsOf(tx, grantId, 'access.statement')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  const summed = await eventsOf(tx, grantId, 'access.result')
    .select(sql<number>`coalesce(sum((data ->> 'rows')::bigint), 0)`.as('rows'))
    .executeTakeFirstOrThrow();
  return { statements: counted.count, rows: summed.rows };
}

function eventsOf(tx: WorkspaceTx, grantId: string, type: 'access.statement' | 'access.result') {
  return tx
    .selectFrom('audit_events')
    .where('workspace_id', '=', (eb) => eb.fn('current_workspace_id'))
    .where('subject_id', '=', grantId)
    .where('type', '=', type);
}

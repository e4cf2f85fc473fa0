import { type ExpressionBuilder, type SelectQueryBuilder, sql } from 'kysely';
import { searchPrefixes } from '#lib/search-terms.ts';
import type { DB } from '#platform/database-types.ts';
import type { WorkspaceTx } from '#platform/db.ts';
import { statusOf } from './presenter.ts';
import type { InvoiceListQuery, InvoiceRow, InvoiceSums } from './schema.ts';

/** What the list is filtered by; every filter is a range of an index under row security. */
export type InvoiceFilter = Omit<InvoiceListQuery, 'limit' | 'cursor'>;

type Tables = DB & { i: DB['invoices']; b: DB['invoice_balances'] };
type Select = SelectQueryBuilder<Tables, 'i' | 'b', object>;

const workspaceId = sql<string>`current_workspace_id()`;

/** Invoices by issue date, newest first, after a position (issue date and id). */
export async function listInvoices(
  tx: WorkspaceTx,
  filter: InvoiceFilter,
  today: string,
  page: { after?: string[] | undefined; limit: number },
): Promise<InvoiceRow[]> {
  const { select, driving, idColumn } = filtered(tx, filter, today, 'each');
  let query = select
    .select([
      'i.id',
      'i.status',
      'i.number',
      'i.client_id',
      'i.buyer_name',
      'i.subject',
      'i.currency',
      'i.issue_on',
      'i.due_on',
      'i.gross_minor',
      'b.paid_minor',
      'b.balance_minor',
    ])
    .orderBy(`${driving}.issue_on`, 'desc')
    .orderBy(idColumn, 'desc')
    .limit(page.limit);
  const [issueOn, id] = page.after ?? [];
  if (issueOn !== undefined && id !== undefined) {
    query = query.where(
      sql<boolean>`(${sql.ref(`${driving}.issue_on`)}, ${sql.ref(idColumn)}) < (${issueOn}::date, ${id}::uuid)`,
    );
  }
  const rows = await query.execute();
  return rows.map((row) => {
    const balanceMinor = row.balance_minor ?? 0;
    const paidMinor = row.paid_minor ?? 0;
    return {
      id: row.id,
      type: 'invoice',
      status: statusOf({ status: row.status, paidMinor, balanceMinor }),
      overdue: row.status === 'issued' && balanceMinor > 0 && row.due_on < today,
      number: row.number,
      clientId: row.client_id,
      buyerName: row.buyer_name,
      subject: row.subject,
      currency: row.currency,
      issueOn: row.issue_on,
      dueOn: row.due_on,
      grossMinor: row.gross_minor,
      balanceMinor,
    };
  });
}

/** The sums of what is filtered, per currency, largest number of invoices first. */
export async function sumInvoices(
  tx: WorkspaceTx,
  filter: InvoiceFilter,
  today: string,
): Promise<InvoiceSums> {
  const { select } = filtered(tx, filter, today, 'all');
  const rows = await select
    .select('i.currency')
    .select((eb) => [
      eb.fn.countAll<number>().as('count'),
      eb.fn.sum<number>('i.net_minor').as('net_minor'),
      eb.fn.sum<number>('i.gross_minor').as('gross_minor'),
      eb.fn.coalesce(eb.fn.sum<number>('b.balance_minor'), sql<number>`0`).as('balance_minor'),
    ])
    .groupBy('i.currency')
    .orderBy('count', 'desc')
    .orderBy('i.currency')
    .execute();
  return {
    items: rows.map((row) => ({
      currency: row.currency,
      count: row.count,
      netMinor: row.net_minor,
      grossMinor: row.gross_minor,
      balanceMinor: row.balance_minor,
    })),
  };
}

/**
 * The filtered invoices with their balances. What is open, overdue or paid is read from the balances,
 * whose partial indexes hold just those rows in the list's order; everything else from the invoices.
 */
function filtered(tx: WorkspaceTx, filter: InvoiceFilter, today: string, balances: Balances) {
  const byBalance = filter.status !== undefined && filter.status !== 'draft';
  const driving = byBalance ? ('b' as const) : ('i' as const);
  const idColumn = byBalance ? ('b.invoice_id' as const) : ('i.id' as const);
  let select = byBalance
    ? (tx
        .selectFrom('invoice_balances as b')
        .innerJoin('invoices as i', (join) =>
          join.onRef('i.workspace_id', '=', 'b.workspace_id').onRef('i.id', '=', 'b.invoice_id'),
        ) as unknown as Select)
    : withBalances(tx, balances);
  select = select.where(`${driving}.workspace_id`, '=', workspaceId);
  select = withStatus(select, filter.status, today);
  if (filter.clientId) select = select.where(`${driving}.client_id`, '=', filter.clientId);
  if (filter.from) select = select.where(`${driving}.issue_on`, '>=', filter.from);
  if (filter.to) select = select.where(`${driving}.issue_on`, '<=', filter.to);
  for (const prefix of searchPrefixes(filter.q ?? '')) {
    select = select.where((eb) => eb(idColumn, 'in', withTerm(eb, prefix)));
  }
  return { select, driving, idColumn };
}

/** Whether a balance is looked up for each row of a page, or all of them are joined for a sum. */
type Balances = 'each' | 'all';

/**
 * The invoices, those that are issued with their balance. A page has a look-up that Postgres cannot turn into
 * a join: into an outer join's other side it would put the policy's condition twice, as a check of the
 * workspace against itself, and make it for each row.
 */
function withBalances(tx: WorkspaceTx, balances: Balances): Select {
  const invoices = tx.selectFrom('invoices as i');
  const joined =
    balances === 'all'
      ? invoices.leftJoin('invoice_balances as b', (join) =>
          join.on('b.workspace_id', '=', workspaceId).onRef('b.invoice_id', '=', 'i.id'),
        )
      : invoices.leftJoinLateral(
          (eb) =>
            eb
              .selectFrom('invoice_balances')
              .select(['paid_minor', 'balance_minor'])
              .where('workspace_id', '=', workspaceId)
              .whereRef('invoice_id', '=', 'i.id')
              .limit(1)
              .as('b'),
          (join) => join.onTrue(),
        );
  return joined as unknown as Select;
}

function withStatus(select: Select, status: InvoiceFilter['status'], today: string): Select {
  switch (status) {
    case undefined:
      return select;
    case 'draft':
      return select.where('i.status', '=', 'draft');
    case 'open':
      return select.where('b.balance_minor', '>', 0);
    case 'overdue':
      return select.where('b.balance_minor', '>', 0).where('b.due_on', '<', today);
    case 'paid':
      return select.where('b.balance_minor', '<=', 0);
  }
}

function withTerm(eb: ExpressionBuilder<Tables, 'i' | 'b'>, prefix: string) {
  return eb
    .selectFrom('invoice_terms as t')
    .select('t.invoice_id')
    .where('t.workspace_id', '=', workspaceId)
    .where('t.term', '>=', prefix)
    .where('t.term', '<', `${prefix}\u{10ffff}`);
}

import { sql } from 'kysely';
import { todayIn } from '#lib/dates.ts';
import { listInvoices } from '#modules/invoices/index.ts';
import { getWorkspace, type WorkspaceDetails } from '#modules/workspaces/index.ts';
import type { WorkspaceTx } from '#platform/db.ts';
import type { Overview } from './schema.ts';

const shownInvoices = 6;
const shownMonths = 12;

type CurrencyRow = {
  currency: string;
  open_count: number;
  open_minor: number;
  overdue_count: number;
  overdue_minor: number;
  paid_count: number;
  paid_minor: number;
};

/** What needs attention, what is owed and what came in, as of today in the workspace's time zone. */
export async function getOverview(tx: WorkspaceTx, now: Date): Promise<Overview> {
  const workspace = await getWorkspace(tx);
  const today = todayIn(workspace.timeZone, now);
  const sums = await sumsByCurrency(tx, today);
  const own = sums.find((row) => row.currency === workspace.currency);
  const page = { limit: shownInvoices };
  return {
    currency: workspace.currency,
    today,
    open: { count: own?.open_count ?? 0, balanceMinor: own?.open_minor ?? 0 },
    overdue: { count: own?.overdue_count ?? 0, balanceMinor: own?.overdue_minor ?? 0 },
    paidThisYear: { count: own?.paid_count ?? 0, amountMinor: own?.paid_minor ?? 0 },
    months: await sumsByMonth(tx, workspace.currency, today),
    otherCurrencies: sums
      .filter((row) => row.currency !== workspace.currency)
      .map((row) => ({
        currency: row.currency,
        openMinor: row.open_minor,
        paidThisYearMinor: row.paid_minor,
      })),
    overdueInvoices: await listInvoices(tx, { status: 'overdue' }, today, page),
    drafts: await listInvoices(tx, { status: 'draft' }, today, page),
    latest: await listInvoices(tx, {}, today, page),
    steps: await firstSteps(tx, workspace),
  };
}

async function sumsByCurrency(tx: WorkspaceTx, today: string): Promise<CurrencyRow[]> {
  const yearStart = `${today.slice(0, 4)}-01-01`;
  const { rows } = await sql<CurrencyRow>`
    with owed as (
      select currency, count(*) as open_count, sum(balance_minor) as open_minor,
        count(*) filter (where due_on < ${today}) as overdue_count,
        coalesce(sum(balance_minor) filter (where due_on < ${today}), 0) as overdue_minor
      from invoice_balances
      where workspace_id = current_workspace_id() and balance_minor > 0
      group by currency
    ), paid as (
      select currency, count(*) as paid_count, sum(amount_minor) as paid_minor
      from payments
      where workspace_id = current_workspace_id() and paid_on between ${yearStart} and ${today}
      group by currency
    )
    select coalesce(owed.currency, paid.currency) as currency,
      coalesce(open_count, 0) as open_count, coalesce(open_minor, 0) as open_minor,
      coalesce(overdue_count, 0) as overdue_count, coalesce(overdue_minor, 0) as overdue_minor,
      coalesce(paid_count, 0) as paid_count, coalesce(paid_minor, 0) as paid_minor
    from owed full join paid on paid.currency = owed.currency
    order by 1`.execute(tx);
  return rows;
}

async function sumsByMonth(tx: WorkspaceTx, currency: string, today: string) {
  const { rows } = await sql<{ month: string; issued_minor: number; paid_minor: number }>`
    with months as (
      -- Dates and not timestamps: a date before a timestamp is no leak-proof condition, so under row
      -- security no index would serve it.
      select starts::date as starts, (starts + interval '1 month')::date as ends
      from generate_series(
        date_trunc('month', ${today}::timestamp) - make_interval(months => ${shownMonths - 1}::int),
        date_trunc('month', ${today}::timestamp), interval '1 month') as starts
    )
    select to_char(m.starts, 'YYYY-MM') as month,
      coalesce((
        select sum(b.due_minor) from invoice_balances b
        where b.workspace_id = current_workspace_id() and b.currency = ${currency}
          and b.issue_on >= m.starts and b.issue_on < m.ends
      ), 0) as issued_minor,
      coalesce((
        select sum(p.amount_minor) from payments p
        where p.workspace_id = current_workspace_id() and p.currency = ${currency}
          and p.paid_on >= m.starts and p.paid_on < m.ends
      ), 0) as paid_minor
    from months m order by m.starts`.execute(tx);
  return rows.map((row) => ({
    month: row.month,
    issuedMinor: row.issued_minor,
    paidMinor: row.paid_minor,
  }));
}

async function firstSteps(tx: WorkspaceTx, workspace: WorkspaceDetails) {
  // An order and not exists(): for the first of any row Postgres may read other workspaces' from end to end.
  const { rows } = await sql<{ client: boolean; invoice: boolean }>`
    select (
        select id from clients where workspace_id = current_workspace_id() order by id limit 1
      ) is not null as client,
      (
        select invoice_id from invoice_balances where workspace_id = current_workspace_id()
        order by invoice_id limit 1
      ) is not null as invoice`.execute(tx);
  const { address, vatId, taxNumber } = workspace;
  return {
    seller: address.line1 !== '' && address.city !== '' && (vatId !== '' || taxNumber !== ''),
    client: rows[0]?.client ?? false,
    invoice: rows[0]?.invoice ?? false,
  };
}

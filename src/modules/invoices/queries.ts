import { sql } from 'kysely';
import { searchTerms } from '#lib/search-terms.ts';
import type { WorkspaceTx } from '#platform/db.ts';
import type { AllocatedNumber } from './numbering.ts';
import type { InvoiceContent, InvoiceDocument } from './schema.ts';

const workspaceId = sql<string>`current_workspace_id()`;

/** An invoice as stored, with its balance and the newest version of its stored PDF. */
export type InvoiceRecord = {
  id: string;
  status: 'draft' | 'issued';
  version: number;
  content: InvoiceContent;
  document: InvoiceDocument | null;
  paidMinor: number;
  balanceMinor: number;
  stored: { sha256: string; version: number } | null;
  createdAt: string;
  updatedAt: string;
  updatedBy: string;
  issuedAt: string | null;
};

/** Finds an invoice; with `lock` it stays as it is for others until the transaction ends. */
export async function findInvoice(
  tx: WorkspaceTx,
  id: string,
  options: { lock?: boolean } = {},
): Promise<InvoiceRecord | undefined> {
  let query = tx
    .selectFrom('invoices as i')
    .leftJoin('invoice_balances as b', (join) =>
      join.onRef('b.workspace_id', '=', 'i.workspace_id').onRef('b.invoice_id', '=', 'i.id'),
    )
    .selectAll('i')
    .select(['b.paid_minor', 'b.balance_minor'])
    // The archive belongs to documents; reading it here answers an invoice with one query.
    .select((eb) =>
      eb
        .selectFrom('document_versions as d')
        .select(
          sql<{ sha256: string; version: number }>`
          jsonb_build_object('sha256', d.sha256, 'version', d.version)`.as('stored'),
        )
        .whereRef('d.workspace_id', '=', 'i.workspace_id')
        .whereRef('d.invoice_id', '=', 'i.id')
        .orderBy('d.version', 'desc')
        .limit(1)
        .as('stored'),
    )
    .where('i.workspace_id', '=', workspaceId)
    .where('i.id', '=', id);
  if (options.lock) query = query.forUpdate('i');
  const row = await query.executeTakeFirst();
  if (!row) return undefined;
  return {
    id: row.id,
    status: row.status === 'issued' ? 'issued' : 'draft',
    version: row.version,
    content: row.content as InvoiceContent,
    document: row.document as InvoiceDocument | null,
    paidMinor: row.paid_minor ?? 0,
    balanceMinor: row.balance_minor ?? 0,
    stored: row.stored ?? null,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    updatedBy: row.updated_by,
    issuedAt: row.issued_at?.toISOString() ?? null,
  };
}

export async function insertDraft(
  tx: WorkspaceTx,
  draft: { id: string; content: InvoiceContent; document: InvoiceDocument },
  author: { userId: string; name: string },
): Promise<void> {
  await tx
    .insertInto('invoices')
    .values({
      workspace_id: workspaceId,
      id: draft.id,
      created_by: author.userId,
      updated_by: author.name,
      ...draftColumns(draft.content, draft.document),
    })
    .execute();
  await replaceTerms(tx, draft.id, draft.document);
}

/** Stores a changed draft and returns it as the next version. */
export async function updateDraft(
  tx: WorkspaceTx,
  stored: InvoiceRecord,
  { content, document }: { content: InvoiceContent; document: InvoiceDocument },
  author: { name: string },
): Promise<InvoiceRecord> {
  const { id } = stored;
  const row = await tx
    .updateTable('invoices')
    .set((eb) => ({
      ...draftColumns(content, document),
      version: eb('version', '+', 1),
      updated_by: author.name,
      updated_at: sql<Date>`now()`,
    }))
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .returning(['version', 'updated_at'])
    .executeTakeFirstOrThrow();
  await replaceTerms(tx, id, document);
  return {
    ...stored,
    content,
    version: row.version,
    updatedAt: row.updated_at.toISOString(),
    updatedBy: author.name,
  };
}

export async function deleteDraftRow(tx: WorkspaceTx, id: string): Promise<void> {
  await tx
    .deleteFrom('invoices')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .execute();
}

/** Deletes every draft of the workspace. */
export async function deleteDrafts(tx: WorkspaceTx): Promise<void> {
  await tx
    .deleteFrom('invoices')
    .where('workspace_id', '=', workspaceId)
    .where('status', '=', 'draft')
    .execute();
}

/** The clients to whom invoices were issued; null among them where an invoice names none. */
export async function listBilledClientIds(tx: WorkspaceTx): Promise<(string | null)[]> {
  const rows = await tx
    .selectFrom('invoices')
    .select('client_id')
    .distinct()
    .where('workspace_id', '=', workspaceId)
    .where('status', '=', 'issued')
    .execute();
  return rows.map((row) => row.client_id);
}

/**
 * Turns a draft into an issued invoice and returns it, with nothing paid yet; from the commit on
 * Postgres refuses any further change.
 */
export async function freezeInvoice(
  tx: WorkspaceTx,
  draft: InvoiceRecord,
  seriesId: string,
  allocated: AllocatedNumber,
  document: InvoiceDocument,
  author: { name: string },
): Promise<InvoiceRecord> {
  const { id } = draft;
  const row = await tx
    .updateTable('invoices')
    .set((eb) => ({
      status: 'issued',
      version: eb('version', '+', 1),
      series_id: seriesId,
      period: allocated.period,
      sequence: allocated.sequence,
      number: allocated.number,
      document: JSON.stringify(document),
      net_minor: document.totals.netMinor,
      gross_minor: document.totals.dueMinor,
      buyer_name: document.buyer?.name ?? '',
      updated_by: author.name,
      updated_at: sql<Date>`now()`,
      issued_at: sql<Date>`now()`,
    }))
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .returning(['version', 'updated_at', 'issued_at'])
    .executeTakeFirstOrThrow();
  await replaceTerms(tx, id, document);
  return {
    ...draft,
    status: 'issued',
    version: row.version,
    document,
    balanceMinor: document.totals.dueMinor,
    updatedAt: row.updated_at.toISOString(),
    updatedBy: author.name,
    issuedAt: row.issued_at?.toISOString() ?? null,
  };
}

function draftColumns(content: InvoiceContent, document: InvoiceDocument) {
  return {
    client_id: content.clientId,
    buyer_name: document.buyer?.name ?? '',
    subject: content.subject,
    currency: content.currency,
    issue_on: content.issueOn,
    due_on: content.dueOn,
    net_minor: document.totals.netMinor,
    gross_minor: document.totals.dueMinor,
    content: JSON.stringify(content),
  };
}

async function replaceTerms(tx: WorkspaceTx, id: string, document: InvoiceDocument): Promise<void> {
  const { number, buyer, subject, orderReference } = document;
  const terms = searchTerms([number ?? '', buyer?.name ?? '', subject, orderReference]);
  // One statement: a draft is saved often, and its words seldom change.
  await sql`
    with wanted as (select distinct unnest(${terms}::text[]) collate "C" as term),
    gone as (
      delete from invoice_terms t
      where t.workspace_id = current_workspace_id() and t.invoice_id = ${id}
        and t.term not in (select term from wanted)
    )
    insert into invoice_terms (workspace_id, term, invoice_id)
    select current_workspace_id(), term, ${id} from wanted
    on conflict do nothing`.execute(tx);
}

import { type Selectable, sql } from 'kysely';
import { searchPrefixes, searchTerms } from '#lib/search-terms.ts';
import type { DB } from '#platform/database-types.ts';
import type { WorkspaceTx } from '#platform/db.ts';
import type { Client } from './schema.ts';

type Row = Selectable<DB['clients']>;

const inThisWorkspace = sql<string>`current_workspace_id()`;

export async function insertClient(tx: WorkspaceTx, client: Client): Promise<Client> {
  const row = await tx
    .insertInto('clients')
    .values({ workspace_id: inThisWorkspace, id: client.id, ...toColumns(client) })
    .returningAll()
    .executeTakeFirstOrThrow();
  await replaceTerms(tx, client);
  return present(row);
}

export async function updateClient(tx: WorkspaceTx, client: Client): Promise<Client> {
  const row = await tx
    .updateTable('clients')
    .set({ ...toColumns(client), updated_at: sql`now()` })
    .where('workspace_id', '=', inThisWorkspace)
    .where('id', '=', client.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  await replaceTerms(tx, client);
  return present(row);
}

export async function findClient(
  tx: WorkspaceTx,
  id: string,
  options: { lock?: boolean } = {},
): Promise<Client | undefined> {
  let query = tx
    .selectFrom('clients')
    .selectAll()
    .where('workspace_id', '=', inThisWorkspace)
    .where('id', '=', id);
  if (options.lock) query = query.forUpdate();
  const row = await query.executeTakeFirst();
  return row && present(row);
}

/** Deletes a client that no invoice names; throws Postgres's 23503 where one does. */
export async function deleteClientRow(tx: WorkspaceTx, id: string): Promise<void> {
  await tx
    .deleteFrom('clients')
    .where('workspace_id', '=', inThisWorkspace)
    .where('id', '=', id)
    .execute();
}

/** Deletes every client of the workspace but these; throws Postgres's 23503 where a draft names another. */
export async function deleteClientsExcept(tx: WorkspaceTx, keptIds: string[]): Promise<void> {
  await tx
    .deleteFrom('clients')
    .where('workspace_id', '=', inThisWorkspace)
    .where(sql<boolean>`id <> all(${keptIds}::uuid[])`)
    .execute();
}

/** Clients by name after a position, those whose words begin with every word of `q`. */
export async function listClients(
  tx: WorkspaceTx,
  query: { q?: string | undefined; archived: boolean; after?: string[]; limit: number },
): Promise<Client[]> {
  let select = tx
    .selectFrom('clients')
    .selectAll()
    .where('workspace_id', '=', inThisWorkspace)
    .where('archived', '=', query.archived)
    .orderBy('name_key')
    .orderBy('id')
    .limit(query.limit);
  const [nameKey, id] = query.after ?? [];
  if (nameKey !== undefined && id !== undefined) {
    select = select.where((eb) => eb(eb.refTuple('name_key', 'id'), '>', eb.tuple(nameKey, id)));
  }
  for (const prefix of searchPrefixes(query.q ?? '')) {
    select = select.where(
      'id',
      'in',
      tx
        .selectFrom('client_terms')
        .select('client_id')
        .where('workspace_id', '=', inThisWorkspace)
        .where('term', '>=', prefix)
        .where('term', '<', `${prefix}\u{10ffff}`),
    );
  }
  return (await select.execute()).map(present);
}

async function replaceTerms(tx: WorkspaceTx, client: Client): Promise<void> {
  const { name, contactName, email, vatId, address } = client;
  const terms = searchTerms([name, contactName, email, vatId, address.city]);
  await tx
    .deleteFrom('client_terms')
    .where('workspace_id', '=', inThisWorkspace)
    .where('client_id', '=', client.id)
    .execute();
  if (terms.length === 0) return;
  await sql`insert into client_terms (workspace_id, term, client_id)
    select current_workspace_id(), unnest(${terms}::text[]), ${client.id}`.execute(tx);
}

function toColumns(client: Client) {
  return {
    name: client.name,
    name_key: clientNameKey(client.name),
    kind: client.kind,
    contact_name: client.contactName,
    address: JSON.stringify(client.address),
    vat_id: client.vatId,
    email: client.email,
    language: client.language,
    buyer_reference: client.buyerReference,
    electronic_address: client.electronicAddress && JSON.stringify(client.electronicAddress),
    payment_term_days: client.paymentTermDays,
    note: client.note,
    archived: client.archived,
  };
}

/** The form by which clients are ordered: without case and accents. */
export function clientNameKey(name: string): string {
  return name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().slice(0, 120);
}

function present(row: Row): Client {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind as Client['kind'],
    contactName: row.contact_name,
    address: row.address as unknown as Client['address'],
    vatId: row.vat_id,
    email: row.email,
    language: row.language as Client['language'],
    buyerReference: row.buyer_reference,
    electronicAddress: row.electronic_address as unknown as Client['electronicAddress'],
    paymentTermDays: row.payment_term_days,
    note: row.note,
    archived: row.archived,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

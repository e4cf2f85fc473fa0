import type { Selectable } from 'kysely';
import type { PostalAddress } from '#lib/fields.ts';
import type { DB } from '#platform/database-types.ts';
import type { SystemTx, WorkspaceTx } from '#platform/db.ts';
import type { Plan, Role, Workspace, WorkspaceChange } from './schema.ts';

export type WorkspaceDetails = Omit<Workspace, 'role' | 'permissions'>;

/** The workspace of the transaction. */
export async function getWorkspace(tx: WorkspaceTx): Promise<WorkspaceDetails> {
  const row = await tx
    .selectFrom('workspaces')
    .selectAll()
    .where('id', '=', (eb) => eb.fn('current_workspace_id'))
    .executeTakeFirstOrThrow();
  return present(row);
}

export async function updateWorkspace(
  tx: WorkspaceTx,
  change: WorkspaceChange & { logo?: WorkspaceDetails['logo'] },
): Promise<WorkspaceDetails> {
  const row = await tx
    .updateTable('workspaces')
    .set(toColumns(change))
    .where('id', '=', (eb) => eb.fn('current_workspace_id'))
    .returningAll()
    .executeTakeFirstOrThrow();
  return present(row);
}

// A tax adviser's office is in those of all its clients.
const mostMemberships = 1_000;

/** The workspaces of a user, by name. */
export async function listMemberships(tx: SystemTx, userId: string) {
  const rows = await tx
    .selectFrom('members')
    .innerJoin('workspaces', 'workspaces.id', 'members.workspace_id')
    .select(['workspaces.id', 'workspaces.legal_name', 'members.role'])
    .where('members.user_id', '=', userId)
    .orderBy('workspaces.legal_name')
    .orderBy('workspaces.id')
    .limit(mostMemberships)
    .execute();
  return rows.map((row) => ({ id: row.id, legalName: row.legal_name, role: row.role as Role }));
}

function present(row: Selectable<DB['workspaces']>): WorkspaceDetails {
  return {
    id: row.id,
    legalName: row.legal_name,
    address: row.address as unknown as PostalAddress,
    vatId: row.vat_id,
    taxNumber: row.tax_number,
    vatStatus: row.vat_status as WorkspaceDetails['vatStatus'],
    registration: row.registration,
    iban: row.iban,
    bic: row.bic,
    bankName: row.bank_name,
    email: row.email,
    phone: row.phone,
    website: row.website,
    locale: row.locale as WorkspaceDetails['locale'],
    timeZone: row.time_zone,
    currency: row.currency,
    paymentTermDays: row.payment_term_days,
    accentColor: row.accent_color,
    footerNote: row.footer_note,
    plan: row.plan as Plan,
    deletionDueAt: row.deletion_due_at?.toISOString() ?? null,
    logo: row.logo as WorkspaceDetails['logo'],
    createdAt: row.created_at.toISOString(),
  };
}

const columns: Record<keyof WorkspaceChange | 'logo', keyof DB['workspaces']> = {
  legalName: 'legal_name',
  address: 'address',
  vatId: 'vat_id',
  taxNumber: 'tax_number',
  vatStatus: 'vat_status',
  registration: 'registration',
  iban: 'iban',
  bic: 'bic',
  bankName: 'bank_name',
  email: 'email',
  phone: 'phone',
  website: 'website',
  locale: 'locale',
  timeZone: 'time_zone',
  currency: 'currency',
  paymentTermDays: 'payment_term_days',
  accentColor: 'accent_color',
  footerNote: 'footer_note',
  logo: 'logo',
};

function toColumns(change: Record<string, unknown>) {
  const entries = Object.entries(change).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.map(([field, value]) => [
      columns[field as keyof typeof columns],
      typeof value === 'object' && value !== null ? JSON.stringify(value) : value,
    ]),
  );
}

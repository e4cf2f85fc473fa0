import type { Permission, Role } from './schema.ts';

const everyone: readonly Role[] = ['owner', 'admin', 'member', 'accountant'];

/**
 * The one permission table. Every route names its permission; what is not listed for a role is refused.
 * An accountant reads everything financial, exports and comments, and changes nothing; of that Postgres
 * makes sure as well (refuse_reader() in migrations/0011_teams.sql).
 */
const grants: Record<Permission, readonly Role[]> = {
  'workspace.read': everyone,
  'workspace.change': ['owner', 'admin'],
  'workspace.delete': ['owner'],
  'workspace.leave': everyone,
  'members.read': everyone,
  'members.change': ['owner', 'admin'],
  'ownership.offer': ['owner'],
  'ownership.answer': ['admin', 'member'],
  'clients.read': everyone,
  'clients.change': ['owner', 'admin', 'member'],
  'invoices.read': everyone,
  'invoices.draft': ['owner', 'admin', 'member'],
  'invoices.issue': ['owner', 'admin', 'member'],
  'number-series.change': ['owner', 'admin'],
  'payments.change': ['owner', 'admin', 'member'],
  'comments.write': everyone,
  'exports.read': everyone,
  'audit.read': everyone,
  'audit.export': ['owner', 'admin', 'accountant'],
  'access-log.read': ['owner', 'admin'],
};

export function isAllowed(role: string, permission: Permission): boolean {
  return (grants[permission] as readonly string[]).includes(role);
}

export const permissions = Object.keys(grants) as Permission[];

export function permissionsOf(role: Role): Permission[] {
  return permissions.filter((permission) => isAllowed(role, permission));
}

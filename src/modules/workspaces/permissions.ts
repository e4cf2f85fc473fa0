import type { Role } from './schema.ts';

/**
 * The one permission table. Every route names its permission; what is not listed for a role is refused.
 * An accountant reads everything financial and changes nothing.
 */
const grants = {
  'workspace.read': ['owner', 'admin', 'member', 'accountant'],
  'workspace.change': ['owner', 'admin'],
  'audit.read': ['owner', 'admin', 'member', 'accountant'],
  'clients.read': ['owner', 'admin', 'member', 'accountant'],
  'clients.change': ['owner', 'admin', 'member'],
  'invoices.read': ['owner', 'admin', 'member', 'accountant'],
  'invoices.draft': ['owner', 'admin', 'member'],
  'invoices.issue': ['owner', 'admin', 'member'],
  'number-series.change': ['owner', 'admin'],
  'payments.change': ['owner', 'admin', 'member'],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof grants;

export function isAllowed(role: string, permission: Permission): boolean {
  return (grants[permission] as readonly string[]).includes(role);
}

export const permissions = Object.keys(grants) as Permission[];

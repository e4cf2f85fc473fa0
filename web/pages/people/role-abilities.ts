import type { Permission } from '#modules/workspaces/schema.ts';
import type { peopleMessages } from '../../messages/people.ts';

export interface Ability {
  name: keyof typeof peopleMessages.abilities;
  /** Whoever may do the first of them may do all. */
  permissions: readonly Permission[];
}

/**
 * The permissions in the words of people who work here, from what everybody may do to what only the owner
 * may. What a role needs in order to open a screen at all, or to leave, is not worth a row.
 */
export const abilities: readonly Ability[] = [
  { name: 'read', permissions: ['invoices.read', 'clients.read'] },
  { name: 'comment', permissions: ['comments.write'] },
  { name: 'export', permissions: ['exports.read'] },
  { name: 'trail', permissions: ['audit.read'] },
  { name: 'trailExport', permissions: ['audit.export'] },
  { name: 'draft', permissions: ['invoices.draft', 'clients.change'] },
  { name: 'issue', permissions: ['invoices.issue', 'payments.change'] },
  { name: 'settings', permissions: ['workspace.change', 'number-series.change'] },
  { name: 'people', permissions: ['members.change'] },
  { name: 'access', permissions: ['access-log.read'] },
  { name: 'own', permissions: ['ownership.offer', 'workspace.delete'] },
];

/** Permissions without a row of their own. */
export const unspoken: readonly Permission[] = [
  'workspace.read',
  'workspace.leave',
  'members.read',
  'ownership.answer',
];

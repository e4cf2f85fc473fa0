import { z } from 'zod';

/** The four roles of a workspace, from most to least. */
export const roleSchema = z.enum(['owner', 'admin', 'member', 'accountant']);
export type Role = z.infer<typeof roleSchema>;

/** What can be allowed in a workspace; permissions.ts says to whom. */
export const permissionSchema = z.enum([
  'workspace.read',
  'workspace.change',
  'workspace.delete',
  'workspace.leave',
  'members.read',
  'members.change',
  'ownership.offer',
  'ownership.answer',
  'clients.read',
  'clients.change',
  'invoices.read',
  'invoices.draft',
  'invoices.issue',
  'number-series.change',
  'payments.change',
  'comments.write',
  'exports.read',
  'audit.read',
  'audit.export',
  'access-log.read',
]);
export type Permission = z.infer<typeof permissionSchema>;

export const planSchema = z.enum(['free', 'team']);
export type Plan = z.infer<typeof planSchema>;

/** What each role may do, for the screen that explains it. */
export const roleListSchema = z.strictObject({
  items: z.array(z.strictObject({ role: roleSchema, permissions: z.array(permissionSchema) })),
});
export type RoleList = z.infer<typeof roleListSchema>;

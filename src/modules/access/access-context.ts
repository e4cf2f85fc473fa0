import type { Context } from '#context.ts';
import type { Actor } from '#modules/audit/index.ts';
import type { Database } from '#platform/db.ts';

/**
 * What the operator's commands work with. Grants and logins are made by the migrating role, which the
 * server does not have; statements are recorded by the runtime role, as everything else is.
 */
export type AccessContext = {
  context: Context;
  owner: Database;
  migratingUrl: string;
};

/** An engineer at work in a workspace, as the audit trail names them. */
export function engineerActor(name: string, at: Date): Actor {
  return { userId: null, name: `${name} (Numirio)`, ip: '', at };
}

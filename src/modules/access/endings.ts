import { sql } from 'kysely';
import { recordAudit } from '#modules/audit/index.ts';
import { enterWorkspace, leaveWorkspace, type SystemTx } from '#platform/db.ts';
import { StartError } from '#platform/errors.ts';
import { type AccessContext, engineerActor } from './access-context.ts';
import { sumStatements } from './access-log.ts';
import { getEngineer } from './engineers.ts';
import { type Grant, lockGrant } from './grants.ts';
import { dropLogin } from './logins.ts';
import { mailOwners } from './mails/mails.ts';

/** Revokes a grant, ends its sessions and drops its login; throws StartError where it has ended already. */
export async function revokeAccess(
  access: AccessContext,
  grantId: string,
  by: string,
): Promise<Grant> {
  const grant = await access.owner.inSystem(async (tx) => {
    const locked = await lockGrant(tx, grantId);
    if (locked.revoked_at) throw new StartError('It was revoked already.');
    if (locked.closed_at) throw new StartError('It has ended already.');
    await revoke(tx, locked, by, access.context.now());
    return locked;
  });
  await closeAccess(access, grant.id);
  return grant;
}

/** Disables an engineer; what they asked for or approved is revoked with it. */
export async function disableEngineer(access: AccessContext, email: string): Promise<number> {
  const at = access.context.now();
  const revoked = await access.owner.inSystem(async (tx) => {
    const { id, name } = await getEngineer(tx, email);
    await tx.updateTable('engineers').set({ disabled_at: at }).where('id', '=', id).execute();
    const grants = await tx
      .selectFrom('access_grants')
      .selectAll()
      .where((eb) => eb.or([eb('engineer_id', '=', id), eb('approver_id', '=', id)]))
      .where('revoked_at', 'is', null)
      .where('closed_at', 'is', null)
      .orderBy('id')
      .forUpdate()
      .execute();
    for (const grant of grants) await revoke(tx, grant, `${name} was disabled`, at);
    return grants;
  });
  for (const { id } of revoked) await closeAccess(access, id);
  return revoked.length;
}

async function revoke(tx: SystemTx, grant: Grant, by: string, at: Date): Promise<void> {
  await tx
    .updateTable('access_grants')
    .set({ revoked_at: at, revoked_by: by })
    .where('workspace_id', '=', grant.workspace_id)
    .where('id', '=', grant.id)
    .execute();
  const inside = await enterWorkspace(tx, grant.workspace_id);
  await recordAudit(inside, engineerActor(by, at), {
    type: 'access.revoked',
    subjectId: grant.id,
    data: { engineer: grant.engineer_name },
  });
  await leaveWorkspace(inside);
}

/**
 * Closes a grant that was opened: from here on it shows no row. Its owners are told by mail, once; then its
 * sessions end and its login goes.
 */
export async function closeAccess(access: AccessContext, grantId: string): Promise<void> {
  const { context, owner } = access;
  const at = context.now();
  const grant = await owner.inSystem(async (tx) => {
    const locked = await lockGrant(tx, grantId);
    if (locked.opened_at && !locked.closed_at) await close(tx, access, locked, at);
    return locked;
  });
  if (grant.login) await dropLogin(owner, grant.login);
}

async function close(
  tx: SystemTx,
  { context }: AccessContext,
  grant: Grant,
  at: Date,
): Promise<void> {
  await tx
    .updateTable('access_grants')
    .set({ closed_at: at })
    .where('workspace_id', '=', grant.workspace_id)
    .where('id', '=', grant.id)
    .execute();
  const inside = await enterWorkspace(tx, grant.workspace_id);
  const sums = await sumStatements(inside, grant.id);
  const outside = await leaveWorkspace(inside);
  await mailOwners(outside, context, grant, { kind: 'access_ended', statements: sums.statements });
  const again = await enterWorkspace(outside, grant.workspace_id);
  await recordAudit(again, engineerActor(grant.engineer_name, at), {
    type: 'access.closed',
    subjectId: grant.id,
    data: { engineer: grant.engineer_name, revoked: grant.revoked_at !== null, ...sums },
  });
}

const maxSwept = 1_000;

/** Closes grants whose gate died before they ended, and drops logins that outlived theirs; returns how many. */
export async function sweepAccess(access: AccessContext): Promise<number> {
  const at = access.context.now();
  const dead = await access.owner.inSystem((tx) =>
    tx
      .selectFrom('access_grants')
      .select('id')
      .where('login', 'is not', null)
      .where((eb) =>
        eb.or([
          eb('closed_at', 'is', null).and(
            eb.or([eb('expires_at', '<=', at), eb('revoked_at', 'is not', null)]),
          ),
          eb('closed_at', 'is not', null).and(
            sql<boolean>`login in (select rolname from pg_roles)`,
          ),
        ]),
      )
      .limit(maxSwept)
      .execute(),
  );
  for (const { id } of dead) await closeAccess(access, id);
  return dead.length;
}

import type { Selectable } from 'kysely';
import { newId } from '#lib/ids.ts';
import { recordAudit } from '#modules/audit/index.ts';
import type { DB } from '#platform/database-types.ts';
import { enterWorkspace, type SystemTx } from '#platform/db.ts';
import { StartError } from '#platform/errors.ts';
import { engineerActor } from './access-context.ts';
import type { Engineer, Signer } from './engineers.ts';
import { type AccessGrant, type AccessReason, accessReasonSchema } from './schema.ts';
import {
  fingerprint,
  isSigned,
  type SignedApproval,
  type SignedRequest,
  signClaims,
} from './signatures.ts';

export type Grant = Selectable<DB['access_grants']>;

/** An approval that nobody used within 12 hours is none any more. */
export const approvalHours = 12;
const maxMinutes = 240;
const maxTicketLength = 200;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export type WantedAccess = {
  workspaceId: string;
  reason: string;
  ticket: string;
  minutes: number;
};

/** Asks for access to a workspace, signed by the engineer; returns the grant's id. */
export async function requestAccess(
  tx: SystemTx,
  signer: Signer,
  wanted: WantedAccess,
  at: Date,
): Promise<string> {
  const { reason, ticket, minutes } = checked(wanted);
  const workspaceId = wanted.workspaceId.toLowerCase();
  await assertWorkspace(tx, workspaceId);
  const { engineer } = signer;
  const claims: SignedRequest = {
    grantId: newId(),
    workspaceId,
    engineerId: engineer.id,
    reason,
    ticket,
    minutes,
    requestedAt: at.toISOString(),
  };
  await tx
    .insertInto('access_grants')
    .values({
      workspace_id: workspaceId,
      id: claims.grantId,
      engineer_id: engineer.id,
      engineer_name: engineer.name,
      reason,
      ticket,
      minutes,
      requested_at: at,
      request_signature: signClaims(signer.key, 'access request', claims),
    })
    .execute();
  await recordAudit(await enterWorkspace(tx, workspaceId), engineerActor(engineer.name, at), {
    type: 'access.requested',
    subjectId: claims.grantId,
    data: { reason, ticket, minutes, key: fingerprint(engineer.public_key) },
  });
  return claims.grantId;
}

/** Approves what another engineer asks for, over their words and their signature. */
export async function approveAccess(
  tx: SystemTx,
  signer: Signer,
  grantId: string,
  at: Date,
): Promise<Grant> {
  const grant = await lockGrant(tx, grantId);
  assertUnended(grant);
  if (grant.approved_at) throw new StartError(`${grant.approver_name} has approved it already.`);
  const approver = signer.engineer;
  if (approver.id === grant.engineer_id) {
    throw new StartError('Whoever asks does not approve; another engineer has to.');
  }
  const engineer = await getEngineerOf(tx, grant.engineer_id);
  assertRequestSigned(grant, engineer);
  await tx
    .updateTable('access_grants')
    .set({
      approver_id: approver.id,
      approver_name: approver.name,
      approved_at: at,
      approval_signature: signClaims(
        signer.key,
        'access approval',
        approvalOf(grant, approver.id, at),
      ),
    })
    .where('workspace_id', '=', grant.workspace_id)
    .where('id', '=', grant.id)
    .execute();
  const inside = await enterWorkspace(tx, grant.workspace_id);
  await recordAudit(inside, engineerActor(approver.name, at), {
    type: 'access.approved',
    subjectId: grant.id,
    data: { engineer: engineer.name, key: fingerprint(approver.public_key) },
  });
  return grant;
}

/**
 * Throws StartError unless two engineers, both still in office, have signed what the row says; so whoever
 * changes a row by hand gains nothing.
 */
export async function assertApproved(
  tx: SystemTx,
  grant: Grant,
  at: Date,
): Promise<{ approvalSignature: Buffer; approverName: string }> {
  const { approver_id, approved_at, approval_signature, approver_name } = grant;
  if (!approver_id || !approved_at || !approval_signature || !approver_name) {
    throw new StartError('Nobody has approved it yet; another engineer has to.');
  }
  if (at.getTime() >= approved_at.getTime() + approvalHours * 3_600_000) {
    throw new StartError(`The approval was good for ${approvalHours} hours; please ask again.`);
  }
  assertRequestSigned(grant, await getEngineerOf(tx, grant.engineer_id));
  const approver = await getEngineerOf(tx, approver_id);
  const claims = approvalOf(grant, approver_id, approved_at);
  if (
    approver_id === grant.engineer_id ||
    !isSigned(approver.public_key, 'access approval', claims, approval_signature)
  ) {
    throw new StartError(`The approval does not bear the signature of ${approver.name}.`);
  }
  return { approvalSignature: approval_signature, approverName: approver_name };
}

/** Locks a grant until the transaction ends; throws StartError where there is none. */
export async function lockGrant(tx: SystemTx, grantId: string): Promise<Grant> {
  const grant = uuid.test(grantId.toLowerCase())
    ? await tx
        .selectFrom('access_grants')
        .selectAll()
        .where('id', '=', grantId.toLowerCase())
        .forUpdate()
        .executeTakeFirst()
    : undefined;
  if (!grant) throw new StartError(`There is no grant ${grantId}.`);
  return grant;
}

/** The newest grants of every workspace. */
export function listGrants(tx: SystemTx, limit: number): Promise<Grant[]> {
  return tx.selectFrom('access_grants').selectAll().orderBy('id', 'desc').limit(limit).execute();
}

/** Throws StartError for a grant that was revoked, used or has ended. */
export function assertUnended(grant: Grant): void {
  if (grant.revoked_at) throw new StartError('It was revoked; please ask again.');
  if (grant.opened_at) throw new StartError('It was opened already; please ask again.');
}

/** Where a grant stands at an instant, and when it ended. */
export function stateOf(
  grant: Grant,
  at: Date,
): { state: AccessGrant['state']; endedAt: Date | null } {
  const { revoked_at, closed_at, expires_at, opened_at, approved_at } = grant;
  if (revoked_at) return { state: 'revoked', endedAt: revoked_at };
  if (closed_at) return { state: 'ended', endedAt: closed_at };
  const lapsesAt =
    opened_at || !approved_at
      ? expires_at
      : new Date(approved_at.getTime() + approvalHours * 3_600_000);
  if (lapsesAt && lapsesAt <= at) return { state: 'ended', endedAt: lapsesAt };
  if (opened_at) return { state: 'open', endedAt: null };
  return { state: approved_at ? 'approved' : 'requested', endedAt: null };
}

function checked({ reason, ticket, minutes }: WantedAccess) {
  const known = accessReasonSchema.safeParse(reason);
  if (!known.success) {
    throw new StartError(`The reason is one of ${accessReasonSchema.options.join(', ')}.`);
  }
  const text = ticket.trim();
  if (text === '' || text.length > maxTicketLength || /\p{Cc}/u.test(text)) {
    throw new StartError(`The ticket needs 1 to ${maxTicketLength} characters.`);
  }
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > maxMinutes) {
    throw new StartError(`The minutes are a whole number from 1 to ${maxMinutes}.`);
  }
  return { reason: known.data as AccessReason, ticket: text, minutes };
}

async function assertWorkspace(tx: SystemTx, workspaceId: string): Promise<void> {
  const found = uuid.test(workspaceId)
    ? await tx
        .selectFrom('workspaces')
        .select('id')
        .where('id', '=', workspaceId)
        .executeTakeFirst()
    : undefined;
  if (!found) throw new StartError(`There is no workspace ${workspaceId}.`);
}

async function getEngineerOf(tx: SystemTx, engineerId: string): Promise<Engineer> {
  const engineer = await tx
    .selectFrom('engineers')
    .selectAll()
    .where('id', '=', engineerId)
    .executeTakeFirstOrThrow();
  if (engineer.disabled_at) throw new StartError(`${engineer.name} is disabled.`);
  return engineer;
}

function assertRequestSigned(grant: Grant, engineer: Engineer): void {
  const signed = isSigned(
    engineer.public_key,
    'access request',
    requestOf(grant),
    grant.request_signature,
  );
  if (!signed) throw new StartError(`The request does not bear the signature of ${engineer.name}.`);
}

function requestOf(grant: Grant): SignedRequest {
  return {
    grantId: grant.id,
    workspaceId: grant.workspace_id,
    engineerId: grant.engineer_id,
    reason: grant.reason,
    ticket: grant.ticket,
    minutes: grant.minutes,
    requestedAt: grant.requested_at.toISOString(),
  };
}

function approvalOf(grant: Grant, approverId: string, approvedAt: Date): SignedApproval {
  return {
    ...requestOf(grant),
    requestSignature: grant.request_signature.toString('base64url'),
    approverId,
    approvedAt: approvedAt.toISOString(),
  };
}

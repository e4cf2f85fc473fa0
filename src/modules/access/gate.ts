import { randomBytes } from 'node:crypto';
import { newId } from '#lib/ids.ts';
import { recordAudit } from '#modules/audit/index.ts';
import { enterWorkspace, type SystemTx } from '#platform/db.ts';
import { StartError } from '#platform/errors.ts';
import { type Gate, openGate, type QueryResult } from '#platform/postgres-gate.ts';
import { type AccessContext, engineerActor } from './access-context.ts';
import { closeAccess } from './endings.ts';
import type { Signer } from './engineers.ts';
import { assertApproved, assertUnended, type Grant, lockGrant } from './grants.ts';
import { createLogin, type Login, newLogin } from './logins.ts';
import { mailOwners } from './mails/mails.ts';
import { signClaims } from './signatures.ts';

/** An access that is open: psql reaches it at this port of the loopback address, with this password. */
export type OpenAccess = {
  port: number;
  user: string;
  database: string;
  password: string;
  workspaceId: string;
  expiresAt: Date;
  /** Why it ended, once everything is recorded and the login is gone. */
  ended: Promise<'expired' | 'revoked' | 'stopped'>;
  stop(): void;
};

const pollMs = 2_000;

/**
 * Opens an approved grant: makes its login, tells the workspace's owners, and opens the gate that records
 * every statement. Throws StartError where the grant is not to be opened.
 */
export async function openAccess(
  access: AccessContext,
  signer: Signer,
  grantId: string,
  options: { pollMs?: number } = {},
): Promise<OpenAccess> {
  const login = newLogin();
  const grant = await access.owner.inSystem((tx) => openGrant(tx, access, signer, grantId, login));
  try {
    const database = decodeURIComponent(new URL(access.migratingUrl).pathname.slice(1));
    const password = randomBytes(24).toString('base64url');
    const gate = await openGate({
      upstreamUrl: upstreamUrl(access.migratingUrl, login),
      settings: { 'numirio.workspace_id': grant.workspaceId },
      user: login.name,
      database,
      password,
      ...recorder(access, grant),
    });
    const { ended, stop } = watch(access, grant, gate, options.pollMs ?? pollMs);
    const { workspaceId, expiresAt } = grant;
    const user = login.name;
    return { port: gate.port, user, database, password, workspaceId, expiresAt, ended, stop };
  } catch (error) {
    await closeAccess(access, grantId);
    throw error;
  }
}

type Opened = { id: string; workspaceId: string; engineerName: string; expiresAt: Date };

async function openGrant(
  tx: SystemTx,
  { context }: AccessContext,
  { engineer, key }: Signer,
  grantId: string,
  login: Login,
): Promise<Opened> {
  const at = context.now();
  const grant = await lockGrant(tx, grantId);
  assertUnended(grant);
  if (grant.engineer_id !== engineer.id) {
    throw new StartError(`${grant.engineer_name} asked for it, so nobody else opens it.`);
  }
  const { approvalSignature } = await assertApproved(tx, grant, at);
  const expiresAt = new Date(at.getTime() + grant.minutes * 60_000);
  const opened: Grant = { ...grant, login: login.name, opened_at: at, expires_at: expiresAt };
  await createLogin(tx, login, expiresAt);
  await tx
    .updateTable('access_grants')
    .set({ login: login.name, opened_at: at, expires_at: expiresAt })
    .where('workspace_id', '=', grant.workspace_id)
    .where('id', '=', grant.id)
    .execute();
  await mailOwners(tx, context, opened, { kind: 'access_opened', until: expiresAt });
  const signature = signClaims(key, 'access opening', {
    grantId: grant.id,
    approvalSignature: approvalSignature.toString('base64url'),
    openedAt: at.toISOString(),
  });
  const inside = await enterWorkspace(tx, grant.workspace_id);
  await recordAudit(inside, engineerActor(engineer.name, at), {
    type: 'access.opened',
    subjectId: grant.id,
    data: {
      approver: grant.approver_name,
      login: login.name,
      expiresAt: expiresAt.toISOString(),
      signature: signature.toString('base64url'),
    },
  });
  return {
    id: grant.id,
    workspaceId: grant.workspace_id,
    engineerName: engineer.name,
    expiresAt,
  };
}

function upstreamUrl(migratingUrl: string, login: Login): string {
  const url = new URL(migratingUrl);
  url.username = login.name;
  url.password = login.password;
  return url.toString();
}

/** Writes statements and their results into the workspace's audit trail, each in its own transaction. */
function recorder({ context }: AccessContext, { id, workspaceId, engineerName }: Opened) {
  const record = (type: 'access.statement' | 'access.result', data: Record<string, unknown>) =>
    context.db.inWorkspace(workspaceId, (tx) =>
      recordAudit(tx, engineerActor(engineerName, context.now()), { type, subjectId: id, data }),
    );
  return {
    recordStatement: async (statement: string) => {
      const statementId = newId();
      await record('access.statement', { statementId, statement });
      return statementId;
    },
    recordResult: (statementId: string, result: QueryResult & { durationMs: number }) =>
      record('access.result', { statementId, ...result }),
  };
}

/** Ends the gate when its time is over, when the grant is revoked, or when it is told to stop. */
function watch(access: AccessContext, grant: Opened, gate: Gate, everyMs: number) {
  let settle: (why: 'expired' | 'revoked' | 'stopped') => void = () => {};
  const wanted = new Promise<'expired' | 'revoked' | 'stopped'>((resolve) => {
    settle = resolve;
  });
  const look = async () => {
    if (access.context.now() >= grant.expiresAt) settle('expired');
    else if (await hasEnded(access, grant.id)) settle('revoked');
  };
  // Where Postgres does not answer, nothing can be recorded and so nothing passes; the clock goes on.
  const timer = setInterval(() => void look().catch(() => {}), everyMs);
  const ended = wanted.then(async (why) => {
    clearInterval(timer);
    await gate.close();
    await closeAccess(access, grant.id);
    return why;
  });
  return { ended, stop: () => settle('stopped') };
}

async function hasEnded({ owner }: AccessContext, grantId: string): Promise<boolean> {
  const row = await owner.inSystem((tx) =>
    tx
      .selectFrom('access_grants')
      .select(['revoked_at', 'closed_at'])
      .where('id', '=', grantId)
      .executeTakeFirstOrThrow(),
  );
  return row.revoked_at !== null || row.closed_at !== null;
}

import pg from 'pg';
import { newId } from '#lib/ids.ts';
import { anchorHeads, recordAudit, verifyTrail } from '#modules/audit/index.ts';
import type { AuditVerification } from '#modules/audit/schema.ts';
import type { Member, TestApp } from './app.ts';

/** Appends events to the trail of a workspace, each with words of its own. */
export async function appendEvents(server: TestApp, workspaceId: string, count: number) {
  // Within one transaction every version of the head's row is walked along again.
  if (count > 100) await appendEvents(server, workspaceId, count - 100);
  await server.context.db.inWorkspace(workspaceId, async (tx) => {
    for (let turn = 0; turn < Math.min(count, 100); turn += 1) {
      const actor = { userId: newId(), name: 'Ana', ip: '127.0.0.1', at: server.clock.now };
      const data = { name: [`before ${newId()}`, 'Žofia 🦊 "quoted"'], turn, amountMinor: 1999 };
      await recordAudit(tx, actor, { type: 'client.changed', subjectId: newId(), data });
    }
  });
}

/** Runs the hourly job. */
export function anchorNow(server: TestApp): Promise<void> {
  return anchorHeads(server.context);
}

export async function verify(member: Member): Promise<AuditVerification> {
  const answer = await member.request('GET', `${member.path}/audit-events/verification`);
  if (answer.status !== 200) throw new Error(`not verified: ${JSON.stringify(answer.json)}`);
  return answer.json;
}

/** The same without a member, for a database that nobody can sign in to. */
export function verifyOn({ context }: TestApp, workspaceId: string): Promise<AuditVerification> {
  return verifyTrail(context, (work) => context.db.inWorkspace(workspaceId, work), workspaceId);
}

/** The lines of an export. */
export async function exportLines(member: Member): Promise<string[]> {
  const answer = await member.request('GET', `${member.path}/audit-events/export`);
  if (answer.status !== 200) throw new Error(`not exported: ${JSON.stringify(answer.json)}`);
  return new TextDecoder().decode(answer.bytes).trimEnd().split('\n');
}

/** Works on a database as its superuser, past triggers, foreign keys and row security. */
export async function asSuperuser<Result>(
  server: TestApp,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: server.database.superuserUrl });
  await client.connect();
  try {
    await client.query('set session_replication_role = replica');
    return await work(client);
  } finally {
    await client.end();
  }
}

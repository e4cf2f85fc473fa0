import pg from 'pg';
import { newId } from '#lib/ids.ts';
import { nextHash } from '#modules/audit/chain.ts';
import { anchorHeads, recordAudit, verifyTrail } from '#modules/audit/index.ts';
import type { AuditVerification } from '#modules/audit/schema.ts';
import type { Member, TestApp } from './app.ts';

/** Appends events to the trail of a workspace, each with words of its own. */
export async function appendEvents(server: TestApp, workspaceId: string, count: number) {
  await server.context.db.inWorkspace(workspaceId, async (tx) => {
    for (let turn = 0; turn < count; turn += 1) {
      const actor = { userId: newId(), name: 'Ana', ip: '127.0.0.1', at: server.clock.now };
      const data = { name: [`before ${newId()}`, 'Žofia 🦊 "quoted"'], turn, amountMinor: 1999 };
      await recordAudit(tx, actor, { type: 'client.changed', subjectId: newId(), data });
    }
  });
}

/** Puts so many events into a trail at once, chained as append_audit_event() does it one by one. */
export async function loadEvents(server: TestApp, workspaceId: string, count: number) {
  await asSuperuser(server, async (client) => {
    const { rows } = await client.query('select * from audit_heads where workspace_id = $1', [
      workspaceId,
    ]);
    const columns: [string[], number[], Buffer[]] = [[], [], []];
    let { hash } = rows[0];
    for (let turn = 1; turn <= count; turn += 1) {
      const id = newId();
      const at = server.clock.now.toISOString();
      const actor = { id: null, name: 'Numirio' };
      const [type, subjectType] = ['client.changed', 'client'];
      hash = nextHash(hash, {
        id,
        at,
        actor,
        ip: '',
        type,
        subjectType,
        subjectId: workspaceId,
        data: {},
      });
      columns[0].push(id);
      columns[1].push(Number(rows[0].sequence) + turn);
      columns[2].push(hash);
    }
    await client.query(
      `insert into audit_events (workspace_id, id, at, actor_name, type, subject_type, subject_id, sequence, hash)
      select $1, id, $2, 'Numirio', 'client.changed', 'client', $1, sequence, hash
      from unnest($3::uuid[], $4::bigint[], $5::bytea[]) as event (id, sequence, hash)`,
      [workspaceId, server.clock.now, ...columns],
    );
    const head = [workspaceId, columns[1].at(-1), hash];
    await client.query(
      'update audit_heads set sequence = $2, hash = $3 where workspace_id = $1',
      head,
    );
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

import { issue } from '../../tests/support/fixtures.ts';
import { loadInvoices } from '../../tests/support/many-invoices.ts';
import type { Installation } from './installation.ts';
import { addMember, type Member } from './member.ts';

/** A workspace with the clients that were loaded into it, and a position near its oldest invoices. */
export type Loaded = {
  installation: Installation;
  member: Member;
  /** By weight: the first has most of the invoices. */
  clientIds: string[];
  /** Issue date and id after nine tenths of the invoices. */
  deep: string[];
};

/** Loads workspaces of these many invoices; of each size the first is returned, with what to ask it for. */
export async function loadWorkspaces(
  installation: Installation,
  sizes: number[],
): Promise<Loaded[]> {
  const startedAt = performance.now();
  const client = await installation.superuser.connect();
  const loaded: Loaded[] = [];
  // Workspaces of one size are loaded together; each gets a member who can ask for it.
  for (const size of new Set(sizes)) {
    const members: Member[] = [];
    for (const _ of sizes.filter((other) => other === size)) {
      members.push(await addMember(installation));
    }
    const model = await modelInvoice(installation, members[0]);
    const ids = members.map((member) => member.workspaceId);
    const clientIds = await loadInvoices(client, ids, size, model);
    const member = members[0];
    if (!member) continue;
    const deep = await deepPosition(installation, member);
    loaded.push({ installation, member, clientIds: clientIds[0] ?? [], deep });
  }
  client.release();
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  console.log(`Loaded ${sizes.reduce((sum, size) => sum + size, 0)} invoices in ${seconds} s.`);
  return loaded;
}

/** What a real invoice of the application looks like, for the copies. */
async function modelInvoice({ superuser }: Installation, member: Member | undefined) {
  if (!member) throw new Error('no member to issue the model invoice');
  const { id } = await issue(member, member.clientId);
  const { rows } = await superuser.query('select content, document from invoices where id = $1', [
    id,
  ]);
  return rows[0];
}

/** The position after nine tenths of a workspace's invoices. */
async function deepPosition(
  { superuser }: Installation,
  { workspaceId }: Member,
): Promise<string[]> {
  const { rows } = await superuser.query(
    `select issue_on::text, id from invoices where workspace_id = $1
     order by issue_on desc, id desc limit 1
     offset (select count(*) * 9 / 10 from invoices where workspace_id = $1)`,
    [workspaceId],
  );
  return [rows[0].issue_on, rows[0].id];
}

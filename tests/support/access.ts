import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { newId } from '#lib/ids.ts';
import {
  type AccessContext,
  addEngineer,
  approveAccess,
  getSigner,
  type OpenAccess,
  openAccess,
  requestAccess,
} from '#modules/access/index.ts';
import type { AccessStatement } from '#modules/access/schema.ts';
import { openDatabase } from '#platform/db.ts';
import type { Member, TestApp } from './app.ts';

/** An engineer with the private key that belongs to them. */
export type TestEngineer = { email: string; name: string; key: KeyObject };

/** Two engineers and the migrating role on the database of a test app; close `access.owner` at the end. */
export async function openDesk(server: TestApp): Promise<AccessDesk> {
  const { ownerUrl } = server.database;
  const access = { context: server.context, owner: openDatabase(ownerUrl), migratingUrl: ownerUrl };
  const asker = await engage(access, 'Eva Lind');
  return { access, asker, approver: await engage(access, 'Jan Krol') };
}

export async function engage(access: AccessContext, name: string): Promise<TestEngineer> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const email = `${newId()}@numirio.example`;
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  await access.owner.inSystem((tx) =>
    addEngineer(tx, access.context, { email, name, publicKey: pem }),
  );
  return { email, name, key: privateKey };
}

/** Does something as an engineer, in a transaction of the migrating role. */
export function as<Result>(
  access: AccessContext,
  { email, key }: TestEngineer,
  work: (
    tx: Parameters<typeof getSigner>[0],
    signer: Awaited<ReturnType<typeof getSigner>>,
  ) => Promise<Result>,
): Promise<Result> {
  return access.owner.inSystem(async (tx) => work(tx, await getSigner(tx, email, key)));
}

/** An installation with two engineers, and workspaces to read. */
export type AccessDesk = { access: AccessContext; asker: TestEngineer; approver: TestEngineer };

export type Wanted = { workspaceId: string; minutes?: number; ticket?: string };

/** Asks for access; returns the grant's id. */
export function ask({ access, asker }: AccessDesk, { workspaceId, ...rest }: Wanted) {
  const wanted = { reason: 'incident', ticket: 'T-1', minutes: 30, ...rest, workspaceId };
  return as(access, asker, (tx, signer) => requestAccess(tx, signer, wanted, access.context.now()));
}

/** Asks, and has it approved; returns the grant's id. */
export async function askApproved(desk: AccessDesk, wanted: Wanted): Promise<string> {
  const grantId = await ask(desk, wanted);
  const at = desk.access.context.now();
  await as(desk.access, desk.approver, (tx, signer) => approveAccess(tx, signer, grantId, at));
  return grantId;
}

/** Opens an approved grant; the gate looks for its end many times a second. */
export async function openGrant(desk: AccessDesk, grantId: string): Promise<OpenAccess> {
  const signer = await as(desk.access, desk.asker, async (_tx, signer) => signer);
  return openAccess(desk.access, signer, grantId, { pollMs: 20 });
}

/** The statements of a grant as its owner sees them. */
export async function statementsOf(owner: Member, grantId: string) {
  const answer = await owner.request('GET', `${owner.path}/access-log/${grantId}/statements`);
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.json));
  return answer.json.items as AccessStatement[];
}

import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { newId } from '#lib/ids.ts';
import { type AccessContext, addEngineer, getSigner } from '#modules/access/index.ts';
import { openDatabase } from '#platform/db.ts';
import type { TestApp } from './app.ts';

/** An engineer with the private key that belongs to them. */
export type TestEngineer = { email: string; name: string; key: KeyObject };

/** What the operator's commands work with, on the database of a test app; close its `owner` at the end. */
export function accessOf(server: TestApp): AccessContext {
  const { ownerUrl } = server.database;
  return { context: server.context, owner: openDatabase(ownerUrl), migratingUrl: ownerUrl };
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

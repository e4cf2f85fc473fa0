import { type CryptoKey, exportJWK, generateKeyPair, importJWK } from 'jose';
import { type Selectable, sql } from 'kysely';
import { newId } from '#lib/ids.ts';
import type { DB } from './database-types.ts';
import type { SystemTx } from './db.ts';
import { type SealingKeys, seal, unseal } from './sealed.ts';

export const algorithm = 'Ed25519';

/** A key pair and the times in which it signs and verifies; private only where we can open it. */
export type Key = {
  id: string;
  signsUntil: Date;
  verifiesUntil: Date;
  publicKey: CryptoKey;
  privateKey: CryptoKey | undefined;
};
export type Keyring = { keys: Map<string, Key>; loadedAt: Date };

const dayMs = 86_400_000;
const signingMs = 30 * dayMs;
/** A successor is known to every process long before it signs. */
const announcedMs = dayMs;
/** Longer than any token lives, with some room for clocks. */
const verifyingMs = 3_600_000;
/** A process whose clock is behind may still sign with a key that has ended for the others. */
const lateClockMs = 60_000;

/**
 * The key that signs at a time: of those that have not ended, the one that ends first. When it begins is
 * not asked, since a process whose clock is behind would have none right after the first was made.
 */
export function signingKey({ keys }: Keyring, at: Date): Key | undefined {
  return [...keys.values()].find((key) => key.privateKey && at < key.signsUntil);
}

/** Reads the keys, makes the next one when it is time to announce it, and forgets those whose time is over. */
export async function loadKeyring(
  tx: SystemTx,
  sealingKeys: SealingKeys,
  now: Date,
): Promise<Keyring> {
  let keys = await listKeys(tx, sealingKeys);
  if (needsSuccessor(keys, now) || (await hasEndedKeys(tx, now))) {
    await lockKeys(tx);
    keys = await listKeys(tx, sealingKeys);
    if (needsSuccessor(keys, now)) {
      const last = lastSigning(keys)?.signsUntil;
      await insertKey(tx, sealingKeys, last && last > now ? last : now, now);
    }
    await forgetKeys(tx, now);
    keys = await listKeys(tx, sealingKeys);
  }
  return { keys: new Map(keys.map((key) => [key.id, key])), loadedAt: now };
}

/** Ends every key and makes one that signs at once. */
export async function replaceKeys(
  tx: SystemTx,
  sealingKeys: SealingKeys,
  now: Date,
): Promise<void> {
  await lockKeys(tx);
  await tx.deleteFrom('signing_keys').execute();
  await insertKey(tx, sealingKeys, now, now);
}

/** Whether what is sealed in this database opens with these keys; true where nothing is sealed yet. */
export async function opensSigningKeys(tx: SystemTx, sealingKeys: SealingKeys): Promise<boolean> {
  const keys = await listKeys(tx, sealingKeys);
  return keys.length === 0 || lastSigning(keys) !== undefined;
}

async function listKeys(tx: SystemTx, sealingKeys: SealingKeys): Promise<Key[]> {
  const rows = await tx.selectFrom('signing_keys').selectAll().orderBy('signs_until').execute();
  return Promise.all(rows.map((row) => importKey(row, sealingKeys)));
}

function lastSigning(keys: Key[]): Key | undefined {
  return keys.findLast((key) => key.privateKey);
}

function needsSuccessor(keys: Key[], now: Date): boolean {
  const last = lastSigning(keys);
  return !last || last.signsUntil.getTime() - announcedMs <= now.getTime();
}

/** Two processes that both miss a key make one. */
async function lockKeys(tx: SystemTx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('numirio signing keys'))`.execute(tx);
}

async function insertKey(
  tx: SystemTx,
  sealingKeys: SealingKeys,
  signsFrom: Date,
  now: Date,
): Promise<void> {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const id = newId();
  const privateJwk = JSON.stringify(await exportJWK(privateKey));
  const signsUntil = new Date(signsFrom.getTime() + signingMs);
  await tx
    .insertInto('signing_keys')
    .values({
      id,
      public_jwk: JSON.stringify(await exportJWK(publicKey)),
      sealed_private_jwk: seal(sealingKeys, sealedName(id), privateJwk),
      signs_from: signsFrom,
      signs_until: signsUntil,
      verifies_until: new Date(signsUntil.getTime() + verifyingMs),
      created_at: now,
    })
    .execute();
}

async function hasEndedKeys(tx: SystemTx, now: Date): Promise<boolean> {
  const ended = await tx
    .selectFrom('signing_keys')
    .select('id')
    .where((eb) =>
      eb.or([
        eb('verifies_until', '<=', now),
        eb.and([eb('signs_until', '<=', lateClock(now)), eb('sealed_private_jwk', 'is not', null)]),
      ]),
    )
    .executeTakeFirst();
  return ended !== undefined;
}

/** What no longer signs loses its private part; what signed nothing that is still valid goes. */
async function forgetKeys(tx: SystemTx, now: Date): Promise<void> {
  await tx
    .updateTable('signing_keys')
    .set({ sealed_private_jwk: null })
    .where('signs_until', '<=', lateClock(now))
    .execute();
  await tx.deleteFrom('signing_keys').where('verifies_until', '<=', now).execute();
}

const lateClock = (now: Date) => new Date(now.getTime() - lateClockMs);

async function importKey(
  row: Selectable<DB['signing_keys']>,
  sealingKeys: SealingKeys,
): Promise<Key> {
  const privateJwk =
    row.sealed_private_jwk && openPrivate(row.id, row.sealed_private_jwk, sealingKeys);
  return {
    id: row.id,
    signsUntil: row.signs_until,
    verifiesUntil: row.verifies_until,
    publicKey: await importCryptoKey(row.public_jwk as Jwk),
    privateKey: privateJwk ? await importCryptoKey(JSON.parse(privateJwk)) : undefined,
  };
}

/** A key that an earlier secret sealed still verifies; it only signs no more. */
function openPrivate(id: string, sealed: Buffer, sealingKeys: SealingKeys): string | undefined {
  try {
    return unseal(sealingKeys, sealedName(id), sealed);
  } catch {
    return undefined;
  }
}

const sealedName = (id: string) => `signing-key:${id}`;

type Jwk = { kty: string; [member: string]: unknown };

async function importCryptoKey(jwk: Jwk): Promise<CryptoKey> {
  const key = await importJWK(jwk, algorithm);
  if (key instanceof Uint8Array) throw new Error('a signing key is no key pair');
  return key;
}

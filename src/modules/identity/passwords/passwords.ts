import { createHmac, randomBytes } from 'node:crypto';
import { compare, hash, parseOptions } from '@node-rs/bcrypt';
import { inHashQueue } from './hash-queue.ts';

const cost = 12;

/** A hash as it is stored, with the id of the pepper that it was made with. */
export type PasswordHash = { hash: string; pepperId: number };
/** By id; the first is the one that new hashes use. */
export type Peppers = ReadonlyMap<number, Buffer>;

/** Hashes a password: bcrypt, cost 12, over a keyed pre-hash. Throws 503 when too many wait. */
export async function hashPassword(password: string, peppers: Peppers): Promise<PasswordHash> {
  const [pepperId, pepper] = newestOf(peppers);
  return { hash: await inHashQueue(() => hash(preHash(password, pepper), { cost })), pepperId };
}

/**
 * Compares a password with a stored hash by the same work whether there is one or not, so that nobody
 * learns which accounts exist. Throws 503 when too many wait.
 */
export async function verifyPassword(
  password: string,
  stored: PasswordHash | undefined,
  peppers: Peppers,
): Promise<boolean> {
  // The encoder would make one replacement character of all unpaired surrogates, and so one password.
  if (!password.isWellFormed()) return false;
  const pepper = peppers.get(stored?.pepperId ?? -1);
  const reference = stored && pepper ? stored.hash : await dummyHash();
  const matches = await inHashQueue(() =>
    compare(preHash(password, pepper ?? randomBytes(32)), reference),
  );
  return matches && stored !== undefined && pepper !== undefined;
}

/** Whether a hash was made with another cost or pepper than today's are. */
export function isOutdated(stored: PasswordHash, peppers: Peppers): boolean {
  const [newestId] = newestOf(peppers);
  return stored.pepperId !== newestId || parseOptions(stored.hash).cost !== cost;
}

/** The hash of a user's row; undefined where the account has no password. */
export function storedPassword(
  row: { password_hash: string | null; password_pepper_id: number | null } | undefined,
): PasswordHash | undefined {
  if (row?.password_hash == null || row.password_pepper_id === null) return undefined;
  return { hash: row.password_hash, pepperId: row.password_pepper_id };
}

// bcrypt reads 72 bytes and common libraries cut silently; the 64 characters of this digest fit, and
// a stolen table without the pepper cannot be attacked by guessing.
function preHash(password: string, pepper: Buffer): string {
  return createHmac('sha384', pepper).update(password, 'utf8').digest('base64');
}

function newestOf(peppers: Peppers): [number, Buffer] {
  const [newest] = peppers;
  if (!newest) throw new Error('there is no pepper');
  return newest;
}

// Valid and of the current cost: against a malformed one the comparison ends at once, which tells.
let dummy: Promise<string> | undefined;
function dummyHash(): Promise<string> {
  dummy ??= hash(randomBytes(36).toString('base64'), { cost });
  return dummy;
}

import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cloneDatabase, execute, type TestDatabase } from '../../tests/support/database.ts';
import { type Database, openDatabase } from './db.ts';
import { loadKeyring, replaceKeys, signingKey } from './keyring.ts';
import type { SealingKeys } from './sealed.ts';

const startMs = Date.UTC(2026, 10, 22, 12);
const [minuteMs, hourMs, dayMs] = [60_000, 3_600_000, 86_400_000];
const secret: SealingKeys = [randomBytes(32)];

let database: TestDatabase;
let db: Database;

beforeAll(async () => {
  database = await cloneDatabase();
  db = openDatabase(database.runtimeUrl);
});
beforeEach(async () => {
  await execute(database.superuserUrl, 'delete from signing_keys');
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

const at = (ms: number) => new Date(startMs + ms);
const load = (ms: number, keys = secret) => db.inSystem((tx) => loadKeyring(tx, keys, at(ms)));
const signer = async (ms: number, keys = secret) => {
  const key = signingKey(await load(ms, keys), at(ms));
  if (!key) throw new Error('there is no key that signs');
  return key;
};

/** The rows of now: when each signs, and whether its private part is still there. */
async function rows() {
  const { rows } = await execute(
    database.superuserUrl,
    `select id, signs_from, signs_until, verifies_until, sealed_private_jwk is not null as private
     from signing_keys order by signs_from`,
  );
  return rows;
}

describe('the first start', () => {
  it('makes one key, though ten processes make it at once', async () => {
    const rings = await Promise.all(Array.from({ length: 10 }, () => load(0)));
    const [row, ...more] = await rows();
    expect(more).toEqual([]);
    for (const { keys } of rings) expect([...keys.keys()]).toEqual([row.id]);
    expect([row.signs_from, row.signs_until]).toEqual([at(0), at(30 * dayMs)]);
    expect(row.verifies_until).toEqual(at(30 * dayMs + hourMs));
  });

  it('serves a process too whose clock is behind that of the one that made it', async () => {
    const { id } = await signer(0);
    expect((await signer(-5_000)).id).toBe(id);
  });

  it('lets nobody read a private key without the secret', async () => {
    await load(0);
    const { rows: stored } = await execute(
      database.superuserUrl,
      'select sealed_private_jwk, public_jwk from signing_keys',
    );
    expect(stored[0].sealed_private_jwk.toString('latin1')).not.toContain('"d"');
    expect(Object.keys(stored[0].public_jwk).sort()).toEqual(['crv', 'kty', 'x']);
  });
});

describe('a rotation', () => {
  it('announces the successor a day before it signs', async () => {
    const { id } = await signer(0);
    await load(29 * dayMs - 1);
    expect(await rows()).toHaveLength(1);
    expect((await signer(29 * dayMs)).id).toBe(id);
    const [, successor] = await rows();
    expect([successor.signs_from, successor.signs_until]).toEqual([at(30 * dayMs), at(60 * dayMs)]);
    expect((await signer(30 * dayMs - 1)).id).toBe(id);
    expect((await signer(30 * dayMs)).id).toBe(successor.id);
  });

  it('begins anew after a long silence, and signs at once', async () => {
    const { id } = await signer(0);
    const later = await signer(400 * dayMs);
    expect(later.id).not.toBe(id);
    expect((await rows()).map((row) => row.id)).toEqual([later.id]);
  });

  it('deletes the private part a minute after signing, for clocks that are behind', async () => {
    await load(0);
    await load(29 * dayMs);
    await load(30 * dayMs + minuteMs - 1);
    expect((await rows()).map((row) => row.private)).toEqual([true, true]);
    await load(30 * dayMs + minuteMs);
    expect((await rows()).map((row) => row.private)).toEqual([false, true]);
  });

  it('deletes the key an hour after signing, when the last token has long expired', async () => {
    const { id } = await signer(0);
    await load(29 * dayMs);
    expect((await load(30 * dayMs + hourMs - 1)).keys.has(id)).toBe(true);
    expect((await load(30 * dayMs + hourMs)).keys.has(id)).toBe(false);
    expect(await rows()).toHaveLength(1);
  });
});

describe('a key that another secret sealed', () => {
  it('still verifies, and a new one signs', async () => {
    const old = await signer(0);
    const renewed: SealingKeys = [randomBytes(32)];
    const now = await signer(hourMs, renewed);
    expect(now.id).not.toBe(old.id);
    const ring = await load(hourMs, renewed);
    expect([...ring.keys.keys()].sort()).toEqual([old.id, now.id].sort());
    expect(ring.keys.get(old.id)?.privateKey).toBe(undefined);
    // A process that still has the old secret goes on with the old key, and verifies the new one.
    expect((await signer(hourMs)).id).toBe(old.id);
    expect((await load(hourMs)).keys.has(now.id)).toBe(true);
  });

  it('goes on signing where that secret is the previous one', async () => {
    const old = await signer(0);
    expect((await signer(hourMs, [randomBytes(32), ...secret])).id).toBe(old.id);
    expect(await rows()).toHaveLength(1);
  });

  it('does not open under the name of another key', async () => {
    await load(0);
    await load(29 * dayMs);
    await execute(
      database.superuserUrl,
      `update signing_keys set sealed_private_jwk =
         (select o.sealed_private_jwk from signing_keys o where o.id <> signing_keys.id)`,
    );
    const before = (await rows()).map((row) => row.id);
    const { id } = await signer(29 * dayMs);
    expect(before).not.toContain(id);
  });
});

describe('an emergency', () => {
  it('leaves one key, which signs at once, whoever else replaces at the same moment', async () => {
    const { id } = await signer(0);
    await load(29 * dayMs);
    await Promise.all(
      Array.from({ length: 5 }, () => db.inSystem((tx) => replaceKeys(tx, secret, at(29 * dayMs)))),
    );
    const [row, ...more] = await rows();
    expect(more).toEqual([]);
    expect(row.id).not.toBe(id);
    expect((await signer(29 * dayMs)).id).toBe(row.id);
  });
});

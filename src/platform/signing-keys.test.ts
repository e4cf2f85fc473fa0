import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../../tests/support/app.ts';
import { execute } from '../../tests/support/database.ts';
import { routes } from '../app.ts';
import { type Database, openDatabase } from './db.ts';
import { createHttpApp } from './http/app.ts';
import { openSigningKeys, type SigningKeys } from './signing-keys.ts';

const startMs = Date.UTC(2026, 10, 22, 12);
const [minuteMs, dayMs] = [60_000, 86_400_000];
const kind = { type: 'at+jwt', issuer: 'https://i.test', audience: 'https://i.test/v1' };

let server: TestApp;
let databases: Database[];

beforeAll(async () => {
  server = await startTestApp();
  databases = Array.from({ length: 3 }, () => openDatabase(server.database.runtimeUrl));
});
beforeEach(async () => {
  await execute(server.database.superuserUrl, 'delete from signing_keys');
  travel(0);
});
afterAll(async () => {
  for (const db of databases) await db.close();
  await server.close();
});

function travel(ms: number): void {
  server.clock.now = new Date(startMs + ms);
}

/** Three processes that have just started. */
function start(): [SigningKeys, SigningKeys, SigningKeys] {
  const [first, second, third] = databases.map((db) =>
    openSigningKeys(db, server.context.secrets.sealingKeys, server.context.now),
  );
  if (!first || !second || !third) throw new Error('there are fewer than three processes');
  return [first, second, third];
}

async function sign(keys: SigningKeys, minutes = 10): Promise<string> {
  const iat = Math.floor(server.clock.now.getTime() / 1000);
  return keys.sign({ sub: 'ana', iat, exp: iat + minutes * 60 }, kind);
}
const isGood = async (keys: SigningKeys, token: string) =>
  (await keys.verify(token, kind)) !== undefined;
const kidOf = (token: string) => decodeProtectedHeader(token).kid;

describe('the signing keys', () => {
  it('are the same for processes that start at once', async () => {
    const processes = start();
    const tokens = await Promise.all(processes.map((keys) => sign(keys)));
    expect(new Set(tokens.map(kidOf)).size).toBe(1);
    for (const keys of processes) {
      for (const token of tokens) expect(await isGood(keys, token)).toBe(true);
    }
  });

  it('rotate without a single refused token, minute by minute, with three processes', async () => {
    const processes = start();
    let living: string[] = [];
    let refused = 0;
    let verified = 0;
    const kids = new Set<string | undefined>();
    const aroundMs = [29 * dayMs, 30 * dayMs];
    await sign(processes[0]);
    for (const middleMs of aroundMs) {
      for (let minute = -12; minute <= 15; minute += 1) {
        travel(middleMs + minute * minuteMs);
        const made = await Promise.all(processes.map((keys) => sign(keys)));
        for (const token of made) kids.add(kidOf(token));
        // A token lives for ten minutes, and each process verifies those of the others.
        living = [...living, ...made].slice(-3 * 10);
        const answers = await Promise.all(
          processes.flatMap((keys) => living.map((token) => isGood(keys, token))),
        );
        verified += answers.length;
        refused += answers.filter((good) => !good).length;
      }
      living = [];
    }
    expect(refused).toBe(0);
    expect(verified).toBeGreaterThan(4_000);
    expect(kids.size).toBe(2);
  });

  it('refuse a token of another kind, issuer or audience', async () => {
    const [keys] = start();
    const token = await sign(keys);
    for (const change of [{ type: 'JWT' }, { issuer: 'https://o.test' }, { audience: 'o' }]) {
      expect(await keys.verify(token, { ...kind, ...change })).toBe(undefined);
    }
  });

  it('verify what a key signed that was sealed under a secret since renewed', async () => {
    const [before] = start();
    const [db] = databases;
    if (!db) throw new Error('there is no process');
    const token = await sign(before);
    const after = openSigningKeys(db, [randomBytes(32)], server.context.now);
    expect(await isGood(after, token)).toBe(true);
    const renewed = await sign(after);
    expect(kidOf(renewed)).not.toBe(kidOf(token));
    expect(await isGood(before, renewed)).toBe(true);
  });
});

describe('keys that are replaced in an emergency', () => {
  it('verify nothing any more: at once here, within a minute in other processes', async () => {
    const [here, there] = start();
    const token = await sign(here);
    expect(await isGood(there, token)).toBe(true);
    await here.replace();
    expect(await isGood(here, token)).toBe(false);
    travel(minuteMs);
    expect(await isGood(there, token)).toBe(false);
    const replaced = await sign(there);
    expect(await isGood(here, replaced)).toBe(true);
  });

  it('give way to one that other processes take at once', async () => {
    const [here, there] = start();
    await sign(there);
    await here.replace();
    expect(await isGood(there, await sign(here))).toBe(true);
  });
});

describe('a database that is down', () => {
  it('is a 503, at sign-in and after it, and forgets nobody', async () => {
    const member = await server.signUp();
    const db = openDatabase(`postgres://numirio@127.0.0.1:${await closedPort()}/numirio`);
    const signingKeys = openSigningKeys(db, server.context.secrets.sealingKeys, server.context.now);
    const app = createHttpApp(routes, { ...server.context, db, signingKeys });
    const calls: [string, string][] = [
      ['GET', '/v1/me'],
      ['GET', member.path],
      ['POST', '/v1/sessions/refresh'],
    ];
    for (const [method, path] of calls) {
      const response = await app.request(path, { method, headers: { cookie: member.cookie } });
      expect([path, response.status]).toEqual([path, 503]);
      expect(response.headers.get('retry-after')).toBe('1');
      expect(response.headers.getSetCookie()).toEqual([]);
    }
    await db.close();
    expect((await member.request('POST', '/v1/sessions/refresh')).status).toBe(200);
  });

  it('is a 503 where it stops in the middle, and a 200 when it is back', async () => {
    const member = await server.signUp();
    expect((await member.request('GET', '/v1/me')).status).toBe(200);
    const [, , third] = databases;
    if (!third) throw new Error('there is no third process');
    const app = createHttpApp(routes, { ...server.context, db: third });
    const refresh = () =>
      app.request('/v1/sessions/refresh', { method: 'POST', headers: { cookie: member.cookie } });
    // Whatever a cut connection was about to do, the same cookies work right after it.
    const cutting = Promise.all([refresh(), refresh(), refresh()]);
    await execute(
      server.database.superuserUrl,
      `select pg_terminate_backend(pid) from pg_stat_activity
       where usename = 'numirio_runtime' and datname = current_database()`,
    );
    for (const { status } of await cutting) expect([200, 503]).toContain(status);
    // Each 503 takes one broken connection out of the pool.
    let answer = await refresh();
    for (let tries = 0; tries < 20 && answer.status === 503; tries += 1) answer = await refresh();
    expect(answer.status).toBe(200);
  });
});

/** A port that nobody listens on. */
async function closedPort(): Promise<number> {
  const listener = createServer();
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', () => resolve()));
  const address = listener.address();
  await new Promise((resolve) => listener.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}

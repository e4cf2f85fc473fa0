import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#lib/ids.ts';
import type { Database } from '#platform/db.ts';
import { openDatabase } from '#platform/db.ts';
import { createHttpApp, type HttpApp } from '#platform/http/app.ts';
import { silentLog } from '#platform/log.ts';
import { openRateLimits, type RateLimiter, rateLimits } from '#platform/rate-limits.ts';
import { routes } from '../src/app.ts';
import { systemRoutes } from '../src/system-routes.ts';
import { connected } from './isolation/tables.ts';
import { type Member, startTestApp, type TestApp } from './support/app.ts';

/** A process of its own as far as the limits go: what it holds, it holds alone. */
type Process = { app: HttpApp; limiter: RateLimiter; db: Database };
type From = { cookie?: string; address?: string };

/** So much larger is a bucket than the burst, for what other processes may hold. */
const spareRequests = 4;

let server: TestApp;
let first: Process;
let second: Process;

beforeAll(async () => {
  server = await startTestApp();
  first = startProcess();
  second = startProcess();
});
afterAll(async () => {
  await first.db.close();
  await second.db.close();
  await server.close();
});

function startProcess(): Process {
  const db = openDatabase(server.database.runtimeUrl);
  const [secret] = server.context.secrets.refreshTokenKeys;
  const limiter = openRateLimits(db, secret, silentLog, () => server.clock.now);
  const context = { ...server.context, db, rateLimits: limiter };
  return { app: createHttpApp([...systemRoutes(routes), ...routes], context), limiter, db };
}

async function ask({ app }: Process, path: string, { cookie, address }: From = {}) {
  const incoming = { socket: { remoteAddress: address } };
  const headers = cookie ? { cookie } : {};
  const answer = await app.request(path, { headers }, { incoming });
  const json = (await answer.json()) as Record<string, unknown>;
  return { status: answer.status, headers: answer.headers, json };
}

/** Asks `count` times, twenty at once, and returns how many were not refused. */
async function passing(count: number, askOnce: (index: number) => Promise<{ status: number }>) {
  let passed = 0;
  for (let sent = 0; sent < count; sent += 20) {
    const batch = Array.from({ length: Math.min(20, count - sent) }, (_, i) => askOnce(sent + i));
    for (const { status } of await Promise.all(batch)) passed += status === 429 ? 0 : 1;
  }
  return passed;
}

const travel = (seconds: number) => {
  server.clock.now = new Date(server.clock.now.getTime() + seconds * 1_000);
};
const twoProcesses = (index: number) => (index % 2 === 0 ? first : second);

describe('the limit of a session', () => {
  const { perSecond, burst, lease } = rateLimits.session;
  const largest = burst + spareRequests * lease;

  it('lets a burst of 500 pass, and a rate of 50 a second, over two processes together', async () => {
    const ana = await server.signUp();
    const whoAmI = (index: number) => ask(twoProcesses(index), '/v1/me', { cookie: ana.cookie });
    const atOnce = await passing(1_000, whoAmI);
    expect(atOnce).toBeGreaterThanOrEqual(burst);
    expect(atOnce).toBeLessThanOrEqual(largest);

    let passed = atOnce;
    const seconds = 4;
    for (let second = 0; second < seconds; second += 1) {
      travel(1);
      passed += await passing(200, whoAmI);
    }
    expect(passed).toBeGreaterThanOrEqual(burst + perSecond * seconds);
    expect(passed).toBeLessThanOrEqual(largest + perSecond * seconds);
  });

  it('says what to do, and when; then the request passes', async () => {
    const ana = await server.signUp();
    const whoAmI = () => ask(first, '/v1/me', { cookie: ana.cookie });
    await passing(largest, whoAmI);
    const refused = await whoAmI();
    expect(refused).toMatchObject({
      status: 429,
      json: { code: 'rate_limited', title: 'Too many requests', limit: 'session' },
    });
    expect(refused.headers.get('content-type')).toBe('application/problem+json');
    expect(refused.json.detail).toMatch(/500 may come at once and 50 a second/);
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThanOrEqual(1);
    travel(seconds);
    expect((await whoAmI()).status).toBe(200);
  });

  it('is of one session: neither another person nor another browser of the same one is held up', async () => {
    const ana = await server.signUp();
    const bob = await server.signUp();
    await passing(largest + 1, () => ask(first, '/v1/me', { cookie: ana.cookie }));
    expect((await ask(first, '/v1/me', { cookie: ana.cookie })).status).toBe(429);
    expect((await ask(first, '/v1/me', { cookie: bob.cookie })).status).toBe(200);
  });

  it('tells in each answer how much is left', async () => {
    const ana = await server.signUp();
    const before = await ask(first, '/v1/me', { cookie: ana.cookie });
    expect(before.headers.get('ratelimit-policy')).toBe('"session";q=500;w=10');
    expect(before.headers.get('ratelimit')).toMatch(/^"session";r=500;t=\d+$/);
    // 600 in the bucket less 1 less 589 less this one.
    await passing(largest - 11, () => ask(first, '/v1/me', { cookie: ana.cookie }));
    const after = await ask(first, '/v1/me', { cookie: ana.cookie });
    expect(after.headers.get('ratelimit')).toMatch(/^"session";r=9;t=\d+$/);
  });
});

describe('the limit of a workspace', () => {
  async function usedUp(member: Member): Promise<void> {
    const take = () => first.limiter.take('workspace', member.workspaceId);
    const { burst, lease } = rateLimits.workspace;
    const all = burst + spareRequests * lease;
    for (let taken = 0; taken < all; taken += 1) await take();
    await expect(take()).rejects.toMatchObject({ code: 'rate_limited' });
  }

  it('holds its members up together, each with a session of their own', async () => {
    const ana = await server.signUp();
    const eva = await server.join(ana.workspaceId, 'member');
    await usedUp(ana);
    for (const { cookie } of [ana, eva]) {
      const refused = await ask(first, ana.path, { cookie });
      expect(refused).toMatchObject({ status: 429, json: { limit: 'workspace' } });
    }
    travel(1);
    expect((await ask(first, ana.path, { cookie: ana.cookie })).status).toBe(200);
  });

  it('cannot be used up by an outsider, who does not learn that it is used up either', async () => {
    const ana = await server.signUp();
    const mallory = await server.signUp();
    const knock = (path: string) => ask(first, path, { cookie: mallory.cookie });
    await passing(200, () => knock(ana.path));
    expect(first.limiter.room('workspace', ana.workspaceId)).toBeUndefined();

    await usedUp(ana);
    const [foreign, unknown] = [await knock(ana.path), await knock(`/v1/workspaces/${newId()}`)];
    expect(foreign).toMatchObject({ status: 404, json: { code: 'workspace_not_found' } });
    expect(foreign.json).toEqual(unknown.json);
  });
});

describe('the limit of a network address', () => {
  const { burst, lease } = rateLimits.address;
  const largest = burst + spareRequests * lease;

  it('counts before anything is read, be it an address that does not exist', async () => {
    const address = '203.0.113.7';
    const passed = await passing(largest + 500, () => ask(first, '/v1/nowhere', { address }));
    expect(passed).toBe(largest);
    const { cookie } = await server.signUp();
    const refused = await ask(first, '/v1/me', { cookie, address });
    expect(refused).toMatchObject({ status: 429, json: { limit: 'address' } });
    expect((await ask(first, '/v1/me', { cookie, address: '203.0.113.8' })).status).toBe(200);
    // What watches over us asks without end, and webhooks have room of their own.
    expect((await ask(first, '/healthz', { address })).status).toBe(200);
    expect((await ask(first, '/v1/webhooks/resend', { address })).status).toBe(405);
  });

  it('is ten times as high on the machine itself', async () => {
    const ask5000 = () => passing(5_000, () => ask(first, '/v1/nowhere', { address: '127.0.0.1' }));
    expect(await ask5000()).toBe(5_000);
  });
});

describe('the counting', () => {
  it('asks Postgres once for many requests', async () => {
    let transactions = 0;
    const counting: Database = {
      ...first.db,
      inSystem: (work) => {
        transactions += 1;
        return first.db.inSystem(work);
      },
    };
    const limiter = openRateLimits(counting, Buffer.alloc(32), silentLog, () => server.clock.now);
    const session = newId();
    for (let taken = 0; taken < 100; taken += 1) await limiter.take('session', session);
    expect(transactions).toBe(100 / rateLimits.session.lease);
    // Those who come while a lease is fetched share it.
    const same = newId();
    transactions = 0;
    await Promise.all(Array.from({ length: 100 }, () => limiter.take('session', same)));
    expect(transactions).toBe(1);
  });

  it('repeats a refusal to a flood without asking Postgres each time', async () => {
    const session = newId();
    const take = () =>
      first.limiter.take('session', session).then(
        () => true,
        () => false,
      );
    while (await take());
    const { db } = first;
    const inSystem = db.inSystem;
    let transactions = 0;
    db.inSystem = (work) => {
      transactions += 1;
      return inSystem(work);
    };
    for (let asked = 0; asked < 100; asked += 1) expect(await take()).toBe(false);
    db.inSystem = inSystem;
    expect(transactions).toBe(0);
  });

  it('refuses nobody for a day because the clock was set back by one', async () => {
    const session = newId();
    const passes = ({ limiter }: Process) =>
      limiter.take('session', session).then(
        () => true,
        () => false,
      );
    const { now } = server.clock;
    while (await passes(first));
    server.clock.now = new Date(now.getTime() - 24 * 3_600_000);
    expect([await passes(first), await passes(second)]).toEqual([true, true]);
    server.clock.now = now;
  });

  it('lets requests pass, and says so in the log, where it fails itself', async () => {
    const failing: Database = { ...first.db, inSystem: () => Promise.reject(new Error('away')) };
    const warnings: unknown[] = [];
    const log = { ...silentLog, warn: (what: unknown) => warnings.push(what) };
    const limiter = openRateLimits(failing, Buffer.alloc(32), log, () => server.clock.now);
    for (let taken = 0; taken < 30; taken += 1) await limiter.take('session', 'one');
    expect(warnings).toHaveLength(2);
  });

  it('keeps neither an address nor an id in the table', async () => {
    await first.limiter.take('address', '198.51.100.9');
    const rows = await connected(server.database.superuserUrl, (client) =>
      client.query(`select length(key) as bytes, encode(key, 'escape') as text from rate_limits`),
    );
    for (const { bytes, text } of rows.rows) {
      expect(bytes).toBe(32);
      expect(text).not.toContain('198.51.100');
    }
  });
});

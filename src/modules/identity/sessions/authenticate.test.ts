import { createHmac, randomBytes } from 'node:crypto';
import { hash } from '@node-rs/bcrypt';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '#platform/db.ts';
import { createHttpApp } from '#platform/http/app.ts';
import {
  type Answer,
  type Member,
  startTestApp,
  type TestApp,
} from '../../../../tests/support/app.ts';
import { execute } from '../../../../tests/support/database.ts';
import { password, signUpWithPassword } from '../../../../tests/support/webauthn-people.ts';
import { inHashQueue } from '../passwords/hash-queue.ts';
import { takeAttempt } from '../throttles.ts';
import { sessionRoutes } from './routes.ts';

let server: TestApp;
let ana: Member;
const start = new Date('2026-11-22T12:00:00Z');

beforeAll(async () => {
  server = await startTestApp();
});
beforeEach(async () => {
  server.clock.now = start;
  ana = await signUpWithPassword(server);
});
afterAll(() => server.close());

const query = async (statement: string, values: unknown[] = []) =>
  (await execute(server.database.superuserUrl, statement, values)).rows;
const later = (ms: number) => {
  server.clock.now = new Date(server.clock.now.getTime() + ms);
};
const signIn = (email: string, wanted: string, client = server.browser()) =>
  client.request('POST', '/v1/sessions', { email, password: wanted });
const told = ({ status, json }: Answer) => [status, json.code];

/** Uses up what an account lets strangers try, without hashing anything. */
async function exhaust(email: string): Promise<void> {
  for (let tries = 0; tries < 5; tries += 1) await takeAttempt(server.context, 'sign-in', email);
}

/** A browser that has signed in to Ana's account before. */
async function knownBrowser() {
  const client = server.browser();
  expect((await signIn(ana.email, password, client)).status).toBe(201);
  return client;
}

describe('throttling of sign-in', () => {
  it('lets only the free attempts of many at once reach the password', async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) => signIn(ana.email, `wrong password ${index}`)),
    );
    const wrong = answers.filter(({ status }) => status === 401);
    // Many at once may also find the queue of hashes full, which takes nobody any further.
    expect(wrong.length).toBeLessThanOrEqual(5);
    for (const answer of answers.filter(({ status }) => status !== 401)) {
      expect([429, 503]).toContain(answer.status);
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect(told(await signIn(ana.email, password))).toEqual([429, 'too_many_attempts']);
  });

  it('takes every spelling of an address for the same account', async () => {
    await exhaust(ana.email);
    const [name] = ana.email.split('@');
    for (const spelling of [ana.email.toUpperCase(), `${name}@ｅxample.com`]) {
      expect(told(await signIn(spelling, password))).toEqual([429, 'too_many_attempts']);
    }
  });

  it('tells the same of an unknown address', async () => {
    await exhaust('nobody@example.com');
    await exhaust(ana.email);
    const [known, unknown] = [
      await signIn(ana.email, password),
      await signIn('nobody@example.com', password),
    ];
    expect(unknown.json).toEqual(known.json);
    expect([...unknown.headers]).toEqual([...known.headers]);
  });

  it('ends by itself, and forgets what was tried once the password is right', async () => {
    await exhaust(ana.email);
    const blocked = await signIn(ana.email, password);
    expect([blocked.status, blocked.headers.get('retry-after')]).toEqual([429, '1']);
    later(1000);
    expect((await signIn(ana.email, password)).status).toBe(201);
    await exhaust(ana.email);
  });

  it('never keeps a browser out that the account knows', async () => {
    const own = await knownBrowser();
    await exhaust(ana.email);
    expect((await signIn(ana.email, password)).status).toBe(429);
    expect((await signIn(ana.email, password, own)).status).toBe(201);
    expect((await signIn(ana.email, password)).status).toBe(429);
  });

  it('gives a known browser a throttle of its own, which keeps nobody else out', async () => {
    const own = await knownBrowser();
    const device = own.cookie.match(/numirio_device=([^;]*)/)?.[1];
    for (let tries = 0; tries < 10; tries += 1) {
      await takeAttempt(server.context, 'sign-in-device', `${ana.userId} ${device}`);
    }
    expect(told(await signIn(ana.email, password, own))).toEqual([429, 'too_many_attempts']);
    expect((await signIn(ana.email, password)).status).toBe(201);
  });

  it('knows a browser for the accounts only that it has signed in to', async () => {
    const own = await knownBrowser();
    const bob = await signUpWithPassword(server);
    await exhaust(bob.email);
    expect((await signIn(bob.email, password, own)).status).toBe(429);
  });

  it('counts by network address, but not for known browsers behind it', async () => {
    const ip = '2001:db8:7:7::1';
    for (let tries = 0; tries < 100; tries += 1) {
      await takeAttempt(server.context, 'sign-in-address', ip);
    }
    const from = (remoteAddress: string, cookie = '') =>
      server.app.request(
        '/v1/sessions',
        {
          method: 'POST',
          headers: { 'content-type': 'application/json', cookie },
          body: JSON.stringify({ email: ana.email, password }),
        },
        { incoming: { socket: { remoteAddress } } },
      );
    const { cookie } = await knownBrowser();
    expect((await from('2001:db8:7:7:ffff::2')).status).toBe(429);
    expect((await from('2001:db8:7:8::1')).status).toBe(201);
    expect((await from(ip, cookie)).status).toBe(201);
  });

  it('holds across processes', async () => {
    const db = openDatabase(server.database.runtimeUrl);
    try {
      const other = createHttpApp(sessionRoutes, { ...server.context, db });
      await exhaust(ana.email);
      const answer = await other.request('/v1/sessions', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email: ana.email, password }),
      });
      expect(answer.status).toBe(429);
    } finally {
      await db.close();
    }
  });
});

describe('the queue of hashes', () => {
  it('is bounded: what comes beyond is told to try again, and nothing breaks', async () => {
    const gate = Promise.withResolvers<void>();
    // Two at work and 32 that wait.
    const full = Array.from({ length: 34 }, () => inHashQueue(() => gate.promise));
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => signIn(ana.email, password)),
    );
    for (const answer of answers) {
      expect(told(answer)).toEqual([503, 'too_many_sign_ins']);
      expect(answer.headers.get('retry-after')).toBe('2');
    }
    gate.resolve();
    await Promise.all(full);
    // Whoever was turned away has used nothing up.
    expect((await signIn(ana.email, password)).status).toBe(201);
  });

  it('works on two at a time, in the order in which they came', async () => {
    const begun: number[] = [];
    const gates = Array.from({ length: 5 }, () => Promise.withResolvers<void>());
    const all = gates.map((gate, index) =>
      inHashQueue(async () => {
        begun.push(index);
        await gate.promise;
      }),
    );
    expect(begun).toEqual([0, 1]);
    gates[1]?.resolve();
    await all[1];
    await expect.poll(() => begun).toEqual([0, 1, 2]);
    for (const gate of gates) gate.resolve();
    await Promise.all(all);
    expect(begun).toEqual([0, 1, 2, 3, 4]);
  });

  it('goes on after a hash that fails', async () => {
    const failures = Array.from({ length: 34 }, () =>
      inHashQueue(() => Promise.reject(new Error('out of memory'))),
    );
    const settled = await Promise.allSettled(failures);
    expect(settled.every(({ status }) => status === 'rejected')).toBe(true);
    expect((await signIn(ana.email, password)).status).toBe(201);
  });
});

describe('a hash of former times', () => {
  const stored = async () =>
    (
      await query('select password_hash, password_pepper_id from users where id = $1', [ana.userId])
    )[0];
  const store = (hashed: string, pepperId: number) =>
    query('update users set password_hash = $2, password_pepper_id = $3 where id = $1', [
      ana.userId,
      hashed,
      pepperId,
    ]);
  const [currentId, currentPepper] = [1, () => server.context.secrets.passwordPeppers.get(1)];
  const hashed = (wanted: string, pepper: Buffer | undefined, cost: number) =>
    hash(
      createHmac('sha384', pepper ?? '')
        .update(wanted)
        .digest('base64'),
      { cost },
    );

  /** Waits for what runs beside the answer. */
  const renewed = (before: string) =>
    expect
      .poll(async () => (await stored()).password_hash, { timeout: 20_000, interval: 50 })
      .not.toBe(before);

  it('is made anew with the cost of today once its password is right', async () => {
    const old = await hashed(password, currentPepper(), 10);
    await store(old, currentId);
    expect((await signIn(ana.email, `${password}r`)).status).toBe(401);
    expect((await stored()).password_hash).toBe(old);
    expect((await signIn(ana.email, password)).status).toBe(201);
    await renewed(old);
    expect((await stored()).password_hash).toMatch(/^\$2b\$12\$/);
    expect((await signIn(ana.email, password)).status).toBe(201);
  });

  it('is made anew with the pepper of today while the former one is still known', async () => {
    const formerPepper = randomBytes(32);
    const peppers = new Map([...server.context.secrets.passwordPeppers, [7, formerPepper]]);
    const secrets = { ...server.context.secrets, passwordPeppers: peppers };
    const app = createHttpApp(sessionRoutes, { ...server.context, secrets });
    const old = await hashed(password, formerPepper, 12);
    await store(old, 7);
    const answer = await app.request('/v1/sessions', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: ana.email, password }),
    });
    expect(answer.status).toBe(201);
    await renewed(old);
    expect((await stored()).password_pepper_id).toBe(currentId);
    // From now on the server that knows the newest pepper only lets them in as well.
    expect((await signIn(ana.email, password)).status).toBe(201);
  });

  it('lets nobody in whose pepper is gone, like a wrong password', async () => {
    await store(await hashed(password, randomBytes(32), 12), 99);
    expect(told(await signIn(ana.email, password))).toEqual([401, 'invalid_credentials']);
  });

  it('never undoes a password that was changed while it was made', async () => {
    const old = await hashed(password, currentPepper(), 4);
    await store(old, currentId);
    const other = await hashed('another one entirely', currentPepper(), 12);
    expect((await signIn(ana.email, password)).status).toBe(201);
    await store(other, currentId);
    // Once a later sign-in was hashed, the one that was begun before it has ended too.
    expect((await signIn(ana.email, 'another one entirely')).status).toBe(201);
    expect((await stored()).password_hash).toBe(other);
  });
});

describe('a password', () => {
  it('is known by its 73rd byte and its unpaired surrogates', async () => {
    const pepper = server.context.secrets.passwordPeppers.get(1) ?? Buffer.alloc(0);
    const long = `${'0123456789abcdef'.repeat(5)}x`;
    const digest = createHmac('sha384', pepper).update(long).digest('base64');
    await query('update users set password_hash = $2 where id = $1', [
      ana.userId,
      await hash(digest, { cost: 12 }),
    ]);
    expect((await signIn(ana.email, long)).status).toBe(201);
    expect((await signIn(ana.email, `${long.slice(0, -1)}y`)).status).toBe(401);
    expect((await signIn(ana.email, long.slice(0, 72))).status).toBe(401);
  });

  it.each([
    ['a NUL', 'a\0b', 401],
    ['an unpaired surrogate', 'a\ud800b', 401],
    ['128 emoji', '🙂'.repeat(128), 401],
    ['1 MB', 'x'.repeat(1_000_000), 422],
    ['10 MB', 'x'.repeat(10_000_000), 413],
    ['nothing', '', 422],
    ['a number', 12, 422],
  ])('that is or has %s is refused clearly', async (_what, wanted, status) => {
    expect((await signIn(ana.email, wanted as string)).status).toBe(status);
  });
});

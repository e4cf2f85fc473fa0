import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressKey } from '#platform/address-key.ts';
import { openDatabase } from '#platform/db.ts';
import { AppError } from '#platform/errors.ts';
import { startTestApp, type TestApp } from '../../../tests/support/app.ts';
import { execute } from '../../../tests/support/database.ts';
import { forgetAttempts, sweepThrottles, type ThrottleKind, takeAttempt } from './throttles.ts';

let server: TestApp;

beforeAll(async () => {
  server = await startTestApp();
});
afterAll(() => server.close());

/** The seconds that a caller has to wait; 0 where the attempt may be made. */
async function attempt(kind: ThrottleKind, subject: string, context = server.context) {
  try {
    await takeAttempt(context, kind, subject);
    return 0;
  } catch (error) {
    if (error instanceof AppError && error.code === 'too_many_attempts') {
      expect(error.status).toBe(429);
      return error.details.retryAfterSeconds ?? Number.NaN;
    }
    throw error;
  }
}

async function atOnce(
  tries: number,
  kind: ThrottleKind,
  subject: string,
  contexts = [server.context],
) {
  const waits = await Promise.all(
    Array.from({ length: tries }, (_, index) =>
      attempt(kind, subject, contexts[index % contexts.length]),
    ),
  );
  return waits.filter((wait) => wait === 0).length;
}

const later = (seconds: number) => {
  server.clock.now = new Date(server.clock.now.getTime() + seconds * 1000);
};

describe('a throttle', () => {
  it('lets only the free attempts pass of many at once', async () => {
    expect(await atOnce(100, 'sign-in', 'parallel@example.com')).toBe(5);
    expect(await atOnce(100, 'sign-in-device', 'parallel')).toBe(10);
  });

  it('holds across processes, which share nothing but the database', async () => {
    const other = openDatabase(server.database.runtimeUrl);
    try {
      const contexts = [server.context, { ...server.context, db: other }];
      expect(await atOnce(60, 'sign-in', 'two-processes@example.com', contexts)).toBe(5);
    } finally {
      await other.close();
    }
  });

  it('makes pauses that double up to fifteen minutes', async () => {
    const subject = 'growing@example.com';
    expect(await atOnce(5, 'sign-in', subject)).toBe(5);
    const pauses: number[] = [];
    for (let tries = 0; tries < 12; tries += 1) {
      const pause = await attempt('sign-in', subject);
      pauses.push(pause);
      later(pause - 0.001);
      expect(await attempt('sign-in', subject)).toBe(1);
      later(0.001);
      expect(await attempt('sign-in', subject)).toBe(0);
    }
    // From here on one attempt is forgotten now and then, so that the pace settles at one in 15 minutes.
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 512, 900]);
  });

  it('does not count who has to wait, so that asking again makes no pause longer', async () => {
    const subject = 'patient@example.com';
    await atOnce(5, 'sign-in', subject);
    for (let tries = 0; tries < 20; tries += 1) expect(await attempt('sign-in', subject)).toBe(1);
    later(1);
    expect(await attempt('sign-in', subject)).toBe(0);
  });

  it('forgets one attempt in fifteen minutes, also while others are made', async () => {
    const subject = 'steady@example.com';
    for (let tries = 0; tries < 40; tries += 1) {
      expect(await attempt('sign-in', subject)).toBe(0);
      later(tries % 2 ? 12 * 60 : 18 * 60);
    }
    await atOnce(5, 'sign-in', subject);
    expect(await attempt('sign-in', subject)).toBeGreaterThan(0);
    later(5 * 15 * 60);
    expect(await atOnce(10, 'sign-in', subject)).toBe(5);
  });

  it('forgets all at once when told to', async () => {
    await atOnce(6, 'confirmation', 'proved');
    expect(await attempt('confirmation', 'proved')).toBe(1);
    await forgetAttempts(server.context, 'confirmation', 'proved');
    expect(await atOnce(10, 'confirmation', 'proved')).toBe(5);
  });

  it('keeps kinds and subjects apart', async () => {
    await atOnce(6, 'second-factor', 'one');
    expect(await attempt('second-factor', 'two')).toBe(0);
    expect(await attempt('confirmation', 'one')).toBe(0);
  });

  it('lets five mails to a mailbox pass, and one in five minutes after that', async () => {
    expect(await atOnce(20, 'mail', 'mailbox@example.com')).toBe(5);
    for (let tries = 0; tries < 5; tries += 1) {
      expect(await attempt('mail', 'mailbox@example.com')).toBe(300);
      later(300);
      expect(await attempt('mail', 'mailbox@example.com')).toBe(0);
    }
  });

  it('takes all addresses of one subscriber for one, and nobody’s for none', async () => {
    expect(await atOnce(150, 'sign-in-address', '203.0.113.7')).toBe(100);
    expect(await attempt('sign-in-address', '::ffff:203.0.113.7')).toBe(1);
    expect(await attempt('sign-in-address', '203.0.113.8')).toBe(0);
    expect(await atOnce(150, 'sign-in-address', '')).toBe(150);
    expect(await atOnce(150, 'sign-in-address', '127.0.0.1')).toBe(150);
    expect(await atOnce(650, 'mail-address', '::1')).toBe(600);
  });

  it('stores neither addresses nor anything that could be guessed without the key', async () => {
    const subject = 'readable@example.com';
    await takeAttempt(server.context, 'mail', subject);
    const { rows } = await execute(server.database.superuserUrl, 'select key from throttles');
    const keys = rows.map((row) => (row.key as Buffer).toString('hex'));
    expect(keys.length).toBeGreaterThan(0);
    const guesses = [subject, `mail${subject}`, `mail\0${subject}`, `mail:${subject}`];
    for (const guess of guesses) {
      expect(keys).not.toContain(createHash('sha256').update(guess).digest('hex'));
    }
  });

  it('is swept a day after its last attempt', async () => {
    await takeAttempt(server.context, 'mail', 'swept@example.com');
    const sweep = () =>
      server.context.db.inSystem((tx) => sweepThrottles(tx, server.context.now()));
    await sweep();
    expect(await sweep()).toBe(0);
    later(24 * 3600 + 1);
    expect(await sweep()).toBeGreaterThan(0);
    const { rows } = await execute(server.database.superuserUrl, 'select 1 from throttles');
    expect(rows).toEqual([]);
  });
});

describe('the key of a network address', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['', ''],
  ])('of %s is %s', (ip, key) => {
    expect(addressKey(ip)).toBe(key);
  });
});

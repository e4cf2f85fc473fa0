import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '#lib/ids.ts';
import type { HttpApp } from '#platform/http/app.ts';
import { type Member, startTestApp, type TestApp } from '../../../../tests/support/app.ts';
import { cookieValue, withCookies } from '../../../../tests/support/cookies.ts';
import { execute } from '../../../../tests/support/database.ts';
import { refreshCookie } from './cookies.ts';
import { deriveRefreshToken } from './refresh-tokens.ts';
import { type SecondProcess, startSecondProcess } from './second-process.ts';

const start = new Date('2026-11-22T12:00:00Z');
const dayMs = 86_400_000;

let server: TestApp;
let other: SecondProcess;
let ana: Member;
let sessionId: string;
/** The refresh token that Ana signed in with. */
let first: string;

beforeAll(async () => {
  server = await startTestApp();
  other = startSecondProcess(server);
});
beforeEach(async () => {
  server.clock.now = start;
  ana = await server.signUp();
  first = cookieValue(ana.cookie, refreshCookie) ?? '';
  sessionId = (await session()).id;
});
afterAll(async () => {
  await other.close();
  await server.close();
});

const afterStart = (ms: number) => {
  server.clock.now = new Date(start.getTime() + ms);
};

/** Asks for new tokens with these cookies; tells the status, the code and the refresh token that came. */
async function refreshWith(cookie: string, app: HttpApp = server.app) {
  const response = await app.request('/v1/sessions/refresh', {
    method: 'POST',
    headers: cookie ? { cookie } : {},
  });
  const text = await response.text();
  const json = text ? JSON.parse(text) : undefined;
  const setCookies = response.headers.getSetCookie();
  const token = cookieValue(withCookies('', setCookies), refreshCookie);
  return { status: response.status, code: json?.code, json, token, setCookies, response };
}
const refresh = (token: string, app?: HttpApp) => refreshWith(`${refreshCookie}=${token}`, app);

/** Refreshes and expects to be let in; the new refresh token. */
async function rotated(token: string): Promise<string> {
  const answer = await refresh(token);
  expect(answer.status).toBe(200);
  return answer.token ?? '';
}

async function session(userId = ana.userId) {
  const { rows } = await execute(
    server.database.superuserUrl,
    `select s.*,
       (select count(*) from security_events e
         where e.user_id = s.user_id and e.type = 'session.replayed')::int as replays,
       (select count(*) from emails m join users u on u.email = m.recipient
         where u.id = s.user_id and m.kind = 'session_replayed')::int as mails
     from sessions s where user_id = $1`,
    [userId],
  );
  return rows[0];
}

async function expectRefused(token: string): Promise<void> {
  const answer = await refresh(token);
  expect([answer.status, answer.code, answer.setCookies]).toEqual([401, 'session_ended', []]);
}

/** The session ended as one whose token was copied: nothing of it works, and its user is told once. */
async function expectReplayed(): Promise<void> {
  const { revoked_reason, replays, mails } = await session();
  expect({ revoked_reason, replays, mails }).toEqual({
    revoked_reason: 'replayed refresh token',
    replays: 1,
    mails: 1,
  });
  expect((await ana.request('GET', '/v1/me')).status).toBe(401);
  expect((await ana.request('GET', ana.path)).status).toBe(401);
}

async function expectUntouched(): Promise<void> {
  const { revoked_at, generation, replays, mails } = await session();
  expect({ revoked_at, generation, replays, mails }).toEqual({
    revoked_at: null,
    generation: 1,
    replays: 0,
    mails: 0,
  });
}

describe('the parent of the current refresh token', () => {
  it('gets the same successor 9.999 seconds later, from another process too', async () => {
    const second = await rotated(first);
    afterStart(9_999);
    expect(await rotated(first)).toBe(second);
    expect((await refresh(first, other.app)).token).toBe(second);
    expect(await session()).toMatchObject({ generation: 2, revoked_at: null, mails: 0 });
    expect(await rotated(second)).not.toBe(second);
  });

  it('ends the session 10.000 seconds later', async () => {
    const second = await rotated(first);
    afterStart(10_000);
    await expectRefused(first);
    await expectReplayed();
    await expectRefused(second);
    await expectRefused(first);
    await expectReplayed();
  });

  it('gains no time by being repeated', async () => {
    await rotated(first);
    for (const ms of [4_000, 8_000, 9_999]) {
      afterStart(ms);
      await rotated(first);
    }
    afterStart(10_000);
    await expectRefused(first);
    await expectReplayed();
  });
});

describe('an older refresh token', () => {
  it('ends the session at once, even within ten seconds', async () => {
    const third = await rotated(await rotated(first));
    await expectRefused(first);
    await expectReplayed();
    await expectRefused(third);
  });

  it('ends nothing but its own session', async () => {
    const bob = await server.signUp();
    await rotated(await rotated(first));
    await expectRefused(first);
    expect((await bob.request('GET', '/v1/me')).status).toBe(200);
    expect(await session(bob.userId)).toMatchObject({ revoked_at: null, mails: 0 });
  });
});

describe('what is no refresh token of ours', () => {
  const forge = (how: (bytes: Buffer) => Buffer) =>
    `nrt_${how(Buffer.from(first.slice(4), 'base64url')).toString('base64url')}`;
  /** 52 bytes leave four bits of the last letter over, so its neighbour in the alphabet means the same. */
  const otherSpelling = () =>
    first.slice(0, -1) + String.fromCharCode(first.charCodeAt(first.length - 1) + 1);

  it.each<[string, () => string]>([
    [
      'a forged proof',
      () => forge((bytes) => Buffer.concat([bytes.subarray(0, 20), randomBytes(32)])),
    ],
    ['another generation under its proof', () => forge((bytes) => bytes.fill(9, 19, 20))],
    ['the id of another session under its proof', () => forge((bytes) => bytes.fill(7, 0, 4))],
    [
      'the key of another installation',
      () => deriveRefreshToken(randomBytes(32), { sessionId, generation: 1 }),
    ],
    [
      'a session that never was',
      () =>
        deriveRefreshToken(server.context.secrets.refreshTokenKeys[0], {
          sessionId: newId(),
          generation: 1,
        }),
    ],
    ['a token cut short', () => first.slice(0, -1)],
    ['a token cut to its prefix', () => 'nrt_'],
    ['a padded token', () => `${first}==`],
    ['another spelling of the same bytes', otherSpelling],
    ['a prefix in upper case', () => first.replace('nrt_', 'NRT_')],
    ['no prefix', () => first.slice(4)],
    ['quotes', () => `"${first}"`],
    ['10 kB', () => `nrt_${'A'.repeat(10_000)}`],
    ['an empty cookie', () => ''],
    ['letters beyond ASCII', () => `nrt_${'ä'.repeat(70)}`],
    ['an access token', () => cookieValue(ana.cookie, 'numirio_access') ?? ''],
  ])('is refused and ends nothing: %s', async (_what, token) => {
    expect(token()).not.toBe(first);
    const answer = await refreshWith(`${refreshCookie}=${encodeURI(token())}`);
    expect([answer.status, answer.code, answer.setCookies]).toEqual([401, 'session_ended', []]);
    await expectUntouched();
  });

  it('is refused where there is no cookie, or one of another name', async () => {
    for (const cookie of ['', `other=${first}`, `__Host-${refreshCookie}=${first}`]) {
      expect((await refreshWith(cookie)).status).toBe(401);
    }
    await expectUntouched();
  });
});

describe('cookies of more than one kind', () => {
  it('counts the first of two, and ends nothing for the other', async () => {
    const forged = `nrt_${'A'.repeat(70)}`;
    const wrongFirst = await refreshWith(`${refreshCookie}=${forged}; ${refreshCookie}=${first}`);
    expect(wrongFirst.status).toBe(401);
    await expectUntouched();
    const rightFirst = await refreshWith(`${refreshCookie}=${first}; ${refreshCookie}=${forged}`);
    expect(rightFirst.status).toBe(200);
  });

  it('follows the refresh token alone, whosever access token lies beside it', async () => {
    const bob = await server.signUp();
    const access = `numirio_access=${cookieValue(bob.cookie, 'numirio_access')}`;
    const answer = await refreshWith(`${access}; ${refreshCookie}=${first}`);
    const me = await server.anonymous.request('GET', '/v1/me', undefined, {
      cookie: withCookies('', answer.setCookies),
    });
    expect(me.json.user.id).toBe(ana.userId);
    expect(await session(bob.userId)).toMatchObject({ generation: 1, revoked_at: null });
  });
});

describe('the time of a session', () => {
  it('is renewed a millisecond before 14 idle days are over, and not at their end', async () => {
    afterStart(14 * dayMs - 1);
    const second = await rotated(first);
    server.clock.now = new Date(start.getTime() + 28 * dayMs - 1);
    await expectRefused(second);
    expect(await session()).toMatchObject({ revoked_at: null, replays: 0, generation: 2 });
  });

  it('ends after 90 days, however busy it was', async () => {
    let token = first;
    for (let day = 10; day < 90; day += 10) {
      afterStart(day * dayMs);
      token = await rotated(token);
    }
    afterStart(90 * dayMs - 1);
    const last = await refresh(token);
    expect(last.setCookies[1]).toContain('Max-Age=0');
    expect(last.status).toBe(200);
    const { idle_expires_at, absolute_expires_at } = await session();
    expect(idle_expires_at).toEqual(absolute_expires_at);
    afterStart(90 * dayMs);
    await expectRefused(last.token ?? '');
    // What is over anyway is not worth a mail, whoever has a copy.
    await expectRefused(first);
    expect(await session()).toMatchObject({ revoked_at: null, replays: 0, mails: 0 });
  });

  it('is over at once when the session is ended', async () => {
    const second = await rotated(first);
    await ana.request('DELETE', '/v1/sessions/current');
    await expectRefused(second);
    await expectRefused(first);
    expect(await session()).toMatchObject({ revoked_reason: 'signed out', replays: 0, mails: 0 });
  });
});

describe('many requests at once', () => {
  it('give 200 tabs of two processes the same token, and rotate once (CVE-2026-1035)', async () => {
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        refresh(first, index % 2 === 0 ? server.app : other.app),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ token }) => token)).size).toBe(1);
    expect(await session()).toMatchObject({ generation: 2, revoked_at: null, replays: 0 });
  });

  it('end the session once where 50 thieves replay one token', async () => {
    await rotated(await rotated(first));
    await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        refresh(first, index % 2 === 0 ? server.app : other.app),
      ),
    );
    await expectReplayed();
  });

  it('mint nothing that works once a revocation has been answered (keycloak#51312)', async () => {
    for (let round = 0; round < 10; round += 1) {
      const eva = await server.signUp();
      const token = cookieValue(eva.cookie, refreshCookie) ?? '';
      const [signedOut, ...answers] = await Promise.all([
        eva.request('DELETE', '/v1/sessions/current'),
        refresh(token),
        refresh(token, other.app),
      ]);
      expect(signedOut.status).toBe(204);
      for (const answer of answers) {
        const cookie = withCookies('', answer.setCookies);
        const me = await server.anonymous.request('GET', '/v1/me', undefined, { cookie });
        expect(me.status).toBe(401);
        expect((await refresh(answer.token ?? token)).status).toBe(401);
      }
      expect(await session(eva.userId)).toMatchObject({ replays: 0, mails: 0 });
    }
  });
});

describe('a database that was restored', () => {
  it('refuses a token ahead of its row, and accuses nobody', async () => {
    const third = await rotated(await rotated(first));
    await execute(
      server.database.superuserUrl,
      `update sessions set generation = 1, current_hash = sha256($2), previous_hash = null,
         rotated_at = null where user_id = $1`,
      [ana.userId, Buffer.from(first)],
    );
    await expectRefused(third);
    expect(await session()).toMatchObject({ revoked_at: null, replays: 0, mails: 0 });
    await rotated(first);
  });
});

describe('a secret that is renewed', () => {
  it('keeps sessions through three restarts: the new one second, then first, then alone', async () => {
    const [old] = server.context.secrets.refreshTokenKeys;
    const next = randomBytes(32);
    const withKeys = (...refreshTokenKeys: [Buffer, ...Buffer[]]) => {
      const secrets = { ...server.context.secrets, refreshTokenKeys };
      return startSecondProcess(server, { secrets, db: other.context.db });
    };
    const processes = [withKeys(old, next), withKeys(next, old), withKeys(next)];
    let token = first;
    for (const process of processes) {
      const answer = await refresh(token, process.app);
      expect(answer.status).toBe(200);
      // A lost answer is repeated by a process that is one restart behind or ahead.
      const repeats = processes.slice(0, 2).map((again) => refresh(token, again.app));
      if (process !== processes[2]) {
        for (const { token: repeated } of await Promise.all(repeats)) {
          expect(repeated).toBe(answer.token);
        }
      }
      token = answer.token ?? '';
    }
  });
});

describe('the answer', () => {
  const flags = 'Path=/; HttpOnly; SameSite=Lax; Max-Age=';

  it('sets both cookies, is kept by no cache, and says when to come again', async () => {
    const { response, setCookies, json } = await refresh(first);
    expect(response.headers.get('cache-control')).toBe('private, no-store');
    expect(setCookies).toEqual([
      expect.stringMatching(new RegExp(`^numirio_access=[\\w.-]+; ${flags}600$`)),
      expect.stringMatching(new RegExp(`^numirio_refresh=nrt_[\\w-]{70}; ${flags}1209600$`)),
    ]);
    expect(json).toEqual({ accessExpiresAt: '2026-11-22T12:10:00.000Z' });
  });

  it('has __Host- cookies that are Secure outside this machine, and takes no others', async () => {
    const baseUrl = new URL('https://app.numirio.test');
    const config = { ...server.context.config, loopback: false, baseUrl };
    const { app } = startSecondProcess(server, { config, db: other.context.db });
    expect((await refresh(first, app)).status).toBe(401);
    const { status, setCookies } = await refreshWith(`__Host-${refreshCookie}=${first}`, app);
    expect(status).toBe(200);
    expect(setCookies).toEqual([
      expect.stringMatching(new RegExp(`^__Host-numirio_access=[\\w.-]+; ${flags}600; Secure$`)),
      expect.stringMatching(
        new RegExp(`^__Host-numirio_refresh=nrt_[\\w-]{70}; ${flags}1209600; Secure$`),
      ),
    ]);
  });

  it('is refused to another site', async () => {
    const response = await server.app.request('/v1/sessions/refresh', {
      method: 'POST',
      headers: { cookie: `${refreshCookie}=${first}`, 'sec-fetch-site': 'cross-site' },
    });
    expect(response.status).toBe(403);
    await expectUntouched();
  });
});

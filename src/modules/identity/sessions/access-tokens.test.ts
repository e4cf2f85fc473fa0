import { createHmac, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Context } from '#context.ts';
import { newId } from '#lib/ids.ts';
import { openDatabase } from '#platform/db.ts';
import type { HttpApp } from '#platform/http/app.ts';
import { type Member, startTestApp, type TestApp } from '../../../../tests/support/app.ts';
import { cookieValue } from '../../../../tests/support/cookies.ts';
import { execute } from '../../../../tests/support/database.ts';
import { accessCookie } from './cookies.ts';
import { type SecondProcess, startSecondProcess } from './second-process.ts';

const start = new Date('2026-11-22T12:00:00Z');
const startSeconds = start.getTime() / 1000;
const issuer = 'http://localhost:3000';
const kind = { type: 'at+jwt', issuer, audience: `${issuer}/v1` };

let server: TestApp;
let other: SecondProcess;
let ana: Member;
/** The access token that Ana signed in with, and its parts. */
let token: string;
let header: Record<string, unknown>;
let claims: Record<string, unknown>;

beforeAll(async () => {
  server = await startTestApp();
  other = startSecondProcess(server);
});
beforeEach(async () => {
  server.clock.now = start;
  ana = await server.signUp();
  token = cookieValue(ana.cookie, accessCookie) ?? '';
  [header = {}, claims = {}] = token.split('.').map(decode);
});
afterAll(async () => {
  await other.close();
  await server.close();
});

function decode(part: string): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString());
  } catch {
    return {};
  }
}
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** What a route of the system and one of the workspace answer to a token. */
async function statuses(text: string, app: HttpApp = server.app): Promise<number[]> {
  const headers = { cookie: `${accessCookie}=${text}` };
  const paths = ['/v1/me', ana.path];
  return Promise.all(paths.map(async (path) => (await app.request(path, { headers })).status));
}

/** A token that our own current key has signed. */
const signed = (changes: object, changedKind: object = {}) =>
  server.context.signingKeys.sign({ ...claims, ...changes }, { ...kind, ...changedKind });

/** A token that an Ed25519 key of somebody else has signed. */
function signedBy(key: KeyObject, changedHeader: object): string {
  const input = `${encode({ ...header, ...changedHeader })}.${encode(claims)}`;
  return `${input}.${sign(null, Buffer.from(input), key).toString('base64url')}`;
}

describe('an access token', () => {
  it('lets in, and holds neither role nor workspace', async () => {
    expect(await statuses(token)).toEqual([200, 200]);
    expect(header).toEqual({ alg: 'Ed25519', kid: expect.any(String), typ: 'at+jwt' });
    expect(Object.keys(claims).sort()).toEqual(['aud', 'exp', 'iat', 'iss', 'sid', 'sub']);
    expect(Number(claims.exp) - Number(claims.iat)).toBe(600);
  });

  it('ends after ten minutes and the five seconds by which clocks may differ', async () => {
    server.clock.now = new Date(start.getTime() + 604_999);
    expect(await statuses(token)).toEqual([200, 200]);
    server.clock.now = new Date(start.getTime() + 605_000);
    expect(await statuses(token)).toEqual([401, 401]);
  });

  it('is good for a process whose clock is five seconds behind, or ahead', async () => {
    for (const seconds of [-5, 5]) {
      const now = () => new Date(start.getTime() + seconds * 1000);
      const { app } = startSecondProcess(server, { now, db: other.context.db });
      expect(await statuses(token, app)).toEqual([200, 200]);
    }
  });

  it('is good for every process', async () => {
    expect(await statuses(token, other.app)).toEqual([200, 200]);
  });
});

describe('no access token', () => {
  const publicKey = async (): Promise<string> => {
    const query = 'select public_jwk from signing_keys';
    const { rows } = await execute(server.database.superuserUrl, query);
    return rows[0].public_jwk.x;
  };
  const withHs256 = (secret: Buffer | string) => {
    const input = `${encode({ ...header, alg: 'HS256' })}.${encode(claims)}`;
    return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
  };
  const stranger = generateKeyPairSync('ed25519').privateKey;

  it.each<[string, () => string | Promise<string>]>([
    [
      'one that has been over for a second, beyond the tolerance',
      () => signed({ exp: startSeconds - 6 }),
    ],
    ['one that is not valid yet', () => signed({ nbf: startSeconds + 6 })],
    ['one without an end', () => signed({ exp: undefined })],
    ['one without a beginning', () => signed({ iat: undefined })],
    ['one without a user', () => signed({ sub: undefined })],
    ['one without a session', () => signed({ sid: undefined })],
    ['one whose session is no text', () => signed({ sid: 7 })],
    ['one of type JWT, as an ID token is', () => signed({}, { type: 'JWT' })],
    ['one of no type', () => signed({}, { type: undefined })],
    ['one of another issuer', () => signed({}, { issuer: 'https://evil.example' })],
    ['one for another audience', () => signed({}, { audience: `${issuer}/v2` })],
    ['one with alg none', () => `${encode({ ...header, alg: 'none' })}.${encode(claims)}.`],
    [
      'one with alg none that keeps its signature',
      () => `${encode({ ...header, alg: 'none' })}.${token.split('.').slice(1).join('.')}`,
    ],
    [
      'one with HS256 over the public key',
      async () => withHs256(Buffer.from(await publicKey(), 'base64url')),
    ],
    ['one with HS256 over the public key as text', async () => withHs256(await publicKey())],
    ['one that another key signed under our kid', () => signedBy(stranger, {})],
    [
      'one that brings its own key',
      () => signedBy(stranger, { jwk: { kty: 'OKP', crv: 'Ed25519', x: 'AAAA' } }),
    ],
    ['one without a kid', () => signedBy(stranger, { kid: undefined })],
    ['one whose kid is a path', () => signedBy(stranger, { kid: '../../etc/passwd' })],
    ['one whose kid is SQL', () => signedBy(stranger, { kid: "' or 1=1 --" })],
    ['one whose kid is no key of ours', () => signedBy(stranger, { kid: newId() })],
    [
      'other claims under the signature',
      () => [encode(header), encode({ ...claims, sub: newId() }), token.split('.')[2]].join('.'),
    ],
    ['one cut short', () => token.slice(0, -2)],
    ['one without its signature', () => token.split('.').slice(0, 2).join('.')],
    ['one with a part too many', () => `${token}.AAAA`],
    ['10 kB', () => 'A'.repeat(10_000)],
    ['a refresh token', () => cookieValue(ana.cookie, 'numirio_refresh') ?? ''],
  ])('is %s', async (_what, make) => {
    expect(await statuses(await make())).toEqual([401, 401]);
    expect(await statuses(token)).toEqual([200, 200]);
  });

  it('is one of another installation', async () => {
    const elsewhere = await startTestApp();
    try {
      const foreign = await elsewhere.context.signingKeys.sign(claims, kind);
      expect(await statuses(foreign)).toEqual([401, 401]);
    } finally {
      await elsewhere.close();
    }
  });

  it('is one that names the session of another user', async () => {
    // A colleague, so that it is not the workspace that refuses.
    const bob = await server.join(ana.workspaceId, 'owner');
    const bobs = decode(cookieValue(bob.cookie, accessCookie)?.split('.')[1] ?? '');
    expect(await statuses(await signed({ sid: bobs.sid }))).toEqual([401, 401]);
    expect(await statuses(await signed({ sub: bobs.sub }))).toEqual([401, 401]);
  });
});

describe('the session behind an access token', () => {
  it('is asked at every request: once ended, no route of any process lets in', async () => {
    await ana.request('DELETE', '/v1/sessions/current');
    expect(await statuses(token)).toEqual([401, 401]);
    expect(await statuses(token, other.app)).toEqual([401, 401]);
  });

  it('has the role of now: a change counts at the next request', async () => {
    const settings = () =>
      server.app.request(ana.path, {
        method: 'PATCH',
        headers: { cookie: `${accessCookie}=${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ phone: '1' }),
      });
    const setRole = (role: string) =>
      execute(server.database.superuserUrl, 'update members set role = $2 where user_id = $1', [
        ana.userId,
        role,
      ]);
    expect((await settings()).status).toBe(200);
    // A workspace always has an owner.
    await server.join(ana.workspaceId, 'owner');
    await setRole('accountant');
    expect((await settings()).status).toBe(403);
    await setRole('owner');
    expect((await settings()).status).toBe(200);
    await execute(server.database.superuserUrl, 'delete from members where user_id = $1', [
      ana.userId,
    ]);
    expect(await statuses(token)).toEqual([200, 404]);
  });
});

describe('made-up kids', () => {
  it('cause a handful of queries, however many there are, and hold up nobody', async () => {
    const { db, queries } = counted(server.context);
    const process = startSecondProcess(server, { db });
    try {
      expect(await statuses(token, process.app)).toEqual([200, 200]);
      const before = queries();
      const { privateKey } = generateKeyPairSync('ed25519');
      const kids = Array.from({ length: 1_000 }, (_, index) =>
        index % 2 === 0 ? newId() : randomBytes(12).toString('hex'),
      );
      const verified = await Promise.all(
        kids.map((kid) => process.context.signingKeys.verify(signedBy(privateKey, { kid }), kind)),
      );
      expect(new Set(verified)).toEqual(new Set([undefined]));
      expect(queries() - before).toBeLessThanOrEqual(2);
      expect(await statuses(token, process.app)).toEqual([200, 200]);
    } finally {
      await process.close();
    }
  });

  /** A database that counts the transactions of its own. */
  function counted({ db: shared }: Context) {
    const db = openDatabase(server.database.runtimeUrl);
    let transactions = 0;
    const inSystem: typeof shared.inSystem = (work) => {
      transactions += 1;
      return db.inSystem(work);
    };
    return { db: { ...db, inSystem }, queries: () => transactions };
  }
});

import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SystemTx } from '#platform/db.ts';
import { type Member, startTestApp, type TestApp } from '../../../../tests/support/app.ts';
import { execute } from '../../../../tests/support/database.ts';
import {
  type Attestation,
  type CreationOptions,
  softAuthenticator,
  type Twist,
} from '../../../../tests/support/webauthn-authenticator.ts';
import { attestationCertificate } from '../../../../tests/support/webauthn-certificate.ts';
import {
  addPasskey,
  confirmed,
  inTime,
  mailKinds,
  password,
  recordedTypes,
  signUpWithout,
  signUpWithPassword,
} from '../../../../tests/support/webauthn-people.ts';
import { getSignedIn, type SignedIn } from '../sessions/sessions.ts';
import { removePasskey } from './passkeys.ts';

let server: TestApp;

beforeAll(async () => {
  server = await startTestApp();
});
afterAll(() => server.close());

const tenMinutes = 10 * 60_000;

/** Creation options for a confirmed session, and the client that asked for them. */
async function begin(member: Member): Promise<CreationOptions> {
  await confirmed(server, member);
  const { status, json } = await member.request('POST', '/v1/passkeys/options');
  expect(status).toBe(200);
  return json.options;
}

describe('a new passkey', () => {
  it('is made for this site, to be found without a name and to verify its user', async () => {
    const ana = await signUpWithPassword(server);
    expect(await begin(ana)).toMatchObject({
      rp: { name: 'Numirio', id: 'localhost' },
      user: {
        id: Buffer.from(ana.userId.replaceAll('-', ''), 'hex').toString('base64url'),
        name: ana.email,
        displayName: 'Ana',
      },
      attestation: 'none',
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      excludeCredentials: [],
    });
  });

  it('is listed, recorded and told of, and as the first factor brings recovery codes', async () => {
    const ana = await signUpWithPassword(server);
    const phone = softAuthenticator({ counts: false });
    const added = await addPasskey(server, ana, phone, { name: 'Phone' });
    expect(added.status).toBe(201);
    expect(added.json.recoveryCodes).toHaveLength(10);
    expect(added.json.passkey).toMatchObject({ name: 'Phone', synced: true, lastUsedAt: null });
    expect(await recordedTypes(server, ana)).toEqual(['passkey.added']);
    expect(await mailKinds(server, ana)).toEqual(['passkey_added']);
    const second = await addPasskey(server, ana, softAuthenticator(), { name: 'Key' });
    expect(second.json.recoveryCodes).toBe(null);
    expect(second.json.passkey.synced).toBe(false);
    const { json } = await ana.request('GET', '/v1/ways-in');
    expect(json.passkeys).toEqual([added.json.passkey, second.json.passkey]);
    expect(json).toMatchObject({
      recoveryCodesLeft: 10,
      confirmWith: ['passkey', 'recovery_code'],
      totp: null,
      google: [],
      pendingEmail: null,
    });
  });

  it('is offered once only: the browser is told which there are', async () => {
    const ana = await signUpWithPassword(server);
    const phone = softAuthenticator();
    await addPasskey(server, ana, phone);
    const { excludeCredentials } = await begin(ana);
    expect(excludeCredentials).toMatchObject([{ id: phone.credentials[0]?.id }]);
  });

  it('ends the other sessions of its owner, not this one', async () => {
    const ana = await signUpWithPassword(server);
    const other = server.browser();
    const answer = await other.request('POST', '/v1/sessions', { email: ana.email, password });
    expect(answer.status).toBe(201);
    expect((await other.request('GET', '/v1/me')).status).toBe(200);
    await addPasskey(server, ana, softAuthenticator());
    expect((await other.request('GET', '/v1/me')).status).toBe(401);
    expect((await ana.request('GET', '/v1/me')).status).toBe(200);
  });

  it.each<[string, Twist]>([
    ['of another origin', { origin: 'https://numirio.example' }],
    ['for another relying party', { rpId: 'evil.example' }],
    ['with another challenge', { challenge: Buffer.alloc(32, 7).toString('base64url') }],
    ['of another ceremony', { type: 'webauthn.get' }],
    ['out of a frame in another site', { crossOrigin: true }],
    ['without user verification', { userVerified: false }],
    ['without user presence', { userPresent: false }],
    ['with an id that is too long', { credentialId: Buffer.alloc(1024, 1) }],
    ['with a certificate of its maker', { attestation: certified }],
    [
      'with an unknown attestation',
      { attestation: () => ({ fmt: 'made-up', attStmt: new Map() }) },
    ],
    [
      'with a self-attestation that is empty',
      { attestation: () => ({ fmt: 'packed', attStmt: new Map() }) },
    ],
    [
      'with a self-attestation by another key',
      { attestation: (signed) => selfSigned(signed, otherKey) },
    ],
  ])('%s is refused, and its challenge is used up', async (_name, twist) => {
    const ana = await signUpWithPassword(server);
    const phone = softAuthenticator();
    const options = await begin(ana);
    const cookie = ana.cookie;
    const body = { name: 'Phone', passkey: phone.create(options, twist) };
    const refused = await ana.request('POST', '/v1/passkeys', body);
    expect([refused.status, refused.json.code]).toEqual([422, 'invalid_passkey']);
    expect(refused.json.errors).toEqual([{ field: 'passkey', message: 'could not be verified' }]);
    ana.cookie = cookie;
    const honest = { name: 'Phone', passkey: phone.create(options) };
    const again = await ana.request('POST', '/v1/passkeys', honest);
    expect([again.status, again.json.code]).toEqual([410, 'challenge_expired']);
    expect(await recordedTypes(server, ana)).toEqual([]);
  });

  it('may vouch for itself, as a browser passes on although nobody asked', async () => {
    const ana = await signUpWithPassword(server);
    const twist = { attestation: selfSigned };
    expect((await addPasskey(server, ana, softAuthenticator(), { twist })).status).toBe(201);
  });

  it('takes the longest id that there can be', async () => {
    const ana = await signUpWithPassword(server);
    const twist = { credentialId: Buffer.alloc(1023, 2) };
    const added = await addPasskey(server, ana, softAuthenticator(), { twist });
    expect(added.status).toBe(201);
  });

  it('can be added for 9:59, and not after ten minutes', async () => {
    for (const [ms, status] of [
      [tenMinutes - 1000, 201],
      [tenMinutes, 410],
    ] as const) {
      const ana = await signUpWithPassword(server);
      const body = { name: 'Phone', passkey: softAuthenticator().create(await begin(ana)) };
      const answer = await inTime(server, ms - 60_000, async () => {
        // The access token lives as long as a challenge, so it is renewed on the way.
        expect((await ana.request('POST', '/v1/sessions/refresh')).status).toBe(200);
        return inTime(server, 60_000, () => ana.request('POST', '/v1/passkeys', body));
      });
      expect(answer.status).toBe(status);
    }
  });

  it('is refused to another session, to another browser and a second time', async () => {
    const ana = await signUpWithPassword(server);
    const options = await begin(ana);
    const body = { name: 'Phone', passkey: softAuthenticator().create(options) };
    const without = server.browser(ana.cookie.replace(/numirio_passkey=\S+/, ''));
    const elsewhere = await without.request('POST', '/v1/passkeys', body);
    expect([elsewhere.status, elsewhere.json.code]).toEqual([410, 'challenge_expired']);
    const added = await server.browser(ana.cookie).request('POST', '/v1/passkeys', body);
    expect(added.status).toBe(201);
    const again = await ana.request('POST', '/v1/passkeys', body);
    expect([again.status, again.json.code]).toEqual([410, 'challenge_expired']);
    const bob = await signUpWithPassword(server);
    const anas = await begin(ana);
    bob.cookie = `${bob.cookie}; ${/numirio_passkey=[^;]+/.exec(ana.cookie)?.[0]}`;
    const stolen = { name: 'Phone', passkey: softAuthenticator().create(anas) };
    const foreign = await bob.request('POST', '/v1/passkeys', stolen);
    expect([foreign.status, foreign.json.code]).toEqual([410, 'challenge_expired']);
  });

  it('is refused where somebody has it already', async () => {
    const [ana, bob] = [await signUpWithPassword(server), await signUpWithPassword(server)];
    const twist = { credentialId: Buffer.alloc(32, 3) };
    expect((await addPasskey(server, ana, softAuthenticator(), { twist })).status).toBe(201);
    const again = await addPasskey(server, bob, softAuthenticator(), { twist });
    expect([again.status, again.json.code]).toEqual([409, 'passkey_known']);
    expect(await recordedTypes(server, bob)).toEqual([]);
    expect((await bob.request('GET', '/v1/sessions')).json.items).toHaveLength(1);
  });

  it('is the twentieth at most', async () => {
    const ana = await signUpWithPassword(server);
    const options = await begin(ana);
    await execute(
      server.database.superuserUrl,
      `insert into passkeys (id, user_id, name, credential_id, public_key, counter, synced, created_at)
       select gen_random_uuid(), $1, 'n', 'n' || n, '', 0, false, now() from generate_series(1, 20) n`,
      [ana.userId],
    );
    const body = { name: 'One more', passkey: softAuthenticator().create(options) };
    const answers = [
      await ana.request('POST', '/v1/passkeys', body),
      await ana.request('POST', '/v1/passkeys/options'),
    ];
    for (const { status, json } of answers) {
      expect([status, json.code]).toEqual([409, 'too_many_passkeys']);
    }
  });
});

const otherKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

/** What a browser passes on although nobody asked: the credential vouches for itself. */
function selfSigned(signed: Buffer, key: KeyObject): Attestation {
  const sig = new Uint8Array(sign('sha256', signed, key));
  const members: [string, unknown][] = [
    ['alg', -7],
    ['sig', sig],
  ];
  return { fmt: 'packed', attStmt: new Map(members) };
}

/** The same with a certificate, which is right in itself. */
function certified(signed: Buffer, key: KeyObject, publicKey: KeyObject): Attestation {
  const attestation = selfSigned(signed, key);
  attestation.attStmt.set('x5c', [new Uint8Array(attestationCertificate(publicKey, key))]);
  return attestation;
}

describe('a passkey', () => {
  it('gets another name from its owner, and from nobody else', async () => {
    const [ana, bob] = [await signUpWithPassword(server), await signUpWithPassword(server)];
    const { json } = await addPasskey(server, ana, softAuthenticator());
    const path = `/v1/passkeys/${json.passkey.id}`;
    const renamed = await ana.request('PATCH', path, { name: ' Work laptop ' });
    expect([renamed.status, renamed.json]).toEqual([200, { ...json.passkey, name: 'Work laptop' }]);
    const foreign = await bob.request('PATCH', path, { name: 'Mine' });
    expect([foreign.status, foreign.json.code]).toEqual([404, 'passkey_not_found']);
    const empty = await ana.request('PATCH', path, { name: '  ' });
    expect([empty.status, empty.json.errors[0].field]).toEqual([422, 'name']);
    expect((await server.browser().request('PATCH', path, { name: 'x' })).status).toBe(401);
  });

  it('is removed by its owner once confirmed, and by nobody else', async () => {
    const [ana, bob] = [await signUpWithPassword(server), await signUpWithPassword(server)];
    const { json } = await addPasskey(server, ana, softAuthenticator());
    const path = `/v1/passkeys/${json.passkey.id}`;
    await confirmed(server, bob);
    const foreign = await bob.request('DELETE', path);
    expect([foreign.status, foreign.json.code]).toEqual([404, 'passkey_not_found']);
    expect((await server.browser().request('DELETE', path)).status).toBe(401);
    expect((await ana.request('DELETE', path)).status).toBe(204);
    expect((await ana.request('DELETE', path)).status).toBe(404);
    expect(await recordedTypes(server, ana)).toEqual(['passkey.added', 'passkey.removed']);
    expect(await mailKinds(server, ana)).toEqual(['passkey_added', 'passkey_removed']);
    const { json: ways } = await ana.request('GET', '/v1/ways-in');
    expect(ways).toMatchObject({ passkeys: [], recoveryCodesLeft: 0, confirmWith: ['password'] });
  });

  it('stays where it is the only way in', async () => {
    const ana = await signUpWithout(server);
    const { json } = await addPasskey(server, ana, softAuthenticator());
    const refused = await ana.request('DELETE', `/v1/passkeys/${json.passkey.id}`);
    expect([refused.status, refused.json.code]).toEqual([409, 'last_way_in']);
    expect((await ana.request('GET', '/v1/ways-in')).json).toMatchObject({
      passkeys: [json.passkey],
      recoveryCodesLeft: 10,
    });
    expect(await mailKinds(server, ana)).toEqual(['passkey_added']);
  });

  it('takes the other sessions with it, not this one', async () => {
    const ana = await signUpWithPassword(server);
    const phone = softAuthenticator();
    const { json } = await addPasskey(server, ana, phone);
    const other = server.browser();
    const asked = await other.request('POST', '/v1/sessions/passkey-options');
    const body = { passkey: phone.get(asked.json.options) };
    expect((await other.request('POST', '/v1/sessions/passkey', body)).status).toBe(201);
    expect((await ana.request('DELETE', `/v1/passkeys/${json.passkey.id}`)).status).toBe(204);
    expect((await other.request('GET', '/v1/me')).status).toBe(401);
    expect((await ana.request('GET', '/v1/me')).status).toBe(200);
  });

  it('stays alone of two that are removed at the same moment', async () => {
    const ana = await signUpWithout(server);
    const ids: string[] = [];
    for (const name of ['One', 'Two']) {
      ids.push((await addPasskey(server, ana, softAuthenticator(), { name })).json.passkey.id);
    }
    const [one = '', two = ''] = ids;
    const { context } = server;
    const request = { ip: '', userAgent: '', cookie: () => undefined, header: () => undefined };
    const remove = (tx: SystemTx, id: string, signedIn: SignedIn) =>
      removePasskey(tx, context, request, signedIn, id);
    const signedIn = await signedInAs(ana);
    let second: Promise<string> | undefined;
    await context.db.inSystem(async (tx) => {
      await remove(tx, one, signedIn);
      second = context.db
        .inSystem((other) => remove(other, two, signedIn))
        .then(
          () => 'removed',
          ({ code }) => code,
        );
      await Promise.race([second, somebodyWaits()]);
    });
    expect(await second).toBe('last_way_in');
    const { json } = await ana.request('GET', '/v1/ways-in');
    expect(json.passkeys).toMatchObject([{ id: two }]);
  });
});

async function signedInAs({ userId }: Member): Promise<SignedIn> {
  return server.context.db.inSystem(async (tx) => {
    const { id } = await tx
      .selectFrom('sessions')
      .select('id')
      .where('user_id', '=', userId)
      .executeTakeFirstOrThrow();
    return getSignedIn(tx, server.context, { userId, sessionId: id });
  });
}

/** Until a transaction of this database waits for a lock of another one. */
async function somebodyWaits(): Promise<void> {
  const statement = `select 1 from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`;
  for (let tries = 0; tries < 500; tries += 1) {
    if ((await execute(server.database.superuserUrl, statement)).rows.length > 0) return;
  }
  throw new Error('nobody waits for a lock');
}

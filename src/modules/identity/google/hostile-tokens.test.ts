import { exportSPKI, type JWTPayload } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  comeBack,
  connect,
  countRows,
  expectNoSession,
  expectNoTrace,
  type GoogleApp,
  leave,
  newPerson,
  signedInAs,
  startGoogleApp,
} from '../../../../tests/support/oidc-app.ts';
import {
  type HostileProvider,
  type Lies,
  sign,
  startHostileProvider,
} from '../../../../tests/support/oidc-hostile.ts';

let provider: HostileProvider;
let server: GoogleApp;
/** Someone whose Google account is connected: whoever is taken for her is in. */
const ana = newPerson();
let anasId: string;

beforeAll(async () => {
  provider = await startHostileProvider();
  server = await startGoogleApp(provider);
  provider.clock = server.clock;
  const member = await server.signUp();
  anasId = member.userId;
  await connect(server, provider.issuer, member, ana);
});
afterEach(() => {
  provider.lies = {};
});
afterAll(async () => {
  await server.close();
  await provider.close();
});

const seconds = (offset: number) => Math.floor(server.clock.now.getTime() / 1000) + offset;
const set = (change: JWTPayload): Lies => ({ claims: (claims) => ({ ...claims, ...change }) });
const without = (name: string): Lies => ({
  claims: ({ [name]: _dropped, ...claims }) => claims,
});

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** What an ID token can have wrong, each by itself; all else of it is right. */
const lies: [string, () => Lies, ('google_failed' | 'google_email_not_verified')?][] = [
  ['another issuer', () => set({ iss: 'https://accounts.google.com' })],
  ['no issuer', () => without('iss')],
  ['another audience', () => set({ aud: 'another-client' })],
  ['no audience', () => without('aud')],
  [
    'several audiences, of which another is the authorized party',
    () => set({ aud: [provider.clientId, 'another-client'], azp: 'another-client' }),
  ],
  [
    'several audiences and no authorized party',
    () => set({ aud: [provider.clientId, 'another-client'] }),
  ],
  ['the right audience and another authorized party', () => set({ azp: 'another-client' })],
  ['an hour of life that is over', () => set({ iat: seconds(-7200), exp: seconds(-3600) })],
  ['no end', () => without('exp')],
  ['an end that is a text', () => set({ exp: String(seconds(3600)) as never })],
  ['an issuance in the future', () => set({ iat: seconds(600) })],
  ['no issuance', () => without('iat')],
  ['a beginning in the future', () => set({ nbf: seconds(600) })],
  ['the nonce of another sign-in', () => set({ nonce: 'n'.repeat(43) })],
  ['no nonce', () => without('nonce')],
  ['no subject', () => without('sub')],
  ['an empty subject', () => set({ sub: '' })],
  ['a subject that is a number', () => set({ sub: 42 as never })],
  ['a subject with a NUL', () => set({ sub: `${ana.sub}\u0000` })],
  ['a subject of 300 characters', () => set({ sub: 's'.repeat(300) })],
  [
    'no algorithm and no signature',
    () => ({
      idToken: (claims) => `${base64url({ alg: 'none' })}.${base64url(claims)}.`,
    }),
  ],
  [
    'an HS256 signature by the public key',
    () => ({
      idToken: async (claims) => {
        const publicKey = await exportSPKI(provider.keys.signing.publicKey);
        return sign(claims, Buffer.from(publicKey), { alg: 'HS256', kid: 'signing' });
      },
    }),
  ],
  [
    'an HS256 signature by the client secret',
    () => ({
      idToken: (claims) => sign(claims, Buffer.from(provider.clientSecret), { alg: 'HS256' }),
    }),
  ],
  [
    'an unknown key id',
    () => ({
      idToken: (claims) =>
        sign(claims, provider.keys.unpublished.privateKey, { alg: 'RS256', kid: 'unpublished' }),
    }),
  ],
  [
    'the key id of another published key',
    () => ({
      idToken: (claims) =>
        sign(claims, provider.keys.signing.privateKey, { alg: 'RS256', kid: 'other' }),
    }),
  ],
  [
    'a signature by a key that is not published',
    () => ({
      idToken: (claims) =>
        sign(claims, provider.keys.unpublished.privateKey, { alg: 'RS256', kid: 'signing' }),
    }),
  ],
  [
    'a key of its own in the header',
    () => ({
      idToken: (claims) => {
        const { privateKey, jwk } = provider.keys.unpublished;
        return sign(claims, privateKey, { alg: 'RS256', kid: 'unpublished', jwk } as never);
      },
    }),
  ],
  ['its last characters cut off', () => ({ idToken: (_claims, honest) => honest.slice(0, -8) })],
  [
    'its signature cut off',
    () => ({ idToken: (_claims, honest) => honest.slice(0, honest.lastIndexOf('.') + 1) }),
  ],
  [
    'another subject under an old signature',
    () => ({
      idToken: (claims, honest) => {
        const [header, , signature] = honest.split('.');
        return [header, base64url({ ...claims, sub: newPerson().sub }), signature].join('.');
      },
    }),
  ],
  ['no ID token', () => ({ idToken: () => undefined })],
  ['an ID token that is none', () => ({ idToken: () => 'not.a.token' })],
  ['an ID token of 900 kB', () => ({ idToken: () => 'x'.repeat(900_000) })],
  ['an address not verified', () => set({ email_verified: false }), 'google_email_not_verified'],
  ['nothing about verification', () => without('email_verified'), 'google_email_not_verified'],
  ['"true" as a text', () => set({ email_verified: 'true' }), 'google_email_not_verified'],
  ['1 for verified', () => set({ email_verified: 1 }), 'google_email_not_verified'],
  ['no address', () => without('email')],
  ['an address that is a list', () => set({ email: [ana.email] })],
  ['an address with a line break', () => set({ email: `${ana.email}\r\nBcc: all@example.com` })],
  ['an address with a line break at its end', () => set({ email: `${ana.email}\r\n` })],
  ['an address with a NUL', () => set({ email: `a\u0000${ana.email}` })],
  ['an address with an unpaired surrogate', () => set({ email: `a\ud800${ana.email}` })],
];

describe('an answer of the provider', () => {
  it('signs in where it is honest, which every lie below begins with', async () => {
    const browser = server.browser();
    const answer = await comeBack(browser, provider.approve(await leave(browser), ana));
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/']);
    expect(await signedInAs(browser)).toBe(anasId);
  });

  it.each(lies)('is refused with %s', async (_what, lie, code = 'google_failed') => {
    provider.lies = lie();
    const before = await countRows(server);
    // A known account would be signed in, an unknown one would register.
    for (const person of [ana, newPerson()]) {
      const browser = server.browser();
      const answer = await comeBack(browser, provider.approve(await leave(browser), person));
      expect([answer.status, answer.json?.code]).toEqual([
        code === 'google_failed' ? 400 : 403,
        code,
      ]);
      expectNoSession(browser, answer);
    }
    expect(await countRows(server)).toEqual(before);
  });

  it('leaves nothing of its tokens behind, neither in a table nor in the log', async () => {
    expect(server.logged.join()).toContain('an answer of the OpenID provider was refused');
    expect(provider.secrets.length).toBeGreaterThan(lies.length * 8);
    await expectNoTrace(server, provider.secrets);
  });
});

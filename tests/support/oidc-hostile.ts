import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import {
  type CryptoKey,
  exportJWK,
  generateKeyPair,
  type JWK,
  type JWTPayload,
  SignJWT,
} from 'jose';

/** A person as a provider describes them; whatever it says lands in the ID token. */
export type Person = { sub: string; email: string; [claim: string]: unknown };

export type KeyPair = { kid: string; privateKey: CryptoKey; publicKey: CryptoKey; jwk: JWK };

/** What a test lets the provider do otherwise than an honest one would. */
export type Lies = {
  claims?: (claims: JWTPayload) => JWTPayload;
  /** Makes the ID token of claims; `honest` is the one that would be right. */
  idToken?: (claims: JWTPayload, honest: string) => Promise<string> | string | undefined;
  /** Answers the token request itself. */
  tokenAnswer?: (response: ServerResponse, body: Record<string, unknown>) => void;
  discovery?: (metadata: Record<string, unknown>) => Record<string, unknown>;
};

/** An OpenID provider that is honest until a test tells it how to lie. */
export type HostileProvider = {
  issuer: URL;
  clientId: string;
  clientSecret: string;
  keys: { signing: KeyPair; other: KeyPair; unpublished: KeyPair };
  lies: Lies;
  /** The time by which it stamps its tokens. */
  clock: { now: Date };
  /** Everything secret that passed through it, to look for where it must not be. */
  secrets: string[];
  /** How often each of its addresses was asked. */
  asked: Record<string, number>;
  /** Says yes to an authorization request, as if this person sat before it; returns the callback's query. */
  approve(authorizationUrl: string, person: Person): URLSearchParams;
  close(): Promise<void>;
};

type Code = { person: Person; nonce: string | null; challenge: string | null };

/** Starts it on loopback; call `close()` in afterAll. */
export async function startHostileProvider(): Promise<HostileProvider> {
  const codes = new Map<string, Code>();
  const server = createServer((request, response) => {
    answer(provider, codes, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const provider: HostileProvider = {
    issuer: new URL(`http://127.0.0.1:${port}`),
    clientId: 'numirio-client',
    clientSecret: randomBytes(32).toString('base64url'),
    keys: {
      signing: await newKeyPair('signing'),
      other: await newKeyPair('other'),
      unpublished: await newKeyPair('unpublished'),
    },
    lies: {},
    clock: { now: new Date() },
    secrets: [],
    asked: {},
    approve: (authorizationUrl, person) => {
      const { searchParams } = new URL(authorizationUrl);
      const code = randomBytes(24).toString('base64url');
      const [nonce, state] = [searchParams.get('nonce'), searchParams.get('state') ?? ''];
      codes.set(code, { person, nonce, challenge: searchParams.get('code_challenge') });
      provider.secrets.push(code, nonce ?? '', state);
      return new URLSearchParams({ code, state, iss: provider.issuer.origin });
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return provider;
}

/** An RSA key for RS256, which is what Google signs with. */
export async function newKeyPair(kid: string): Promise<KeyPair> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' };
  return { kid, privateKey, publicKey, jwk };
}

async function answer(
  provider: HostileProvider,
  codes: Map<string, Code>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = request.url ?? '';
  provider.asked[path] = (provider.asked[path] ?? 0) + 1;
  if (path === '/.well-known/openid-configuration') return json(response, 200, describe(provider));
  const { signing, other } = provider.keys;
  if (path === '/keys') return json(response, 200, { keys: [signing.jwk, other.jwk] });
  if (path !== '/token') return json(response, 404, {});
  const form = new URLSearchParams(await text(request));
  const verifier = form.get('code_verifier') ?? '';
  const code = codes.get(form.get('code') ?? '');
  const isProven = code?.challenge === createHash('sha256').update(verifier).digest('base64url');
  if (!code || !isProven || form.get('client_secret') !== provider.clientSecret) {
    return json(response, 400, { error: 'invalid_grant' });
  }
  const body = await tokensOf(provider, code);
  provider.secrets.push(verifier, ...Object.values(body).filter((value) => /\W|.{40}/.test(value)));
  if (provider.lies.tokenAnswer) provider.lies.tokenAnswer(response, body);
  else json(response, 200, body);
}

async function tokensOf(provider: HostileProvider, { person, nonce }: Code) {
  const now = Math.floor(provider.clock.now.getTime() / 1000);
  const honestClaims: JWTPayload = {
    iss: provider.issuer.origin,
    aud: provider.clientId,
    iat: now,
    exp: now + 3600,
    email_verified: true,
    ...(nonce === null ? {} : { nonce }),
    ...person,
  };
  const claims = provider.lies.claims?.(honestClaims) ?? honestClaims;
  const { signing } = provider.keys;
  const honest = await sign(claims, signing.privateKey, { alg: 'RS256', kid: signing.kid });
  const told = provider.lies.idToken;
  const idToken = told ? await told(claims, honest) : honest;
  return {
    access_token: randomBytes(32).toString('base64url'),
    token_type: 'Bearer',
    ...(idToken === undefined ? {} : { id_token: idToken }),
  };
}

/** A token with this header, by whichever key. */
export function sign(
  claims: JWTPayload,
  key: CryptoKey | Uint8Array,
  header: { alg: string; kid?: string },
): Promise<string> {
  return new SignJWT(claims).setProtectedHeader(header).sign(key);
}

/** It claims to know the weakest algorithms too, so that a client which believes it would take them. */
function describe({ issuer, lies }: HostileProvider): Record<string, unknown> {
  const metadata = {
    issuer: issuer.origin,
    authorization_endpoint: `${issuer.origin}/authorize`,
    token_endpoint: `${issuer.origin}/token`,
    jwks_uri: `${issuer.origin}/keys`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'],
    authorization_response_iss_parameter_supported: true,
  };
  return lies.discovery?.(metadata) ?? metadata;
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

async function text(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += chunk;
  return body;
}

import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { exportJWK, generateKeyPair } from 'jose';
import { type JWK, Provider } from 'oidc-provider';
import { withCookies } from './cookies.ts';

/** A certified OpenID provider on loopback, and whoever sits before it. */
export type RealProvider = {
  issuer: URL;
  clientId: string;
  clientSecret: string;
  /** Who signs in there, and whether they agree; set it to be someone else. */
  person: { sub: string; email: string; agrees: boolean };
  /** How often somebody had to sign in there. */
  signIns: number;
  /** Goes on with new keys, signs with the one of this algorithm, and forgets those of before. */
  rotateKeys(algorithm: Algorithm): Promise<void>;
  /** Follows an authorization request to its end, as a browser does; returns the callback's query. */
  visit(authorizationUrl: string): Promise<URLSearchParams>;
  close(): Promise<void>;
};

type Algorithm = 'RS256' | 'ES256';

/** Starts it for one installation, which it leads back to; call `close()` in afterAll. */
export async function startRealProvider(baseUrl = 'http://localhost:3000'): Promise<RealProvider> {
  const redirectUri = `${baseUrl}/v1/google/callback`;
  let op: Provider | undefined;
  const server = createServer((request, response) => {
    if (!op) return response.destroy();
    if (request.url?.startsWith('/interaction/')) {
      return interact(op, real, request, response).catch((error) => response.destroy(error));
    }
    return op.callback()(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const cookieKeys = [randomBytes(32).toString('base64url')];
  /** Everybody has a browser of their own, in which the provider knows them. */
  const cookies = new Map<string, string>();
  const real: RealProvider = {
    issuer: new URL(`http://127.0.0.1:${port}`),
    clientId: 'numirio-client',
    clientSecret: randomBytes(32).toString('base64url'),
    person: { sub: '', email: '', agrees: true },
    signIns: 0,
    rotateKeys: async (algorithm) => {
      op = await newProvider(real, redirectUri, algorithm, cookieKeys);
    },
    visit: async (authorizationUrl) => {
      let next = new URL(authorizationUrl);
      for (let hops = 0; hops < 20; hops += 1) {
        const cookie = cookies.get(real.person.sub) ?? '';
        const response = await fetch(next, { redirect: 'manual', headers: { cookie } });
        cookies.set(real.person.sub, withCookies(cookie, response.headers.getSetCookie()));
        const location = response.headers.get('location');
        if (!location) throw new Error(`${response.status} ${await response.text()}`);
        next = new URL(location, next);
        if (next.href.startsWith(redirectUri)) return next.searchParams;
      }
      throw new Error('the provider leads in a circle');
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  await real.rotateKeys('RS256');
  return real;
}

/** Codes and sessions lie in a store that all providers of a process share, so that only the key is new. */
async function newProvider(
  real: RealProvider,
  redirectUri: string,
  algorithm: Algorithm,
  cookieKeys: string[],
): Promise<Provider> {
  // A key of each algorithm, so that the provider's description of itself stays the same.
  const keys = await Promise.all([newKey('RS256'), newKey('ES256')]);
  return new Provider(real.issuer.origin, {
    clients: [
      {
        client_id: real.clientId,
        client_secret: real.clientSecret,
        redirect_uris: [redirectUri],
        token_endpoint_auth_method: 'client_secret_post',
        id_token_signed_response_alg: algorithm,
      },
    ],
    jwks: { keys },
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    conformIdTokenClaims: false,
    findAccount: (_context, sub) => ({
      accountId: sub,
      claims: () => ({ sub, email: real.person.email, email_verified: true }),
    }),
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    cookies: { keys: cookieKeys },
    ttl: { Interaction: 600, Session: 3600, Grant: 3600, AccessToken: 60, IdToken: 3600 },
  });
}

async function newKey(alg: Algorithm) {
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  const kid = randomBytes(8).toString('hex');
  return { ...(await exportJWK(privateKey)), kid, alg, use: 'sig' } as JWK;
}

/** What a person does on the provider's pages: signs in, and agrees or not. */
async function interact(
  op: Provider,
  real: RealProvider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { prompt, params, session, grantId } = await op.interactionDetails(request, response);
  const { person } = real;
  if (!person.agrees) {
    const refusal = { error: 'access_denied', error_description: 'no, thank you' };
    return op.interactionFinished(request, response, refusal);
  }
  if (prompt.name === 'login') {
    real.signIns += 1;
    return op.interactionFinished(request, response, { login: { accountId: person.sub } });
  }
  const clientId = String(params.client_id);
  const known = grantId ? await op.Grant.find(grantId) : undefined;
  const grant = known ?? new op.Grant({ accountId: session?.accountId ?? '', clientId });
  grant.addOIDCScope(String(params.scope));
  const consent = { consent: { grantId: await grant.save() } };
  return op.interactionFinished(request, response, consent, { mergeWithLastSubmission: true });
}

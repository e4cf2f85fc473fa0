import * as openid from 'openid-client';
import { z } from 'zod';
import type { Context } from '#context.ts';
import { emailAddress } from '#lib/fields.ts';
import { AppError } from '#platform/errors.ts';
import { type Authorization, checksOf, type Purpose } from './authorizations.ts';
import { getGoogle, withProvider } from './provider.ts';

const toleratedClockSkewSeconds = 60;

/** An account at Google, as a checked ID token names it: the whole of what we keep. */
export type GoogleAccount = { issuer: string; subject: string; email: string };

/** What Google adds to the callback's address (RFC 6749, 4.1.2; `iss` is RFC 9207's). */
export type CallbackQuery = {
  code?: string | undefined;
  state?: string | undefined;
  iss?: string | undefined;
  error?: string | undefined;
};

/** Where Google answers to. It is made from the configuration, never from a Host header. */
function callbackUrl({ config }: Context): URL {
  return new URL('/v1/google/callback', config.baseUrl.origin);
}

/** Where the browser goes to sign in at Google; throws as `refusal` says. */
export async function authorizationUrl(
  context: Context,
  token: string,
  purpose: Purpose,
): Promise<string> {
  const { state, nonce, codeVerifier } = checksOf(token);
  const challenge = await openid.calculatePKCECodeChallenge(codeVerifier);
  const parameters = {
    redirect_uri: callbackUrl(context).href,
    scope: 'openid email',
    state,
    nonce,
    code_challenge: challenge,
    code_challenge_method: 'S256',
  };
  try {
    return await withProvider(context, (provider) => {
      const fresh = purpose === 'confirm' ? freshSignIn(provider) : {};
      return openid.buildAuthorizationUrl(provider, { ...parameters, ...fresh }).href;
    });
  } catch (error) {
    throw refusal(context, error);
  }
}

/**
 * Exchanges a callback's code for the account that its ID token names. The tokens go no further than this
 * function: nothing of Google's but identifier and address is kept. Throws as `refusal` says.
 */
export async function exchangeCode(
  context: Context,
  query: CallbackQuery,
  token: string,
  authorization: Authorization,
): Promise<GoogleAccount> {
  const { state, nonce, codeVerifier } = checksOf(token);
  const url = callbackUrl(context);
  for (const [name, value] of Object.entries(query)) if (value) url.searchParams.set(name, value);
  try {
    const claims = await withProvider(context, async (provider) => {
      const tokens = await openid.authorizationCodeGrant(provider, url, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: codeVerifier,
        idTokenExpected: true,
        ...(authorization.purpose === 'confirm' && tellsWhen(provider)
          ? { maxAge: secondsSince(context, authorization.createdAt) }
          : {}),
      });
      return tokens.claims();
    });
    return readClaims(context, claims);
  } catch (error) {
    throw refusal(context, error);
  }
}

/**
 * Asks for a fresh sign-in as far as the provider can: by `max_age`, which its `auth_time` proves, or at
 * least by a choice of account, so that nothing is confirmed without its user (Google refuses `login`).
 */
function freshSignIn(provider: openid.Configuration): Record<string, string> {
  if (tellsWhen(provider)) return { prompt: 'login', max_age: '0' };
  return { prompt: 'select_account' };
}

/** Whether the provider says in its tokens when their user signed in. */
function tellsWhen(provider: openid.Configuration): boolean {
  return provider.serverMetadata().claims_supported?.includes('auth_time') ?? false;
}

function secondsSince(context: Context, since: Date): number {
  return Math.ceil((context.now().getTime() - since.getTime()) / 1000);
}

// OpenID Connect Core, 2: at most 255 ASCII characters.
const claimsSchema = z.object({
  iss: z.string(),
  sub: z.string().regex(/^[\x20-\x7e]{1,255}$/),
  iat: z.number(),
  azp: z.string().optional(),
  email: emailAddress,
});

/** What openid-client leaves to us of an ID token whose signature and times it has checked. */
function readClaims(context: Context, claims: openid.IDToken | undefined): GoogleAccount {
  // A boolean and nothing like it: whoever sends "true" has perhaps not verified anything.
  if (claims?.email_verified !== true) throw emailNotVerified();
  const { iss, sub, iat, azp, email } = claimsSchema.parse(claims);
  if (email !== claims.email) throw new Refused('the e-mail address is padded');
  if (azp !== undefined && azp !== getGoogle(context).clientId) throw new Refused('azp');
  const now = context.now().getTime() / 1000;
  if (iat > now + toleratedClockSkewSeconds) throw new Refused('iat lies in the future');
  return { issuer: iss, subject: sub, email };
}

/** A reason that the log may hold: it names a check and no value. */
class Refused extends Error {}

/**
 * What a caller may learn: 503 `upstream_unavailable` where the provider could not be reached, 403
 * `google_denied`, 403 `google_email_not_verified`, 404 `google_not_found`, and 400 `google_failed` for
 * everything that does not fit. Errors of openid-client hold claims and answers, so only codes are logged.
 */
function refusal(context: Context, error: unknown): AppError {
  const own = findAppError(error);
  if (own) return own;
  if (error instanceof openid.AuthorizationResponseError && error.error === 'access_denied') {
    return new AppError('google_denied', 403, 'Signing in with Google was cancelled.');
  }
  context.log.warn({ reason: reasonOf(error) }, 'an answer of the OpenID provider was refused');
  return googleFailed();
}

export function googleFailed(): AppError {
  return new AppError(
    'google_failed',
    400,
    'Signing in with Google did not work; please try again.',
  );
}

function emailNotVerified(): AppError {
  return new AppError(
    'google_email_not_verified',
    403,
    'Google has not verified the e-mail address of this account; please verify it there first.',
  );
}

function reasonOf(error: unknown): string {
  if (error instanceof Refused) return error.message;
  if (error instanceof z.ZodError) return error.issues.map(({ path }) => path.join('.')).join();
  if (error instanceof Error && 'code' in error) return String(error.code);
  return error instanceof Error ? error.name : typeof error;
}

/** openid-client wraps what its fetch throws. */
function findAppError(error: unknown): AppError | undefined {
  let cause = error;
  while (cause instanceof Error) {
    if (cause instanceof AppError) return cause;
    cause = cause.cause;
  }
  return undefined;
}

import * as openid from 'openid-client';
import type { Context } from '#context.ts';
import { AppError } from '#platform/errors.ts';
import { outboundFetch } from '#platform/outbound.ts';

const metadataKeptMs = 60 * 60_000;
const keysKeptMs = 5 * 60_000;
/** After keys were fetched for a key id that nobody knew, until such an id may make us fetch again. */
const unknownKeyPauseMs = 60_000;
/** How old keys must look to openid-client before an unknown key id makes it fetch them again. */
const refetchableSeconds = 60;

/** Google keeps its endpoints at these origins; any other issuer has them at its own. */
const google = 'https://accounts.google.com';
const googleOrigins = [google, 'https://oauth2.googleapis.com', 'https://www.googleapis.com'];

/** What a process knows of the provider, so that it is not asked before every sign-in. */
type Known = {
  metadata: openid.ServerMetadata;
  fetchedAtMs: number;
  keys: { jwks: openid.JWKS; fetchedAtMs: number } | undefined;
  askedForUnknownKeyAtMs: number;
};

const knownBy = new WeakMap<Context, Promise<Known>>();

/**
 * Does something with the provider as it describes itself. Throws 404 `google_not_found` where signing in
 * with Google is not configured, 503 `upstream_unavailable`, or what openid-client throws.
 */
export async function withProvider<Result>(
  context: Context,
  work: (provider: openid.Configuration) => Promise<Result> | Result,
): Promise<Result> {
  const known = await getKnown(context);
  const provider = configure(context, known.metadata);
  const lentSeconds = lendKeys(context, known, provider);
  try {
    return await work(provider);
  } finally {
    takeKeysBack(context, known, provider, lentSeconds);
  }
}

/** Throws 404 `google_not_found` where signing in with Google is not configured. */
export function getGoogle({ config }: Context): NonNullable<Context['config']['google']> {
  if (config.google) return config.google;
  throw new AppError('google_not_found', 404, 'Signing in with Google is not offered here.');
}

/** What was discovered within the last hour; a discovery that failed is not kept. */
async function getKnown(context: Context): Promise<Known> {
  const kept = await knownBy.get(context);
  const now = context.now().getTime();
  if (kept && now - kept.fetchedAtMs < metadataKeptMs) return kept;
  const discovered = discover(context);
  knownBy.set(context, discovered);
  discovered.catch(() => {
    if (knownBy.get(context) === discovered) knownBy.delete(context);
  });
  return discovered;
}

async function discover(context: Context): Promise<Known> {
  const { issuer, clientId } = getGoogle(context);
  const provider = await openid.discovery(issuer, clientId, undefined, openid.None(), {
    [openid.customFetch]: outboundTo(issuer),
    execute: issuer.protocol === 'http:' ? [openid.allowInsecureRequests] : [],
  });
  return {
    metadata: provider.serverMetadata(),
    fetchedAtMs: context.now().getTime(),
    keys: undefined,
    askedForUnknownKeyAtMs: Number.NEGATIVE_INFINITY,
  };
}

/** A configuration of its own for each request, which knows our clock and checks every signature. */
function configure(context: Context, metadata: openid.ServerMetadata): openid.Configuration {
  const { issuer, clientId } = getGoogle(context);
  // openid-client reads the machine's clock; this moves it onto ours.
  const clockSkew = Math.round((context.now().getTime() - Date.now()) / 1000);
  const client = { [openid.clockSkew]: clockSkew };
  const secret = openid.ClientSecretPost(context.secrets.googleClientSecret);
  const provider = new openid.Configuration(metadata, clientId, client, secret);
  provider[openid.customFetch] = outboundTo(issuer);
  if (issuer.protocol === 'http:') openid.allowInsecureRequests(provider);
  // In the code flow openid-client trusts TLS instead of the signature unless told (ASVS 6.8.2).
  openid.enableNonRepudiationChecks(provider);
  return provider;
}

function outboundTo(issuer: URL): openid.CustomFetch {
  const origins = issuer.origin === google ? googleOrigins : [issuer.origin];
  const reach = outboundFetch(origins);
  return (url, { body = null, headers, method }) => reach(url, { body, headers, method });
}

/**
 * Hands over the keys of before. openid-client fetches keys again for an unknown key id once they are a
 * minute old, so they are shown at that age while such a fetch is due: a key that the provider has just
 * begun to use counts at once, and made-up key ids cause a fetch a minute in all.
 */
function lendKeys(
  context: Context,
  { keys, askedForUnknownKeyAtMs }: Known,
  provider: openid.Configuration,
): number | undefined {
  const now = context.now().getTime();
  if (!keys || now - keys.fetchedAtMs >= keysKeptMs) return undefined;
  const mayFetch = now - askedForUnknownKeyAtMs >= unknownKeyPauseMs;
  const uat = Math.floor(Date.now() / 1000) - (mayFetch ? refetchableSeconds : 0);
  openid.setJwksCache(provider, { jwks: keys.jwks, uat });
  return uat;
}

function takeKeysBack(
  context: Context,
  known: Known,
  provider: openid.Configuration,
  lentSeconds: number | undefined,
): void {
  const cache = openid.getJwksCache(provider);
  if (cache?.uat === lentSeconds) return;
  const now = context.now().getTime();
  if (lentSeconds !== undefined) known.askedForUnknownKeyAtMs = now;
  if (cache) known.keys = { jwks: cache.jwks, fetchedAtMs: now };
}

import { setTimeout as delay } from 'node:timers/promises';
import { type CryptoKey, errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import type { Database } from './db.ts';
import { algorithm, type Keyring, loadKeyring, replaceKeys, signingKey } from './keyring.ts';
import type { SealingKeys } from './sealed.ts';

/** Signs and verifies JSON Web Tokens (RFC 7519) with Ed25519 keys that are replaced every month. */
export type SigningKeys = {
  /** Signs with the key of now and names it in `kid`. Opens a transaction of its own at times. */
  sign(claims: JWTPayload, kind: TokenKind): Promise<string>;
  /** The claims of a token that is valid now; undefined for any other. */
  verify(token: string, kind: TokenKind): Promise<JWTPayload | undefined>;
  /** Replaces the key at once: what it signed is refused everywhere within a minute. */
  replace(): Promise<void>;
};

/** The JWT type, such as "at+jwt" (RFC 9068), so that a token of one kind is none of another. */
export type TokenKind = { type: string; issuer: string; audience: string };

const cacheMs = 60_000;
/** An unknown kid makes us look again, but made-up ones at most this often. */
const lookAgainMs = 1_000;
const clockToleranceSeconds = 5;

/** The key set that lies sealed in Postgres, cached for a minute; `now` is the clock of all of it. */
export function openSigningKeys(
  db: Database,
  sealingKeys: SealingKeys,
  now: () => Date,
): SigningKeys {
  let loaded: Keyring | undefined;
  let loading: Promise<Keyring> | undefined;
  /** When the newest reading began, and when that began which brought what is loaded. */
  let begunMs = Number.NEGATIVE_INFINITY;
  let loadedMs = Number.NEGATIVE_INFINITY;

  const load = (): Promise<Keyring> => {
    if (loading) return loading;
    const startMs = performance.now();
    begunMs = startMs;
    loading = db
      .inSystem((tx) => loadKeyring(tx, sealingKeys, now()))
      .then((keyring) => {
        loaded = keyring;
        loadedMs = startMs;
        return keyring;
      })
      .finally(() => {
        loading = undefined;
      });
    return loading;
  };
  /** The keyring, not older than a minute and with a key that signs now. */
  const current = async (): Promise<Keyring> => {
    const ageMs = loaded ? Math.abs(now().getTime() - loaded.loadedAt.getTime()) : cacheMs;
    return loaded && ageMs < cacheMs && signingKey(loaded, now()) ? loaded : load();
  };
  /** The keyring once more, where a token names a key that a sister process may have just made. */
  const lookAgain = async (): Promise<Keyring> => {
    const askedMs = performance.now();
    await delay(Math.max(0, begunMs + lookAgainMs - askedMs));
    return loaded && loadedMs > askedMs ? loaded : load();
  };
  const verifyingKey = async (kid: string | undefined): Promise<CryptoKey> => {
    if (kid === undefined || !uuid.test(kid)) throw new errors.JWKSNoMatchingKey();
    const keyring = await current();
    const key = keyring.keys.get(kid) ?? (await lookAgain()).keys.get(kid);
    if (!key || key.verifiesUntil <= now()) throw new errors.JWKSNoMatchingKey();
    return key.publicKey;
  };

  return {
    sign: async (claims, { type, issuer, audience }) => {
      const key = signingKey(await current(), now());
      if (!key?.privateKey) throw new Error('there is no key that signs now');
      return new SignJWT({ ...claims, iss: issuer, aud: audience })
        .setProtectedHeader({ alg: algorithm, kid: key.id, typ: type })
        .sign(key.privateKey);
    },
    verify: async (token, { type, issuer, audience }) => {
      try {
        const { payload } = await jwtVerify(token, ({ kid }) => verifyingKey(kid), {
          algorithms: [algorithm],
          typ: type,
          issuer,
          audience,
          requiredClaims: ['exp', 'iat', 'sub'],
          clockTolerance: clockToleranceSeconds,
          currentDate: now(),
        });
        return payload;
      } catch (error) {
        // Whatever jose refuses is not a good token; anything else could not be checked.
        if (error instanceof errors.JOSEError) return undefined;
        throw error;
      }
    },
    replace: async () => {
      await db.inSystem((tx) => replaceKeys(tx, sealingKeys, now()));
      await load();
    },
  };
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

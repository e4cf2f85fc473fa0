import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { CompactSign, compactVerify, errors } from 'jose';
import { z } from 'zod';
import type { Context } from '#context.ts';
import { listAll, type ObjectStore } from '#platform/object-store.ts';
import type { SealingKeys } from '#platform/sealed.ts';
import { type AuditKey, auditKeySchema } from './schema.ts';

/** Public keys by their id, which their holder trusts to sign anchors. */
export type TrustedKeys = ReadonlyMap<string, AuditKey>;

type OwnKey = { publicKey: AuditKey; privateKey: KeyObject };

const algorithm = 'EdDSA';
const folder = 'audit-keys/';
const keyType = 'numirio-audit-key';
const maxKeys = 1_000;
/** What stands before the seed in the PKCS #8 form of an Ed25519 key (RFC 8410). */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Signs a document of a type as a compact JWS with the newest key. */
export async function signDocument(
  seeds: SealingKeys,
  type: string,
  document: object,
): Promise<string> {
  const { publicKey, privateKey } = ownKey(seeds[0]);
  return new CompactSign(Buffer.from(JSON.stringify(document)))
    .setProtectedHeader({ alg: algorithm, kid: publicKey.kid, typ: type })
    .sign(privateKey);
}

/** What a JWS of this type says, where one of these keys has signed it; undefined for any other. */
export async function readDocument<Document>(
  keys: TrustedKeys,
  type: string,
  schema: z.ZodType<Document>,
  jws: string,
): Promise<Document | undefined> {
  try {
    const { payload } = await compactVerify(
      jws,
      ({ kid, typ }) => {
        const key = keys.get(kid ?? '');
        if (!key || typ !== type) throw new errors.JWKSNoMatchingKey();
        return createPublicKey({ key, format: 'jwk' });
      },
      { algorithms: [algorithm] },
    );
    const parsed = schema.safeParse(JSON.parse(new TextDecoder().decode(payload)));
    return parsed.success ? parsed.data : undefined;
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * Stores our public keys, each signed by each key that is ours at the moment: while a secret is renewed the
 * new key vouches for the one before, and so for what that one vouched for. Can be done any number of times.
 */
export async function publishKeys({ store, secrets }: Pick<Context, 'store' | 'secrets'>) {
  for (const signer of secrets.anchorKeys) {
    for (const seed of secrets.anchorKeys) {
      const { publicKey } = ownKey(seed);
      const jws = await signDocument([signer], keyType, { key: publicKey });
      await store.put(
        `${folder}${ownKey(signer).publicKey.kid}/${publicKey.kid}.jws`,
        Buffer.from(jws),
      );
    }
  }
}

/**
 * Our public keys and all older ones that they vouch for, directly or through another one. What lies in the
 * store without such a signature is trusted no more than whoever put it there.
 */
export async function trustedKeys({
  store,
  secrets,
}: Pick<Context, 'store' | 'secrets'>): Promise<TrustedKeys> {
  const trusted = new Map(secrets.anchorKeys.map((seed) => byId(ownKey(seed).publicKey)));
  const stored = await listAll(store, folder, maxKeys);
  // A Map goes on with what is added while it is walked along.
  for (const signer of trusted.keys()) {
    const signed = stored.filter((key) => key.startsWith(`${folder}${signer}/`));
    for (const jws of await readTexts(store, signed)) {
      const document = await readDocument(trusted, keyType, keyDocument, jws);
      if (document && keyId(document.key.x) === document.key.kid) {
        trusted.set(document.key.kid, document.key);
      }
    }
  }
  return trusted;
}

/** The keys of a JWKS that somebody holds; one whose id is not its thumbprint is left out. */
export function keysOf(keys: AuditKey[]): TrustedKeys {
  return new Map(keys.filter(({ kid, x }) => keyId(x) === kid).map(byId));
}

const keyDocument = z.strictObject({ key: auditKeySchema });

async function readTexts(store: ObjectStore, keys: string[]): Promise<string[]> {
  const texts: string[] = [];
  for (const key of keys) {
    const bytes = await store.get(key);
    if (bytes) texts.push(new TextDecoder().decode(bytes));
  }
  return texts;
}

function ownKey(seed: Buffer): OwnKey {
  const der = Buffer.concat([pkcs8Prefix, seed]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const { x = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  const publicKey = { kty: 'OKP', crv: 'Ed25519', x, kid: keyId(x), alg: algorithm, use: 'sig' };
  return { publicKey: auditKeySchema.parse(publicKey), privateKey };
}

function byId(key: AuditKey): [string, AuditKey] {
  return [key.kid, key];
}

/** The thumbprint of an Ed25519 key (RFC 7638 and RFC 8037, appendix A.3). */
function keyId(x: string): string {
  const members = JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x });
  return createHash('sha256').update(members).digest('base64url');
}

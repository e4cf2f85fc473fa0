import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import canonicalize from 'canonicalize';
import { StartError } from '#platform/errors.ts';

/** What an engineer asks for, and signs. Instants are RFC 3339 with milliseconds, in UTC. */
export type SignedRequest = {
  grantId: string;
  workspaceId: string;
  engineerId: string;
  reason: string;
  ticket: string;
  minutes: number;
  requestedAt: string;
};

/** What the second engineer signs: the same, with the signature of the first. */
export type SignedApproval = SignedRequest & {
  requestSignature: string;
  approverId: string;
  approvedAt: string;
};

/** What the first engineer signs when the login is made. */
export type SignedOpening = { grantId: string; approvalSignature: string; openedAt: string };

type Claims = {
  'access request': SignedRequest;
  'access approval': SignedApproval;
  'access opening': SignedOpening;
};

/** Signs with Ed25519 over RFC 8785 canonical JSON; the purpose keeps one signature from passing for another. */
export function signClaims<Purpose extends keyof Claims>(
  key: KeyObject,
  purpose: Purpose,
  claims: Claims[Purpose],
): Buffer {
  return sign(null, bytesOf(purpose, claims), key);
}

export function isSigned<Purpose extends keyof Claims>(
  publicKey: string,
  purpose: Purpose,
  claims: Claims[Purpose],
  signature: Buffer,
): boolean {
  return verify(null, bytesOf(purpose, claims), createPublicKey(publicKey), signature);
}

function bytesOf(purpose: string, claims: object): Buffer {
  const text = canonicalize({ purpose: `numirio ${purpose}`, ...claims });
  if (text === undefined) throw new Error('what is to be signed has no JSON');
  return Buffer.from(text);
}

/** The public half of an Ed25519 key, as PEM; throws StartError for any other kind of key. */
export function publicPem(key: KeyObject): string {
  const { asymmetricKeyType } = key;
  if (asymmetricKeyType !== 'ed25519') {
    throw new StartError('The key is not an Ed25519 key; "numirio access key <file>" makes one.');
  }
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return publicKey.export({ type: 'spki', format: 'pem' }).toString();
}

/** SHA-256 of a public key, by which it is told apart in the trail. */
export function fingerprint(publicKey: string): string {
  const der = createPublicKey(publicKey).export({ type: 'spki', format: 'der' });
  return `SHA256:${createHash('sha256').update(der).digest('base64url')}`;
}

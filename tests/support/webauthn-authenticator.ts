import {
  createHash,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign as signBytes,
} from 'node:crypto';
import { isoCBOR } from '@simplewebauthn/server/helpers';

/** Options as the server sends them; only what an authenticator and its browser read. */
export type CreationOptions = {
  challenge: string;
  rp: { id: string };
  user: { id: string };
  excludeCredentials: { id: string }[];
};
export type RequestOptions = {
  challenge: string;
  rpId: string;
  allowCredentials?: { id: string }[];
};

export type Attestation = { fmt: string; attStmt: Map<string, unknown> };

/** How an answer departs from an honest one. */
export type Twist = {
  origin?: string;
  rpId?: string;
  challenge?: string;
  type?: string;
  crossOrigin?: boolean;
  userPresent?: boolean;
  userVerified?: boolean;
  counter?: number;
  userHandle?: string | null;
  flipSignature?: boolean;
  /** Given what there is to be signed, the credential's key, and its public half. */
  attestation?: (signed: Buffer, key: KeyObject, publicKey: KeyObject) => Attestation;
  /** Of the credential that is made. */
  credentialId?: Buffer;
  /** Answers with this credential, whatever the options allow. */
  credential?: SoftCredential;
};

export type SoftCredential = {
  id: string;
  rpId: string;
  userHandle: string;
  key: KeyObject;
  counter: number;
};

/** A browser with an authenticator that keeps ES256 keys in memory, after WebAuthn Level 3. */
export type SoftAuthenticator = {
  credentials: SoftCredential[];
  create(options: CreationOptions, twist?: Twist): Record<string, unknown>;
  get(options: RequestOptions, twist?: Twist): Record<string, unknown>;
};

/** Authenticators count their signatures, or, where they synchronise, always say zero. */
export function softAuthenticator({ counts = true, origin = 'http://localhost:3000' } = {}) {
  const credentials: SoftCredential[] = [];
  const authenticator: SoftAuthenticator = {
    credentials,
    create: (options, twist = {}) => {
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const rawId = twist.credentialId ?? randomBytes(32);
      const credential: SoftCredential = {
        id: rawId.toString('base64url'),
        rpId: twist.rpId ?? options.rp.id,
        userHandle: options.user.id,
        key: privateKey,
        counter: twist.counter ?? (counts ? 1 : 0),
      };
      credentials.push(credential);
      const authData = authenticatorData(credential, !counts, twist, cosePublicKey(publicKey));
      const clientDataJSON = clientData('webauthn.create', options.challenge, origin, twist);
      const clientDataHash = sha256(Buffer.from(clientDataJSON, 'base64url'));
      const signed = Buffer.concat([authData, clientDataHash]);
      const attestation: Attestation = twist.attestation?.(signed, privateKey, publicKey) ?? {
        fmt: 'none',
        attStmt: new Map(),
      };
      const attestationObject = isoCBOR.encode(
        new Map<string, unknown>([...Object.entries(attestation), ['authData', authData]]) as never,
      );
      return answer(credential.id, {
        clientDataJSON,
        attestationObject: Buffer.from(attestationObject).toString('base64url'),
        transports: ['internal', 'hybrid'],
      });
    },
    get: (options, twist = {}) => {
      const allowed = options.allowCredentials?.map(({ id }) => id);
      const credential =
        twist.credential ??
        credentials.find(
          ({ id, rpId }) => rpId === options.rpId && (allowed?.includes(id) ?? true),
        );
      if (!credential) throw new Error('the authenticator has no credential for this');
      if (counts) credential.counter += 1;
      const authData = authenticatorData(credential, !counts, twist);
      const clientDataJSON = clientData('webauthn.get', options.challenge, origin, twist);
      const clientDataHash = sha256(Buffer.from(clientDataJSON, 'base64url'));
      const signature = signBytes(
        'sha256',
        Buffer.concat([authData, clientDataHash]),
        credential.key,
      );
      // The last byte lies in the number s, so that the signature stays well-formed and is wrong.
      const last = signature.length - 1;
      if (twist.flipSignature) signature.writeUInt8(signature.readUInt8(last) ^ 1, last);
      const userHandle = twist.userHandle === undefined ? credential.userHandle : twist.userHandle;
      return answer(credential.id, {
        clientDataJSON,
        authenticatorData: authData.toString('base64url'),
        signature: signature.toString('base64url'),
        userHandle,
      });
    },
  };
  return authenticator;
}

function answer(id: string, response: Record<string, unknown>): Record<string, unknown> {
  const rest = { authenticatorAttachment: 'platform', clientExtensionResults: {} };
  return { id, rawId: id, type: 'public-key', response, ...rest };
}

function clientData(type: string, challenge: string, origin: string, twist: Twist): string {
  const data = {
    type: twist.type ?? type,
    challenge: twist.challenge ?? challenge,
    origin: twist.origin ?? origin,
    crossOrigin: twist.crossOrigin ?? false,
  };
  return Buffer.from(JSON.stringify(data)).toString('base64url');
}

const flags = { userPresent: 0x01, userVerified: 0x04, backupEligible: 0x08, backedUp: 0x10 };
const attestedCredentialIncluded = 0x40;

/** WebAuthn 6.1: rpIdHash ‖ flags ‖ signCount ‖ attested credential data. */
function authenticatorData(
  credential: SoftCredential,
  synced: boolean,
  twist: Twist,
  publicKey?: Buffer,
): Buffer {
  let bits = synced ? flags.backupEligible | flags.backedUp : 0;
  if (twist.userPresent ?? true) bits |= flags.userPresent;
  if (twist.userVerified ?? true) bits |= flags.userVerified;
  if (publicKey) bits |= attestedCredentialIncluded;
  const counter = Buffer.alloc(4);
  counter.writeUInt32BE(twist.counter ?? credential.counter);
  const head = [sha256(twist.rpId ?? credential.rpId), Buffer.from([bits]), counter];
  if (!publicKey) return Buffer.concat(head);
  const rawId = Buffer.from(credential.id, 'base64url');
  const length = Buffer.alloc(2);
  length.writeUInt16BE(rawId.length);
  const aaguid = Buffer.alloc(16);
  return Buffer.concat([...head, aaguid, length, rawId, publicKey]);
}

/** RFC 9053: kty EC2, alg ES256, crv P-256, x, y. */
function cosePublicKey(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  const members = new Map<number, number | Uint8Array>([
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, new Uint8Array(Buffer.from(x, 'base64url'))],
    [-3, new Uint8Array(Buffer.from(y, 'base64url'))],
  ]);
  return Buffer.from(isoCBOR.encode(members));
}

function sha256(bytes: string | Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}

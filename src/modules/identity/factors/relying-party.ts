import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import {
  COSEALG,
  decodeAttestationObject,
  decodeClientDataJSON,
} from '@simplewebauthn/server/helpers';
import { parse as parseUuid } from 'uuid';
import type { Context } from '#context.ts';
import type { PasskeyAnswer, User } from '../schema.ts';

/** WebAuthn Level 3: what we ask of authenticators, and what we believe them. */

type RegistrationAnswer = Parameters<typeof verifyRegistrationResponse>[0]['response'];
type SignInAnswer = Parameters<typeof verifyAuthenticationResponse>[0]['response'];

/** A credential as it is offered to a browser: its id in base64url, and how it is reached. */
export type Credential = { id: string; transports: string[] };

/** What an authenticator made. */
export type NewCredential = Credential & { publicKey: Buffer; counter: number; synced: boolean };

/** What an authenticator has proved with a credential that we know. */
export type Assertion = { counter: number; synced: boolean; userHandle: string | undefined };

// As long as a challenge: people look for their key, and screen readers take their time.
const timeoutMs = 10 * 60_000;
/** Those that authenticators in use have; none of them with a known weakness. */
const algorithms = [COSEALG.EdDSA, COSEALG.ES256, COSEALG.RS256];
const knownTransports = ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'];
/** WebAuthn 7.1, step 25; an index of Postgres would not take a much longer one either. */
const maxCredentialIdBytes = 1023;

/** Both from the configuration only: a Host header says what its sender likes. */
function relyingParty({ config }: Context): { id: string; origin: string } {
  return { id: config.baseUrl.hostname, origin: config.baseUrl.origin };
}

/** The user handle: it identifies the account to the authenticator and tells nothing about its owner. */
export function userHandle(userId: string): string {
  return Buffer.from(parseUuid(userId)).toString('base64url');
}

/** Options for navigator.credentials.create: a discoverable credential that verifies its user. */
export async function creationOptions(
  context: Context,
  { user, challenge, known }: { user: User; challenge: string; known: Credential[] },
): Promise<Record<string, unknown>> {
  const options = await generateRegistrationOptions({
    rpName: 'Numirio',
    rpID: relyingParty(context).id,
    userID: new Uint8Array(parseUuid(user.id)),
    userName: user.email,
    userDisplayName: user.name,
    challenge: bytesOf(challenge),
    timeout: timeoutMs,
    attestationType: 'none',
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: algorithms,
    excludeCredentials: known,
  });
  return { ...options };
}

/** Options for navigator.credentials.get, for these credentials or for whichever the browser has. */
export async function requestOptions(
  context: Context,
  { challenge, known }: { challenge: string; known?: Credential[] },
): Promise<Record<string, unknown>> {
  const options = await generateAuthenticationOptions({
    rpID: relyingParty(context).id,
    challenge: bytesOf(challenge),
    timeout: timeoutMs,
    userVerification: 'required',
    ...(known ? { allowCredentials: known } : {}),
  });
  return { ...options };
}

/** Checks what navigator.credentials.create answered; undefined where anything about it is wrong. */
export async function verifyCreation(
  context: Context,
  challenge: string,
  answer: PasskeyAnswer,
): Promise<NewCredential | undefined> {
  const { id, origin } = relyingParty(context);
  try {
    assertTopFrame(answer);
    assertAnonymous(answer);
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: answer as unknown as RegistrationAnswer,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: id,
      requireUserVerification: true,
      supportedAlgorithmIDs: algorithms,
    });
    if (!verified) return undefined;
    const { credential } = registrationInfo;
    const credentialIdBytes = Buffer.byteLength(credential.id, 'base64url');
    if (credentialIdBytes > maxCredentialIdBytes || credential.id !== answer.id) return undefined;
    return {
      id: credential.id,
      publicKey: Buffer.from(credential.publicKey),
      counter: credential.counter,
      transports: transportsOf(answer),
      synced: registrationInfo.credentialBackedUp,
    };
  } catch {
    // The library throws a plain Error for each thing that can be wrong; none of them is ours to mend.
    return undefined;
  }
}

/**
 * Checks what navigator.credentials.get answered with a known credential; undefined where anything about
 * it is wrong. The counter is for the caller to compare, in the statement that stores it.
 */
export async function verifyAssertion(
  context: Context,
  challenge: string,
  answer: PasskeyAnswer,
  { id: credentialId, publicKey }: { id: string; publicKey: Buffer },
): Promise<Assertion | undefined> {
  const { id, origin } = relyingParty(context);
  try {
    assertTopFrame(answer);
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: answer as unknown as SignInAnswer,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: id,
      requireUserVerification: true,
      // The library compares counters before signatures, so anybody could make a key look cloned; with
      // zero it leaves that to us.
      credential: { id: credentialId, publicKey: new Uint8Array(publicKey), counter: 0 },
    });
    if (!verified) return undefined;
    const handle = answer.response.userHandle;
    return {
      counter: authenticationInfo.newCounter,
      synced: authenticationInfo.credentialBackedUp,
      userHandle: typeof handle === 'string' && handle !== '' ? handle : undefined,
    };
  } catch {
    return undefined;
  }
}

/** We are never framed, so whoever answers from inside another site's page is not our page. */
function assertTopFrame({ response }: PasskeyAnswer): void {
  const clientData = decodeClientDataJSON(String(response.clientDataJSON));
  if (clientData.crossOrigin) throw new Error('the answer comes from a frame in another site');
}

/**
 * We ask for no attestation, and a browser then passes on none, or the credential's own signature
 * (WebAuthn 5.1.3). For a certificate of Apple, Google or Microsoft the library would fetch the revocation
 * list that it names: a connection to nobody on our list, which whoever adds a passkey could set off.
 */
function assertAnonymous({ response }: PasskeyAnswer): void {
  const attestation = decodeAttestationObject(bytesOf(String(response.attestationObject)));
  const format = attestation.get('fmt');
  const hasCertificate = attestation.get('attStmt').get('x5c') !== undefined;
  if ((format !== 'none' && format !== 'packed') || hasCertificate) {
    throw new Error(`the attestation is of an unwanted kind: ${format}`);
  }
}

function transportsOf({ response: { transports } }: PasskeyAnswer): string[] {
  return Array.isArray(transports)
    ? knownTransports.filter((transport) => transports.includes(transport))
    : [];
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(base64url, 'base64url'));
}

import { type KeyObject, sign } from 'node:crypto';

/**
 * A certificate as makers of authenticators have them (WebAuthn 8.2.1), signed by its own key: X.509 in DER,
 * written by hand, since Node reads certificates and makes none.
 */
export function attestationCertificate(publicKey: KeyObject, privateKey: KeyObject): Buffer {
  const name = sequence(
    attribute('550406', 0x13, 'EE'),
    attribute('55040a', 0x0c, 'Soft Keys'),
    attribute('55040b', 0x0c, 'Authenticator Attestation'),
    attribute('550403', 0x0c, 'Soft Key 1'),
  );
  const basicConstraints = sequence(objectId('551d13'), der(0x04, sequence()));
  const toBeSigned = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    ecdsaWithSha256,
    name,
    sequence(utcTime('200101000000Z'), utcTime('491231235959Z')),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(basicConstraints)),
  );
  const signature = sign('sha256', toBeSigned, privateKey);
  return sequence(toBeSigned, ecdsaWithSha256, der(0x03, Buffer.from([0]), signature));
}

function der(tag: number, ...contents: Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  return Buffer.concat([Buffer.from([tag, 0x82, length >> 8, length & 0xff]), content]);
}

function sequence(...members: Buffer[]): Buffer {
  return der(0x30, ...members);
}

function objectId(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'));
}

function attribute(hex: string, tag: number, value: string): Buffer {
  return der(0x31, sequence(objectId(hex), der(tag, Buffer.from(value))));
}

function utcTime(value: string): Buffer {
  return der(0x17, Buffer.from(value));
}

const ecdsaWithSha256 = sequence(objectId('2a8648ce3d040302'));

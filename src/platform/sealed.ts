import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const nonceBytes = 12;
const tagBytes = 16;

/** The newest key seals; older ones still open what they sealed. */
export type SealingKeys = readonly [Buffer, ...Buffer[]];

/**
 * Encrypts with AES-256-GCM: nonce ‖ tag ‖ ciphertext. `name` says what is sealed ("totp:<user>"); the
 * bytes open under that name only, so a row cannot be swapped for another one.
 */
export function seal([key]: SealingKeys, name: string, plaintext: string): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(name));
  const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]);
}

/** Opens what was sealed under this name; throws where no key, the name or the bytes are those of then. */
export function unseal(keys: SealingKeys, name: string, sealed: Buffer): string {
  const [newest, ...older] = keys;
  for (const key of [...older].reverse()) {
    try {
      return open(key, name, sealed);
    } catch {
      // Another key sealed it, or none; the newest one has the last word.
    }
  }
  return open(newest, name, sealed);
}

/** Seals anew what an older key sealed; undefined where the newest did, or where no key opens it. */
export function reseal(keys: SealingKeys, name: string, sealed: Buffer): Buffer | undefined {
  for (const [age, key] of keys.entries()) {
    try {
      const plaintext = open(key, name, sealed);
      return age === 0 ? undefined : seal(keys, name, plaintext);
    } catch {
      // Another key sealed it, or none of ours.
    }
  }
  return undefined;
}

function open(key: Buffer, name: string, sealed: Buffer): string {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes), {
    authTagLength: tagBytes,
  })
    .setAAD(Buffer.from(name))
    .setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes));
  const ciphertext = sealed.subarray(nonceBytes + tagBytes);
  return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8');
}

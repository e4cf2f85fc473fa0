import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits with a prefix that secret scanners know. */
export function newToken(prefix: 'nst' | 'nrg'): string {
  return `${prefix}_${randomBytes(32).toString('base64url')}`;
}

/** What is stored of a token; with 256 bits of entropy a plain hash suffices (ASVS 6.5.2). */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

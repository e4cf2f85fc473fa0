import { createHash, randomBytes } from 'node:crypto';

/**
 * What our tokens begin with, so that secret scanners know them: refresh, registration, password reset,
 * e-mail change, Google authorization, connecting Google, challenge, device, invitation.
 */
export type TokenPrefix = 'nrg' | 'npr' | 'nec' | 'nga' | 'ngl' | 'nch' | 'ndv' | 'niv';

/** 256 random bits behind a prefix. */
export function newToken(prefix: TokenPrefix): string {
  return `${prefix}_${randomBytes(32).toString('base64url')}`;
}

/** What is stored of a token; with 256 bits of entropy a plain hash suffices (ASVS 6.5.2). */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

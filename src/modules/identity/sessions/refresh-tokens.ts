import { createHmac, timingSafeEqual } from 'node:crypto';
import { parse as parseUuid, stringify as stringifyUuid, validate } from 'uuid';
import type { SealingKeys } from '#platform/sealed.ts';

/** A refresh token as it says itself: of which session, and which in the row of its tokens. */
export type RefreshToken = { sessionId: string; generation: number };

const prefix = 'nrt_';
const idBytes = 16;
const generationBytes = 4;
const macBytes = 32;
const tokenBytes = idBytes + generationBytes + macBytes;
const tokenLength = prefix.length + Math.ceil((tokenBytes * 4) / 3);

/**
 * The token of a session's generation: `nrt_` and base64url of session ‖ generation ‖ HMAC-SHA-256 over
 * both. Being derived, the same successor can be given twice without lying anywhere in clear, and any
 * older token is known as ours.
 */
export function deriveRefreshToken(key: Buffer, token: RefreshToken): string {
  return prefix + Buffer.concat([head(token), mac(key, head(token))]).toString('base64url');
}

/** Reads a token that one of the keys has made; undefined for anything else. */
export function parseRefreshToken(
  keys: SealingKeys,
  text: string | undefined,
): RefreshToken | undefined {
  if (text?.length !== tokenLength || !text.startsWith(prefix)) return undefined;
  const bytes = Buffer.from(text.slice(prefix.length), 'base64url');
  // Base64url has spellings beside the canonical one; a token has one spelling only.
  if (bytes.length !== tokenBytes || prefix + bytes.toString('base64url') !== text) {
    return undefined;
  }
  const given = bytes.subarray(0, idBytes + generationBytes);
  const proof = bytes.subarray(idBytes + generationBytes);
  if (!keys.some((key) => timingSafeEqual(mac(key, given), proof))) return undefined;
  const sessionId = stringifyUuid(given.subarray(0, idBytes));
  return { sessionId, generation: given.readUInt32BE(idBytes) };
}

function head({ sessionId, generation }: RefreshToken): Buffer {
  if (!validate(sessionId)) throw new Error('a session has no valid id');
  const number = Buffer.alloc(generationBytes);
  number.writeUInt32BE(generation);
  return Buffer.concat([parseUuid(sessionId), number]);
}

function mac(key: Buffer, bytes: Buffer): Buffer {
  return createHmac('sha256', key).update(bytes).digest();
}

import type { Reply } from './http/route.ts';
import { type SealingKeys, seal, unseal } from './sealed.ts';

/** A reply as it is kept. Cookies are not: an older refresh token that came back would end its session. */
type KeptReply = {
  status?: number;
  json?: unknown;
  base64?: string;
  contentType?: string;
  headers?: Record<string, string>;
};

/** Seals a reply under a name, to be given again. */
export function sealReply(keys: SealingKeys, name: string, reply: Reply<unknown>): Buffer {
  return seal(keys, name, JSON.stringify(keptOf(reply)));
}

function keptOf(reply: Reply<unknown>): KeptReply {
  if ('stream' in reply)
    throw new Error('a write answers with what can be kept, not with a stream');
  if ('bytes' in reply) {
    const { bytes, ...rest } = reply;
    return { ...rest, base64: Buffer.from(bytes).toString('base64') };
  }
  const { cookies: _, ...rest } = reply;
  return rest;
}

/** Opens a reply that was kept, marked as one that comes again. */
export function openReply(keys: SealingKeys, name: string, sealed: Buffer): Reply<unknown> {
  const kept: KeptReply = JSON.parse(unseal(keys, name, sealed));
  const { base64, ...rest } = kept;
  const headers = { ...kept.headers, 'idempotency-replayed': 'true' };
  const bytes = base64 === undefined ? {} : { bytes: Buffer.from(base64, 'base64') };
  return { ...rest, ...bytes, headers } as Reply<unknown>;
}

import type { Context } from '#context.ts';
import { rateLimits } from '../rate-limits.ts';
import type { Admission } from './route.ts';

/** Counts a request by its network address; throws 429 `rate_limited`. */
export function countAddress(path: string, address: string, context: Context): Promise<void> {
  const kind = path.startsWith('/v1/webhooks/') ? 'webhook' : 'address';
  return context.rateLimits.take(kind, address);
}

/** Counts a request by its session; throws 429 `rate_limited`. */
export function countSession({ sessionId }: Admission, context: Context): Promise<void> {
  return context.rateLimits.take('session', sessionId);
}

/** What is left to a session, in the headers of draft-ietf-httpapi-ratelimit-headers. */
export function rateLimitHeaders({ sessionId }: Admission, context: Context): [string, string][] {
  const room = context.rateLimits.room('session', sessionId);
  if (!room) return [];
  const { burst, perSecond } = rateLimits.session;
  const left = Math.min(burst, room.requests);
  return [
    ['ratelimit-policy', `"session";q=${burst};w=${burst / perSecond}`],
    ['ratelimit', `"session";r=${left};t=${room.fullInSeconds}`],
  ];
}

import type { Context } from '#context.ts';
import type { RequestInfo } from '#platform/http/route.ts';
import type { Occasion } from './mails.ts';

/** When and from where a request does something. */
export function occasionOf(
  context: Context,
  { userAgent, ip }: Pick<RequestInfo, 'userAgent' | 'ip'>,
): Occasion {
  return { at: context.now(), userAgent, ip };
}

/** Where a person looks after their ways of signing in and their sessions. */
export function securityPage(context: Context): string {
  return new URL('/account', context.config.baseUrl).href;
}

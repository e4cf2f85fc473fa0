import type { Context } from '#context.ts';
import { toAppError } from '#platform/http/problems.ts';
import type { RequestInfo } from '#platform/http/route.ts';
import type { Purpose } from './authorizations.ts';
import type { Landing } from './callback.ts';

type Redirect = { status: 303; cookies: string[]; headers: Record<string, string> };

/**
 * Answers a navigation: where something does not work, a person gets back to the page they came from, which
 * tells them by the problem's code. A program, which does not accept HTML, gets the problem itself.
 */
export async function answerNavigation(
  context: Context,
  request: RequestInfo,
  navigation: {
    land: () => Promise<Landing>;
    purpose: () => Promise<Purpose | undefined>;
  },
): Promise<Redirect> {
  try {
    const { location, cookies } = await navigation.land();
    return { status: 303, cookies, headers: { location } };
  } catch (error) {
    if (!/\btext\/html\b/i.test(request.header('accept') ?? '')) throw error;
    const { code } = toAppError(error, context.log);
    const page = await pageOf(navigation.purpose, code);
    return { status: 303, cookies: [], headers: { location: `${page}?problem=${code}` } };
  }
}

async function pageOf(purpose: () => Promise<Purpose | undefined>, code: string): Promise<string> {
  if (code === 'not_signed_in') return '/sign-in';
  const known = await purpose().catch(() => undefined);
  return known === undefined || known === 'sign-in' ? '/sign-in' : '/account';
}

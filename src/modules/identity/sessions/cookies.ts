import type { Context } from '#context.ts';
import { setCookie } from '#platform/http/cookies.ts';

export const accessCookie = 'numirio_access';
export const refreshCookie = 'numirio_refresh';
/** Knows a browser that has signed in before. */
export const deviceCookie = 'numirio_device';
/** Between the first and the second factor. */
export const secondFactorCookie = 'numirio_challenge';
/** Between a passkey's options and its answer. */
export const passkeyCookie = 'numirio_passkey';
/** Between leaving for Google and coming back. */
export const googleCookie = 'numirio_google';

/** A cookie until an instant, HttpOnly and SameSite=Lax. */
export function cookieUntil(
  context: Context,
  name: string,
  value: string,
  expiresAt: Date,
): string {
  const seconds = Math.floor((expiresAt.getTime() - context.now().getTime()) / 1000);
  return setCookie(context.config, name, value, Math.max(0, seconds));
}

/** Makes the browser forget a cookie. */
export function forgottenCookie(context: Context, name: string): string {
  return setCookie(context.config, name, '', 0);
}

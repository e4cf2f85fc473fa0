import type { Config } from '#config.ts';
import { AppError } from '../errors.ts';

export const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses a state-changing request that another site made a browser send (ASVS 3.5.1): browsers name
 * the relation in Sec-Fetch-Site, older ones the Origin. A client that sends neither is no browser.
 */
export function assertSameOrigin(request: Request, config: Config): void {
  if (safeMethods.has(request.method)) return;
  const site = request.headers.get('sec-fetch-site');
  if (site !== null) {
    if (site === 'same-origin' || site === 'none') return;
    throw crossSite();
  }
  const origin = request.headers.get('origin');
  if (origin === null || origin === config.baseUrl.origin) return;
  // On this machine the same server is reached as localhost and as 127.0.0.1.
  const host = request.headers.get('host');
  if (config.loopback && origin === `http://${host}`) return;
  throw crossSite();
}

function crossSite(): AppError {
  return new AppError('cross_site_request', 403, 'The request came from another site.');
}

const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  // React Aria places popovers with style attributes.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' blob: data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
].join('; ');

/** The headers that every answer carries. */
export function securityHeaders(config: Config): Record<string, string> {
  return {
    'content-security-policy': contentSecurityPolicy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
    ...(config.loopback
      ? {}
      : { 'strict-transport-security': 'max-age=63072000; includeSubDomains; preload' }),
  };
}

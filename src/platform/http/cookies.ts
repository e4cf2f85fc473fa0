import type { Config } from '#config.ts';

/** `__Host-` and Secure everywhere but on this machine, where Safari refuses Secure over plain HTTP. */
export function cookieName(config: Config, name: string): string {
  return config.loopback ? name : `__Host-${name}`;
}

export function setCookie(
  config: Config,
  name: string,
  value: string,
  maxAgeSeconds: number,
): string {
  const secure = config.loopback ? '' : '; Secure';
  return `${cookieName(config, name)}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAgeSeconds}${secure}`;
}

export function readCookie(header: string | null, name: string): string | undefined {
  for (const pair of (header ?? '').split(';')) {
    const separator = pair.indexOf('=');
    if (pair.slice(0, separator).trim() === name) return pair.slice(separator + 1).trim();
  }
  return undefined;
}

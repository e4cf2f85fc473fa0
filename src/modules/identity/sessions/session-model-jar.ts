import { accessCookie, refreshCookie } from './cookies.ts';

/** The cookies of one browser, as all its tabs share them. Instants are milliseconds. */
export type Jar = {
  cookies: Map<string, { value: string; until: number }>;
  /** When the access token ends, which the answers tell scripts too. */
  accessEndsAt: number;
  /** Counts the answers that brought a token, as tabs learn of through shared storage. */
  version: number;
};

export function emptyJar(): Jar {
  return { cookies: new Map(), accessEndsAt: 0, version: 0 };
}

/** Takes the cookies of an answer in: whichever answer arrives last wins, old or new. */
export function takeCookies(jar: Jar, setCookies: string[], now: number): void {
  for (const text of setCookies) {
    const [, name = '', value = '', seconds = ''] =
      /^([^=]+)=([^;]*);.*\bMax-Age=(\d+)/.exec(text) ?? [];
    const until = now + Number(seconds) * 1000;
    if (until > now) jar.cookies.set(name, { value, until });
    else jar.cookies.delete(name);
    if (name === accessCookie) {
      jar.accessEndsAt = until;
      jar.version += 1;
    }
  }
}

export function cookieOf(jar: Jar, name: string, now: number): string | undefined {
  const cookie = jar.cookies.get(name);
  return cookie && cookie.until > now ? cookie.value : undefined;
}

/** The Cookie header of a request that is sent now. */
export function cookieHeader(jar: Jar, now: number): string {
  const pairs = [accessCookie, refreshCookie].flatMap((name) => {
    const value = cookieOf(jar, name, now);
    return value === undefined ? [] : [`${name}=${value}`];
  });
  return pairs.join('; ');
}

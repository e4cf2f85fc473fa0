/**
 * A mail's link carries its token behind the #, which browsers send to no server and in no referrer. Here
 * it also leaves the address bar and the history, and stays in this tab until it is used, so that the
 * page can be loaded anew.
 */
const storageKey = (pathname: string) => `numirio.link:${pathname}`;
// Where the browser refuses storage, a link lasts until the page is loaded anew.
const inMemory = new Map<string, string>();

/** Puts the fragment of a link away; returns false where there is none. */
export function keepMailLink(pathname: string, hash: string): boolean {
  if (!new URLSearchParams(hash).has('token')) return false;
  inMemory.set(pathname, hash);
  try {
    sessionStorage.setItem(storageKey(pathname), hash);
  } catch {
    // See inMemory.
  }
  return true;
}

/** What the last link to this page carried; empty where there was none. */
export function readMailLink(pathname: string): URLSearchParams {
  try {
    return new URLSearchParams(sessionStorage.getItem(storageKey(pathname)) ?? '');
  } catch {
    return new URLSearchParams(inMemory.get(pathname));
  }
}

/** Forgets a link that was used. */
export function forgetMailLink(pathname: string): void {
  inMemory.delete(pathname);
  try {
    sessionStorage.removeItem(storageKey(pathname));
  } catch {
    // See inMemory.
  }
}

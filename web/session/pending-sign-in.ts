import type { Factor } from '#modules/identity/schema.ts';

/** What a sign-in of several steps carries from page to page, in this tab only; nothing secret. */
export interface PendingSignIn {
  /** Where to go afterwards. */
  from?: string;
  /** For password managers, which look for the name that belongs to a password or code. */
  email?: string;
  /** The second factors that are asked for. */
  factors?: readonly Factor[];
}

const storageKey = 'numirio.sign-in';
// Where the browser refuses storage, this lasts until the page is loaded anew.
let inMemory: PendingSignIn = {};

export function readPendingSignIn(): PendingSignIn {
  try {
    return JSON.parse(sessionStorage.getItem(storageKey) ?? '{}') as PendingSignIn;
  } catch {
    return inMemory;
  }
}

/** Adds to what is carried; undefined takes away. */
export function rememberPendingSignIn(change: PendingSignIn): void {
  inMemory = { ...readPendingSignIn(), ...change };
  try {
    sessionStorage.setItem(storageKey, JSON.stringify(inMemory));
  } catch {
    // See inMemory.
  }
}

/** Where the sign-in leads, once: after it nothing is pending. */
export function takeDestination(): string | undefined {
  const { from } = readPendingSignIn();
  inMemory = {};
  try {
    sessionStorage.removeItem(storageKey);
  } catch {
    // See inMemory.
  }
  return from !== undefined && isOwnAddress(from) ? from : undefined;
}

/** Only a path of this app, so that a crafted link cannot lead elsewhere after the sign-in. */
function isOwnAddress(address: string): boolean {
  return (
    /^\/(w|account|invitation)(\/|$)/.test(address) &&
    new URL(address, window.location.origin).origin === window.location.origin
  );
}

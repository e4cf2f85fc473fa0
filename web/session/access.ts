import { isProblem } from '../api-errors.ts';
import { type AccessNote, answerTimeoutMs, createRenewal } from './renewal.ts';

const noteKey = 'numirio.access';
const lockName = 'numirio.access';
/** Longer than a tab can take for all its tries; what holds the lock beyond that is no longer running. */
const lockTimeoutMs = 15_000;
/** Storage reaches the other tabs' processes with a delay; the lock is held on for as long. */
const noteTravelsMs = 200;
/** Looked at by the clock of the wall, since timers stand still while a laptop sleeps. */
const lookEveryMs = 30_000;

// Where the browser refuses storage, a tab knows of its own renewals only.
let ownNote: AccessNote | null = null;
let onSessionEnded: () => void = () => {};

const renewal = createRenewal({
  post: () =>
    fetch('/v1/sessions/refresh', {
      method: 'POST',
      credentials: 'same-origin',
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: '{}',
      // The answer's cookies are stored even if the page is left meanwhile.
      keepalive: true,
      signal: AbortSignal.timeout(answerTimeoutMs),
    }),
  exclusively: runExclusively,
  note: { read: readNote, write: writeNote },
  now: Date.now,
  wait,
});

export const { noteAccess } = renewal;

/** Called when the server says that the session is over; being offline never is. */
export function setSessionEndedHandler(handler: () => void): void {
  onSessionEnded = handler;
}

/** Renews the access after a refusal of what was sent at `sentAt`; throws ApiError or NetworkError. */
export async function renewAccess(sentAt: number): Promise<void> {
  try {
    await renewal.renew(sentAt);
  } catch (error) {
    if (isProblem(error, 'session_ended')) onSessionEnded();
    throw error;
  }
}

/**
 * Takes note that a request was let in. An access of which nothing is known came with a page of the
 * server (from Google); how long it lasts, its renewal tells.
 */
export function noteAdmittance(): void {
  if (!readNote()) writeNote({ renewedAt: 0, endsAt: Date.now() });
}

/** Forgets what is known of the access; for whoever signed out. */
export function forgetAccess(): void {
  writeNote(null);
}

/**
 * Renews the access ahead of its end while the page is looked at: a tab forgotten in the background must
 * not keep a session alive that should end for want of use.
 */
export function keepAccessFresh(): void {
  const look = () => {
    if (document.visibilityState !== 'visible' || !navigator.onLine) return;
    renewal.renewAhead().catch((error: unknown) => {
      // Anything else is met, and told, by the next request.
      if (isProblem(error, 'session_ended')) onSessionEnded();
    });
  };
  setInterval(look, lookEveryMs);
  for (const type of ['online', 'focus', 'pageshow']) window.addEventListener(type, look);
  document.addEventListener('visibilitychange', look);
  look();
}

async function runExclusively(work: () => Promise<void>): Promise<void> {
  // Without the lock (plain http on another host, or a tab that hangs) tabs may race: the server gives
  // all that come within ten seconds the same successor.
  if (!('locks' in navigator)) return work();
  let mine: Promise<void> | undefined;
  const signal = AbortSignal.timeout(lockTimeoutMs);
  await new Promise<void>((resolve) => {
    const whileLocked = async () => {
      mine = work();
      resolve();
      await mine.catch(() => {});
      await wait(noteTravelsMs);
    };
    navigator.locks.request(lockName, { signal }, whileLocked).catch(resolve);
  });
  return mine ?? work();
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function readNote(): AccessNote | null {
  try {
    const text = localStorage.getItem(noteKey);
    return text === null ? null : (JSON.parse(text) as AccessNote);
  } catch {
    return ownNote;
  }
}

function writeNote(note: AccessNote | null): void {
  ownNote = note;
  try {
    if (note) localStorage.setItem(noteKey, JSON.stringify(note));
    else localStorage.removeItem(noteKey);
  } catch {
    // See ownNote.
  }
}

import type { Me } from '../api.ts';

const storageKey = 'numirio.workspace';

/** Remembers where one works, for the first screen after the next sign-in on this device. */
export function rememberWorkspace(id: string): void {
  try {
    localStorage.setItem(storageKey, id);
  } catch {
    // Where the browser refuses storage, the first workspace comes first again.
  }
}

/** The workspace that was looked at last on this device, or else the first. */
export function firstWorkspace({ workspaces }: Me): Me['workspaces'][number] | undefined {
  return workspaces.find(({ id }) => id === remembered()) ?? workspaces[0];
}

function remembered(): string | null {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    return null;
  }
}

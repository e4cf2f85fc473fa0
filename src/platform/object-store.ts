import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';

/** Bytes under keys that are written once and never replaced. */
export type ObjectStore = {
  /** Stores bytes durably; does nothing where the key exists, since keys name their content. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  get(key: string): Promise<Uint8Array | undefined>;
};

/** Keeps each object as a file below `root`, complete and flushed before it has its name. */
export function openFolderStore(root: string): ObjectStore {
  const pathOf = (key: string) => {
    const path = resolve(root, key);
    if (!path.startsWith(resolve(root) + sep))
      throw new Error(`object key ${key} leaves the store`);
    return path;
  };
  return {
    put: async (key, bytes) => {
      const path = pathOf(key);
      await mkdir(dirname(path), { recursive: true });
      const unfinished = join(dirname(path), `.${randomUUID()}`);
      const file = await open(unfinished, 'wx', 0o600);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      // link() fails where the name exists, unlike rename(): an object is never replaced.
      await link(unfinished, path).catch(ignoring('EEXIST'));
      await rm(unfinished);
    },
    get: (key) => readFile(pathOf(key)).catch(ignoring('ENOENT')),
  };
}

function ignoring(code: string) {
  return (error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === code) return undefined;
    throw error;
  };
}

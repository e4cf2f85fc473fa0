import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';

/** Bytes under keys that are written once and never replaced. */
export type ObjectStore = {
  /** Stores bytes durably; does nothing where the key exists, since keys name their content. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  get(key: string): Promise<Uint8Array | undefined>;
  /** The keys below a folder ("ws/1/audit-anchors/") after one of them, in order; at most 1,000. */
  list(folder: string, after?: string): Promise<string[]>;
};

const pageSize = 1_000;

/** Every key below a folder, in order; throws where there are more than `maxKeys`. */
export async function listAll(
  store: ObjectStore,
  folder: string,
  maxKeys: number,
): Promise<string[]> {
  const keys: string[] = [];
  for (;;) {
    const page = await store.list(folder, keys.at(-1));
    keys.push(...page);
    if (keys.length > maxKeys) throw new Error(`more than ${maxKeys} objects lie in ${folder}`);
    if (page.length < pageSize) return keys;
  }
}

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
    list: async (folder, after = '') => {
      if (!folder.endsWith('/')) throw new Error(`${folder} is no folder of the store`);
      const files = await filesBelow(pathOf(folder));
      const keys = files.map((path) => relative(resolve(root), path).replaceAll(sep, '/'));
      return keys
        .filter((key) => key > after)
        .sort()
        .slice(0, pageSize);
    },
  };
}

/** The complete files below a folder; what is still being written has a dot before its name. */
async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(
    ignoring('ENOENT'),
  );
  const files = (entries ?? []).filter((entry) => entry.isFile() && !entry.name.startsWith('.'));
  return files.map((entry) => join(entry.parentPath, entry.name));
}

function ignoring(code: string) {
  return (error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === code) return undefined;
    throw error;
  };
}

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const notOurs = new Set(['node_modules', 'dist', 'data', 'coverage', 'screenshots']);

export type SourceFile = { path: string; text: string; lines: number };

/** Every text of the project below the folders, by its path from the root; nothing hidden, built or installed. */
export function sourceFiles(folders: string[], ending: RegExp): SourceFile[] {
  const paths = folders.flatMap((folder) => walk(join(root, folder)));
  return paths
    .map((path) => relative(root, path).replaceAll('\\', '/'))
    .filter((path) => ending.test(path))
    .sort()
    .map(readSource);
}

export function readSource(path: string): SourceFile {
  const text = readFileSync(join(root, path), 'utf8');
  return { path, text, lines: text.split('\n').length - 1 };
}

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith('.') || notOurs.has(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? walk(path) : [path];
  });
}

/** What a file imports: ours as a path from the root, everything else by its name. */
export function importsOf({ path, text }: SourceFile): string[] {
  const found = text.matchAll(
    /^(?:import|export)\b[^;]*?from\s+'([^']+)'|^import\s+'([^']+)'|\bimport\(\s*'([^']+)'/gm,
  );
  return [...found].map((match) => {
    const name = match[1] ?? match[2] ?? match[3] ?? '';
    if (name.startsWith('#')) return name.replace('#', 'src/');
    return name.startsWith('.') ? join(dirname(path), name).replaceAll('\\', '/') : name;
  });
}

/** The functions of a formatted file that stand at its left margin, with their length in lines. */
export function functionsOf({ text }: SourceFile): { name: string; lines: number }[] {
  const found = text.matchAll(
    /^(?:export )?(?:default )?(?:async )?function\*? (\w+)[\s\S]*?^\}/gm,
  );
  return [...found].map((match) => ({
    name: match[1] ?? '',
    lines: match[0].split('\n').length,
  }));
}

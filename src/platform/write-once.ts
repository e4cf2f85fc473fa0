import { randomUUID } from 'node:crypto';
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Gives a file its text for good and returns the text that it has, which an earlier call may have given
 * it. The file is complete or absent: a kill or a full disk in between leaves no empty one.
 */
export function writeOnce(path: string, text: string): string {
  if (!existsSync(path)) {
    const unfinished = `${path}.${randomUUID()}`;
    try {
      writeFileSync(unfinished, text, { mode: 0o600, flush: true });
      // link() fails where the name exists, unlike rename().
      linkSync(unfinished, path);
    } catch (error) {
      if (!existsSync(path)) throw error;
    } finally {
      rmSync(unfinished, { force: true });
    }
  }
  return readFileSync(path, 'utf8');
}

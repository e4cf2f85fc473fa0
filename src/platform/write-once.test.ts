import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { writeOnce } from './write-once.ts';

const folder = mkdtempSync(join(tmpdir(), 'numirio-once-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('keeps the first text, and leaves nothing else behind', () => {
  const path = join(folder, 'secret');
  expect(writeOnce(path, 'first')).toBe('first');
  expect(writeOnce(path, 'second')).toBe('first');
  expect(readdirSync(folder)).toEqual(['secret']);
});

it('fails where the folder takes no file', () => {
  expect(() => writeOnce(join(folder, 'absent', 'secret'), 'text')).toThrow(/ENOENT/);
});

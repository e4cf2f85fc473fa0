import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';
import { expect, it, vi } from 'vitest';

const maxBaseKib = 150;

it(`the base bundle stays within ${maxBaseKib} KiB gzip before the route chunks`, async () => {
  // React's development build is twice as large.
  vi.stubEnv('NODE_ENV', 'production');
  const result = (await build({
    root: fileURLToPath(new URL('.', import.meta.url)),
    logLevel: 'silent',
    build: { write: false },
  })) as Rolldown.RolldownOutput;
  const chunks = result.output.filter((output) => output.type === 'chunk');
  const entry = chunks.find((chunk) => chunk.isEntry) ?? expect.fail('there is no entry');
  const base = new Set([entry]);
  for (const chunk of base) {
    for (const name of chunk.imports) {
      const imported = chunks.find(({ fileName }) => fileName === name);
      if (imported) base.add(imported);
    }
  }
  const bytes = [...base].reduce((sum, { code }) => sum + gzipSync(code).byteLength, 0);
  expect(bytes / 1024).toBeLessThan(maxBaseKib);
  // Less than React alone would mean that the entry was not found.
  expect(bytes / 1024).toBeGreaterThan(50);
});

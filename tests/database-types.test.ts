import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cloneDatabase } from './support/database.ts';
import { writeDatabaseTypes } from './support/database-types.ts';
import { readSource } from './support/source-files.ts';

it('describes the tables as the migrations leave them; "npm run db:types" writes them anew', async () => {
  const database = await cloneDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'numirio-types-'));
  try {
    const target = join(folder, 'database-types.ts');
    writeDatabaseTypes(database.ownerUrl, target);
    const written = readFileSync(target, 'utf8');
    expect(readSource('src/platform/database-types.ts').text).toBe(written);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await database.drop();
  }
});

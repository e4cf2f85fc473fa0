import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { startTestCluster } from './cluster.ts';

/** Writes src/platform/database-types.ts (or the file named) from a freshly migrated database. */
const target =
  process.argv[2] ??
  fileURLToPath(new URL('../../src/platform/database-types.ts', import.meta.url));
const cluster = await startTestCluster();
try {
  execFileSync(
    'kysely-codegen',
    [
      '--dialect',
      'postgres',
      '--url',
      cluster.migratingUrl,
      '--out-file',
      target,
      '--date-parser',
      'string',
      '--numeric-parser',
      'number',
      '--include-pattern',
      'public.*',
      '--exclude-pattern',
      '*kysely*',
      '--type-mapping',
      JSON.stringify({ int8: 'number', jsonb: 'ColumnType<unknown, string, string>' }),
    ],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  );
} finally {
  await cluster.stop();
}

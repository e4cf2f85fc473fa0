import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const generator = fileURLToPath(new URL('../../node_modules/.bin/kysely-codegen', import.meta.url));

/** Writes the types of a migrated database's tables, as Kysely wants them, to a file. */
export function writeDatabaseTypes(url: string, target: string): void {
  execFileSync(
    generator,
    [
      '--dialect',
      'postgres',
      '--url',
      url,
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
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
}

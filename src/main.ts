#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

// Before anything else is loaded: stripped and compiled modules are kept, which halves a later start.
enableCompileCache();
const { StartError } = await import('#platform/errors.ts');
const { migrateOnly, replaceSigningKey, serveOnly, start, workOnly } = await import(
  './commands.ts'
);

const commands: Record<string, { run: () => Promise<void>; does: string }> = {
  start: {
    run: start,
    does: 'runs everything in one process, with an embedded Postgres by default',
  },
  serve: { run: serveOnly, does: 'serves HTTP against a migrated database' },
  work: { run: workOnly, does: 'works on jobs against a migrated database' },
  migrate: { run: migrateOnly, does: 'brings the database to the newest schema' },
  'replace-signing-key': {
    run: replaceSigningKey,
    does: 'ends the key that signs access tokens at once, after it was seen by a stranger',
  },
};

const command = commands[process.argv[2] ?? ''];
if (command) {
  await command.run().catch((error: unknown) => {
    const known = error instanceof StartError;
    process.stderr.write(`${known ? error.message : ((error as Error).stack ?? error)}\n`);
    process.exit(1);
  });
} else {
  const lines = Object.entries(commands).map(([name, { does }]) => `  ${name.padEnd(20)} ${does}`);
  process.stderr.write(`Usage: numirio <command>\n\n${lines.join('\n')}\n`);
  process.exit(1);
}

#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

// Before anything else is loaded: stripped and compiled modules are kept, which halves a later start.
enableCompileCache();
const { StartError } = await import('#platform/errors.ts');
const { migrateOnly, serveOnly, start, workOnly } = await import('./commands.ts');
const { runAccess } = await import('./access-commands.ts');
const { audit } = await import('./audit-commands.ts');
const { endSessionsOf, replaceSigningKey, setPlan } = await import('./operator-commands.ts');

const commands: Record<string, { run: (...args: string[]) => Promise<void>; does: string }> = {
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
  'end-sessions': {
    run: endSessionsOf,
    does: 'signs somebody out everywhere, by e-mail address, or everybody (--all)',
  },
  access: {
    run: runAccess,
    does: 'lets an engineer read one workspace, approved by another and recorded',
  },
  audit: {
    run: audit,
    does: 'verifies an exported audit trail; re-anchors trails after a restore',
  },
  plan: {
    run: setPlan,
    does: 'sets what a workspace has paid for: plan <workspaceId> <free|team>',
  },
};

const [, , name = '', ...args] = process.argv;
const command = commands[name];
if (command) {
  await command.run(...args).catch((error: unknown) => {
    const known = error instanceof StartError;
    process.stderr.write(`${known ? error.message : ((error as Error).stack ?? error)}\n`);
    process.exit(1);
  });
} else {
  const lines = Object.entries(commands).map(([name, { does }]) => `  ${name.padEnd(20)} ${does}`);
  process.stderr.write(`Usage: numirio <command>\n\n${lines.join('\n')}\n`);
  process.exit(1);
}

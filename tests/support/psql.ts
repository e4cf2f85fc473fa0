import { spawn, spawnSync } from 'node:child_process';
import type { OpenAccess } from '#modules/access/index.ts';

/** Why tests with Debian's psql are skipped, or null where they run. */
export function missingPsql(): string | null {
  return spawnSync('psql', ['--version']).error ? 'needs psql (postgresql-client)' : null;
}

export type PsqlRun = { code: number | null; stdout: string; stderr: string };

/** Starts a real psql on an address, unaligned and without headings, reading these lines. */
export function startPsql(url: string, input: string) {
  const { PATH = '' } = process.env;
  const child = spawn('psql', ['--no-psqlrc', '-qAt', url], {
    env: { PATH, LC_ALL: 'C.UTF-8' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const ended = new Promise<PsqlRun>((resolve) => {
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
  return { child, ended, stdout: () => stdout };
}

export function psql(url: string, input: string): Promise<PsqlRun> {
  return startPsql(url, input).ended;
}

/** The address of an open gate. */
export function gateUrl({ user, password, port, database }: OpenAccess): string {
  return `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;
}

import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const readyTimeoutMs = 30_000;
const children = new Set<ChildProcess>();

/** How a process ended, with everything it wrote. */
export type Ended = {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
};

/** The real program in a process of its own. */
export type Server = {
  baseUrl: string;
  pid: number;
  /** From the start of the process to the line that says it is ready. */
  readyMs: number;
  /** What it has written so far. */
  stdout: () => string;
  ended: Promise<Ended>;
  /** Ends it with a signal and waits until it is gone. */
  end: (signal: NodeJS.Signals) => Promise<Ended>;
};

export type Environment = Record<string, string>;

/** Runs the program until it says that it is ready; throws with its stderr where it ends before. */
export async function startServer(environment: Environment, command = 'start'): Promise<Server> {
  const startedAt = performance.now();
  const run = runProgram(command, environment);
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('not ready in time')), readyTimeoutMs);
    run.child.stdout?.on('data', () => {
      if (!run.stdout().includes('is ready at')) return;
      clearTimeout(timer);
      resolve();
    });
    run.ended.then((ended) => {
      clearTimeout(timer);
      reject(new Error(`ended with ${ended.code ?? ended.signal}: ${ended.stderr}`));
    });
  });
  return {
    baseUrl: `http://127.0.0.1:${environment.PORT}`,
    pid: run.child.pid ?? 0,
    readyMs: performance.now() - startedAt,
    stdout: run.stdout,
    ended: run.ended,
    end: (signal) => {
      run.child.kill(signal);
      return run.ended;
    },
  };
}

/** Starts `numirio <command>` with this environment and nothing of ours. */
export function runProgram(command: string, environment: Environment, ...arguments_: string[]) {
  const { PATH = '', HOME = '' } = process.env;
  const child: ChildProcess = spawn(process.execPath, [main, command, ...arguments_], {
    env: { PATH, HOME, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { child, ended, stdout: () => stdout };
}

/** Kills every process that is still running, for the end of a test file, however its tests ended. */
export async function endServers(): Promise<void> {
  for (const child of children) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('close', resolve));
  }
}

/** A data folder that Postgres's own user may enter when the tests run as root. */
export function makeDataDir(): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'numirio-server-'));
  chmodSync(dataDir, 0o755);
  return dataDir;
}

/** Where the Postgres of a data folder lies. */
export function postgresFolder(dataDir: string): string {
  const note = join(dataDir, 'postgres-location');
  return existsSync(note) ? readFileSync(note, 'utf8').trim() : join(dataDir, 'postgres');
}

/** The process of the Postgres that runs on a data folder, if one does. */
export function postgresProcess(dataDir: string): number | undefined {
  const file = join(postgresFolder(dataDir), 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  try {
    process.kill(pid, 0);
    return pid;
  } catch {
    return undefined;
  }
}

/** Stops the Postgres that a killed server left, and removes the data folder with all that belongs to it. */
export async function removeDataDir(dataDir: string): Promise<void> {
  const orphan = postgresProcess(dataDir);
  // SIGQUIT is Postgres's immediate shutdown; nothing of this folder is needed any more.
  if (orphan) process.kill(orphan, 'SIGQUIT');
  while (postgresProcess(dataDir)) await new Promise((resolve) => setTimeout(resolve, 20));
  rmSync(postgresFolder(dataDir), { recursive: true, force: true });
  rmSync(dataDir, { recursive: true, force: true });
}

/** A port that nobody used a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

import { type ServerType, serve } from '@hono/node-server';
import { closeRenderers } from '#modules/documents/index.ts';
import { type EmbeddedDatabase, startEmbeddedDatabase } from '#platform/embedded-database.ts';
import { StartError } from '#platform/errors.ts';
import { serverLimits } from '#platform/http/limits.ts';
import { migrate } from '#platform/migrate.ts';
import { startWorker } from '#platform/queue.ts';
import { createApp } from './app.ts';
import {
  type Config,
  ensureDataDir,
  readConfig,
  readSecrets,
  runsUnderNpm,
  type Secrets,
} from './config.ts';
import type { Context } from './context.ts';
import { demoAccount } from './demo/account.ts';
import { seedDemo } from './demo/seed.ts';
import { jobHandlers, schedules } from './jobs.ts';
import { type Closing, openContext, say, undoAll } from './wiring.ts';

/** How long a stop waits for requests that are running. */
const drainTimeoutMs = 5_000;
const parentCheckMs = 250;

/** `numirio start`: everything in one process, with an embedded Postgres unless DATABASE_URL is set. */
export function start(): Promise<void> {
  return runUntilStopped(async (closing) => {
    const config = readConfig();
    ensureDataDir(config.dataDir);
    const secrets = readSecrets(config);
    const database = config.databaseUrl ? undefined : await startEmbedded(config, secrets, closing);
    const migratingUrl = config.databaseUrl ?? database?.migratingUrl ?? '';
    await migrate(migratingUrl, secrets.runtimeRolePassword);
    const { context, url } = openContext(config, secrets, migratingUrl, closing);
    await work(context, url, closing);
    await listen(context, closing);
    if (database && config.loopback) await seedDemo(context);
    announce(config, database !== undefined);
  });
}

/** `numirio serve`: HTTP only, against a migrated database. */
export function serveOnly(): Promise<void> {
  return runUntilStopped(async (closing) => {
    const { config, context } = openExisting(closing);
    await listen(context, closing);
    announce(config, false);
  });
}

/** `numirio work`: jobs only, against a migrated database. */
export function workOnly(): Promise<void> {
  return runUntilStopped(async (closing) => {
    const { context, url } = openExisting(closing);
    await work(context, url, closing);
  });
}

/** `numirio migrate`: brings DATABASE_URL to the newest schema and ends. */
export async function migrateOnly(): Promise<void> {
  const config = readConfig();
  if (!config.databaseUrl) throw new StartError('Set DATABASE_URL to the database to migrate.');
  ensureDataDir(config.dataDir);
  await migrate(config.databaseUrl, readSecrets(config).runtimeRolePassword);
}

async function startEmbedded(
  config: Config,
  secrets: Secrets,
  closing: Closing,
): Promise<EmbeddedDatabase> {
  const database = await startEmbeddedDatabase({
    dataDir: config.dataDir,
    password: secrets.runtimeRolePassword,
    previousPassword: secrets.previousRuntimeRolePassword,
    notify: say,
  });
  closing.push(database.stop);
  return database;
}

function openExisting(closing: Closing) {
  const config = readConfig();
  ensureDataDir(config.dataDir);
  const secrets = readSecrets(config);
  if (!config.databaseUrl && !config.databaseRuntimeUrl) {
    throw new StartError('Set DATABASE_URL or DATABASE_RUNTIME_URL to a migrated database.');
  }
  return { config, ...openContext(config, secrets, config.databaseUrl ?? '', closing) };
}

async function listen(context: Context, closing: Closing): Promise<void> {
  const app = await createApp(context);
  const { port, host } = context.config;
  await new Promise<void>((resolve, reject) => {
    const place = { port, hostname: host, serverOptions: serverLimits };
    const server = serve({ fetch: app.fetch, ...place }, () => resolve());
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, host, port)));
    closing.push(
      () =>
        new Promise((done) => {
          // Running requests end first; a connection that is kept alive would hold the process.
          const sweep = setInterval(() => closeConnections(server, 'idle'), 20);
          setTimeout(() => closeConnections(server, 'all'), drainTimeoutMs).unref();
          server.close(() => {
            clearInterval(sweep);
            done();
          });
        }),
    );
  });
}

function closeConnections(server: ServerType, which: 'idle' | 'all'): void {
  if (!('closeIdleConnections' in server)) return;
  if (which === 'idle') server.closeIdleConnections();
  else server.closeAllConnections();
}

async function work(context: Context, url: string, closing: Closing): Promise<void> {
  const worker = await startWorker(url, jobHandlers(context), context.log, schedules);
  closing.push(closeRenderers, worker.stop);
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === 'EADDRINUSE') {
    return new StartError(`Port ${port} is in use; stop what uses it or set PORT to another one.`);
  }
  if (error.code === 'EACCES') {
    return new StartError(`Port ${port} may not be used; set PORT to one above 1023.`);
  }
  return new StartError(
    `The address ${host}:${port} cannot be used (${error.code}); set NUMIRIO_HOST and PORT to one of this machine.`,
  );
}

function announce(config: Config, embedded: boolean): void {
  say(`Numirio is ready at ${config.baseUrl.origin}`);
  if (embedded && config.loopback) {
    say(`Sign in as ${demoAccount.email} with the password ${demoAccount.password}`);
  }
}

/** Opens what a command needs, and closes it on Ctrl-C or SIGTERM, or where the opening fails. */
async function runUntilStopped(opening: (closing: Closing) => Promise<void>): Promise<void> {
  const closing: Closing = [];
  const opened = opening(closing);
  const stop = once(async () => {
    // What is just being opened cannot be closed yet; a stop waits for it and leaves nothing behind.
    await opened.catch(() => {});
    await undoAll(closing);
    process.exit(0);
  });
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  if (runsUnderNpm()) whenParentEnds(stop);
  try {
    await opened;
  } catch (error) {
    await undoAll(closing);
    throw error;
  }
}

/** A signal sent to `npm start` reaches npm's shell, which ends without passing it on to us. */
function whenParentEnds(stop: () => void): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) stop();
  }, parentCheckMs).unref();
}

function once(work: () => Promise<void>): () => void {
  let begun = false;
  return () => {
    if (!begun) void work();
    begun = true;
  };
}

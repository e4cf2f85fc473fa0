import { hkdfSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { StartError } from '#platform/errors.ts';
import { writeOnce } from '#platform/write-once.ts';

/** The only reader of the environment. */
const environmentSchema = z.object({
  PORT: z.coerce
    .number('must be a whole number from 1 to 65535')
    .int()
    .min(1)
    .max(65535)
    .default(3000),
  NUMIRIO_HOST: z.string().min(1).optional(),
  NUMIRIO_DATA_DIR: z.string().min(1).default('./data'),
  NUMIRIO_BASE_URL: z.url({ protocol: /^https?$/, error: 'must be an http(s) address' }).optional(),
  NUMIRIO_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  NUMIRIO_LOG: z
    .enum(
      ['debug', 'info', 'warn', 'error', 'silent'],
      'must be one of debug, info, warn, error, silent',
    )
    .default('warn'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// address' })
    .optional(),
  DATABASE_RUNTIME_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// address' })
    .optional(),
});

export type Config = {
  port: number;
  host: string;
  dataDir: string;
  /** Where users reach this installation; mails and links are made from it, never from a Host header. */
  baseUrl: URL;
  /** True on this machine only: the outbox is shown, the demo exists, cookies go over plain HTTP. */
  loopback: boolean;
  /** Where set, the migrating role's address; otherwise Postgres is embedded. */
  databaseUrl: string | undefined;
  databaseRuntimeUrl: string | undefined;
  logLevel: string;
};

/** Apart from Config, so that nothing that prints a configuration can print a secret. */
export type Secrets = {
  passwordPepper: Buffer;
  runtimeRolePassword: string;
};

/** Reads the environment; throws StartError with one sentence that names the variable. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const parsed = environmentSchema.safeParse(dropEmpty(environment));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new StartError(
      `The environment variable ${issue?.path.join('.')} is not usable: it ${describe(issue?.message)}.`,
    );
  }
  const env = parsed.data;
  const baseUrl = new URL(env.NUMIRIO_BASE_URL ?? `http://localhost:${env.PORT}`);
  const loopback = isLoopback(baseUrl.hostname);
  if (!loopback && baseUrl.protocol !== 'https:') {
    throw new StartError(
      'The environment variable NUMIRIO_BASE_URL must begin with https:// outside this machine.',
    );
  }
  if (!loopback && env.NUMIRIO_SECRET === undefined) {
    throw new StartError(
      'The environment variable NUMIRIO_SECRET is required when NUMIRIO_BASE_URL is not this machine.',
    );
  }
  return {
    port: env.PORT,
    host: env.NUMIRIO_HOST ?? (loopback ? '127.0.0.1' : '0.0.0.0'),
    dataDir: resolve(env.NUMIRIO_DATA_DIR),
    baseUrl,
    loopback,
    databaseUrl: env.DATABASE_URL,
    databaseRuntimeUrl: env.DATABASE_RUNTIME_URL,
    logLevel: env.NUMIRIO_LOG,
  };
}

/** The keys, derived from NUMIRIO_SECRET or, on this machine, from a secret kept in the data folder. */
export function readSecrets(config: Config, environment: NodeJS.ProcessEnv = process.env): Secrets {
  const secret = environment.NUMIRIO_SECRET || localSecret(config.dataDir);
  const derive = (purpose: string) =>
    Buffer.from(hkdfSync('sha256', secret, 'numirio', purpose, 32));
  return {
    passwordPepper: derive('password pepper 1'),
    runtimeRolePassword: derive('runtime role password').toString('base64url'),
  };
}

/** Whether this is `npm start`, where npm and its shell stand between us and whoever stops us. */
export function runsUnderNpm(environment: NodeJS.ProcessEnv = process.env): boolean {
  return environment.npm_lifecycle_event === 'start';
}

/** Creates the data folder and shows that it can be written; throws StartError where it cannot. */
export function ensureDataDir(dataDir: string): void {
  try {
    makeFolder(dataDir);
    writeFileSync(join(dataDir, '.writable'), '');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? ` (${error.code})` : '';
    throw new StartError(
      `The data folder ${dataDir} cannot be written${reason}; set NUMIRIO_DATA_DIR to one that can.`,
    );
  }
}

/** Node's own recursive mkdir never returns where a folder such as /proc takes no entries. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}

function localSecret(dataDir: string): string {
  return writeOnce(join(dataDir, 'secret'), randomBytes(32).toString('base64url'));
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}

function dropEmpty(environment: NodeJS.ProcessEnv) {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
}

function describe(message = 'is not valid'): string {
  return /^(must|is|has)\b/.test(message) ? message : `is not valid (${message})`;
}

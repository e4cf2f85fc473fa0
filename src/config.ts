import { createHash, hkdfSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { StartError } from '#platform/errors.ts';
import type { SealingKeys } from '#platform/sealed.ts';
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
  NUMIRIO_SECRET_PREVIOUS: z.string().min(32, 'must have at least 32 characters').optional(),
  NUMIRIO_LOG: z
    .enum(
      ['debug', 'info', 'warn', 'error', 'silent'],
      'must be one of debug, info, warn, error, silent',
    )
    .default('warn'),
  NUMIRIO_RATE_LIMIT_FACTOR: z.coerce
    .number('must be a number from 1 to 1000')
    .min(1, 'must be a number from 1 to 1000')
    .max(1000, 'must be a number from 1 to 1000')
    .default(1),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// address' })
    .optional(),
  DATABASE_RUNTIME_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// address' })
    .optional(),
  GOOGLE_CLIENT_ID: z.string().min(1).optional(),
  GOOGLE_CLIENT_SECRET: z.string().min(1).optional(),
  GOOGLE_ISSUER: z
    .url({ protocol: /^https?$/, error: 'must be an http(s) address' })
    .default('https://accounts.google.com'),
  RESEND_API_KEY: z.string().min(1).optional(),
  RESEND_BASE_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http(s) address' })
    .default('https://api.resend.com'),
  RESEND_WEBHOOK_SECRET: z
    .string()
    .regex(
      /^whsec_(?:[A-Za-z0-9+/]{4}){4,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
      'must be the signing secret of the webhook, "whsec_" and base64',
    )
    .optional(),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: 'must be an smtp:// or smtps:// address' })
    .optional(),
  NUMIRIO_MAIL_FROM: z.email('must be an e-mail address').max(200).optional(),
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
  /** Multiplies every rate limit of the API; 1 unless an import or a load test needs more. */
  rateLimitFactor: number;
  /** Sign in with Google; undefined where it is not configured, and then it is not offered. */
  google: { issuer: URL; clientId: string } | undefined;
  mail: MailConfig;
};

/** How mail leaves: through Resend, an SMTP server, or into the folder of the local outbox. */
export type MailConfig = { from: string } & (
  | { transport: 'resend'; baseUrl: string }
  | { transport: 'smtp' }
  | { transport: 'folder' }
);

/** Apart from Config, so that nothing that prints a configuration can print a secret. */
export type Secrets = {
  /** Peppers of password hashes by id; new hashes use the first. */
  passwordPeppers: ReadonlyMap<number, Buffer>;
  runtimeRolePassword: string;
  /** What it was under NUMIRIO_SECRET_PREVIOUS, for an embedded Postgres that still has it. */
  previousRuntimeRolePassword?: string | undefined;
  /** Refresh tokens are derived with the first key; those of an older one are still known. */
  refreshTokenKeys: SealingKeys;
  /** Seal what lies in Postgres and must be read again: signing keys, TOTP secrets, waiting mails. */
  sealingKeys: SealingKeys;
  /** Seeds of the Ed25519 keys that sign the anchors of audit trails; the first signs. */
  anchorKeys: SealingKeys;
  googleClientSecret: string | undefined;
  resendApiKey: string | undefined;
  resendWebhookSecret: string | undefined;
  /** With user name and password. */
  smtpUrl: string | undefined;
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
    rateLimitFactor: env.NUMIRIO_RATE_LIMIT_FACTOR,
    google: readGoogle(env),
    mail: readMail(env, baseUrl),
  };
}

type Environment = z.infer<typeof environmentSchema>;

function readGoogle(env: Environment): Config['google'] {
  if (env.GOOGLE_CLIENT_ID === undefined) return undefined;
  if (env.GOOGLE_CLIENT_SECRET === undefined) {
    throw new StartError(
      'The environment variable GOOGLE_CLIENT_SECRET is required beside GOOGLE_CLIENT_ID.',
    );
  }
  const issuer = new URL(env.GOOGLE_ISSUER);
  if (issuer.protocol !== 'https:' && !isLoopback(issuer.hostname)) {
    throw new StartError(
      'The environment variable GOOGLE_ISSUER must begin with https:// outside this machine.',
    );
  }
  return { issuer, clientId: env.GOOGLE_CLIENT_ID };
}

function readMail(env: Environment, baseUrl: URL): MailConfig {
  const from = env.NUMIRIO_MAIL_FROM ?? `no-reply@${mailDomain(baseUrl)}`;
  if (env.RESEND_API_KEY !== undefined) {
    const { protocol, hostname } = new URL(env.RESEND_BASE_URL);
    if (protocol !== 'https:' && !isLoopback(hostname)) {
      throw new StartError(
        'The environment variable RESEND_BASE_URL must begin with https:// outside this machine.',
      );
    }
    return { from, transport: 'resend', baseUrl: env.RESEND_BASE_URL };
  }
  return { from, transport: env.SMTP_URL === undefined ? 'folder' : 'smtp' };
}

function mailDomain(baseUrl: URL): string {
  return isLoopback(baseUrl.hostname) ? 'numirio.test' : baseUrl.hostname;
}

/**
 * The keys, derived from NUMIRIO_SECRET or, on this machine, from a secret kept in the data folder. What
 * NUMIRIO_SECRET_PREVIOUS hashed, derived or sealed stays good while it is set, so a secret can be renewed.
 */
export function readSecrets(config: Config, environment: NodeJS.ProcessEnv = process.env): Secrets {
  const secret = environment.NUMIRIO_SECRET || localSecret(config.dataDir);
  const previous = environment.NUMIRIO_SECRET_PREVIOUS || undefined;
  const deriveAll = (purpose: string): SealingKeys =>
    previous === undefined
      ? [derive(secret, purpose)]
      : [derive(secret, purpose), derive(previous, purpose)];
  const peppers = deriveAll('password pepper 1');
  return {
    passwordPeppers: new Map(peppers.map((pepper) => [pepperId(pepper), pepper])),
    runtimeRolePassword: rolePassword(secret),
    previousRuntimeRolePassword: previous && rolePassword(previous),
    refreshTokenKeys: deriveAll('refresh token'),
    sealingKeys: deriveAll('sealing'),
    anchorKeys: deriveAll('audit anchor'),
    googleClientSecret: environment.GOOGLE_CLIENT_SECRET || undefined,
    resendApiKey: environment.RESEND_API_KEY || undefined,
    resendWebhookSecret: environment.RESEND_WEBHOOK_SECRET || undefined,
    smtpUrl: environment.SMTP_URL || undefined,
  };
}

function derive(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, 'numirio', purpose, 32));
}

function rolePassword(secret: string): string {
  return derive(secret, 'runtime role password').toString('base64url');
}

/** A number that tells peppers apart and tells nothing of them; it is stored beside each hash. */
function pepperId(pepper: Buffer): number {
  return createHash('sha256').update('pepper id').update(pepper).digest().readUInt16BE() >> 1;
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
  // A name such as 127.0.0.1.example.com is somebody else's.
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

function dropEmpty(environment: NodeJS.ProcessEnv) {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
}

function describe(message = 'is not valid'): string {
  return /^(must|is|has)\b/.test(message) ? message : `is not valid (${message})`;
}

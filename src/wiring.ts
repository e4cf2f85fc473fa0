import { join } from 'node:path';
import { openDatabase } from '#platform/db.ts';
import { createLog } from '#platform/log.ts';
import { runtimeUrl } from '#platform/migrate.ts';
import { openFolderStore } from '#platform/object-store.ts';
import { openRateLimits } from '#platform/rate-limits.ts';
import { openSigningKeys } from '#platform/signing-keys.ts';
import type { Config, Secrets } from './config.ts';
import type { Context } from './context.ts';

/** Something to undo at the end, newest first. */
export type Closing = (() => Promise<void>)[];

/** Wires the context by hand; requests and jobs use the runtime role, never the migrating one. */
export function openContext(
  config: Config,
  secrets: Secrets,
  migratingUrl: string,
  closing: Closing,
): { context: Context; url: string } {
  const url = config.databaseRuntimeUrl ?? runtimeUrl(migratingUrl, secrets.runtimeRolePassword);
  const log = createLog(config.logLevel);
  const db = openDatabase(url, (error) => log.warn({ error: error.message }, 'lost a connection'));
  closing.push(db.close);
  const store = openFolderStore(join(config.dataDir, 'objects'));
  const now = () => new Date();
  const signingKeys = openSigningKeys(db, secrets.sealingKeys, now);
  const [rateLimitSecret] = secrets.refreshTokenKeys;
  const rateLimits = openRateLimits(db, rateLimitSecret, log, now, config.rateLimitFactor);
  return { context: { config, secrets, db, store, signingKeys, rateLimits, log, now }, url };
}

export async function undoAll(closing: Closing): Promise<void> {
  for (const undo of closing.splice(0).reverse()) await undo().catch(() => {});
}

/** Tells the operator. */
export function say(sentence: string): void {
  process.stdout.write(`${sentence}\n`);
}

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import { readConfig, readSecrets } from '#config.ts';
import type { Context } from '#context.ts';
import { openDatabase } from '#platform/db.ts';
import { startEmbeddedDatabase } from '#platform/embedded-database.ts';
import { silentLog } from '#platform/log.ts';
import { migrate, runtimeUrl } from '#platform/migrate.ts';
import { openFolderStore } from '#platform/object-store.ts';
import { openRateLimits } from '#platform/rate-limits.ts';
import { openSigningKeys } from '#platform/signing-keys.ts';
import {
  type Environment,
  freePort,
  makeDataDir,
  removeDataDir,
  startServer,
} from '../../tests/support/server.ts';

/** A fresh database with default durability, and the program that serves it in a process of its own. */
export type Installation = {
  baseUrl: string;
  /** What the program's role may connect with. */
  runtimeUrl: string;
  /** For loading rows and for reading plans; never for what is measured. */
  superuser: pg.Pool;
  /** The same database from inside this process. */
  context: Context;
  close: () => Promise<void>;
};

/** Starts Postgres as `npm start` does, with nothing relaxed, and `numirio serve` on it. */
export async function startInstallation(
  serverEnvironment: Environment = {},
): Promise<Installation> {
  const dataDir = makeDataDir();
  const password = randomBytes(24).toString('base64url');
  const database = await startEmbeddedDatabase({ dataDir, password, notify: console.log });
  await migrate(database.migratingUrl, password);
  const url = runtimeUrl(database.migratingUrl, password);
  const port = String(await freePort());
  const server = await startServer(
    {
      DATABASE_RUNTIME_URL: url,
      NUMIRIO_DATA_DIR: dataDir,
      PORT: port,
      // A benchmark asks faster than anyone may, from one session.
      NUMIRIO_RATE_LIMIT_FACTOR: '1000',
      ...serverEnvironment,
    },
    'serve',
  );
  const superuserUrl = new URL(database.superuserUrl);
  superuserUrl.pathname = '/numirio';
  const superuser = new pg.Pool({ connectionString: superuserUrl.href, max: 2 });
  const db = openDatabase(url);
  const config = readConfig({ NUMIRIO_DATA_DIR: dataDir, PORT: port });
  const secrets = readSecrets(config, {});
  const now = () => new Date();
  return {
    baseUrl: server.baseUrl,
    runtimeUrl: url,
    superuser,
    context: {
      config,
      secrets,
      db,
      store: openFolderStore(join(dataDir, 'objects')),
      signingKeys: openSigningKeys(db, secrets.sealingKeys, now),
      rateLimits: openRateLimits(db, secrets.refreshTokenKeys[0], silentLog, now),
      log: silentLog,
      now,
    },
    close: async () => {
      await server.end('SIGTERM');
      await db.close();
      await superuser.end();
      await database.stop();
      await removeDataDir(dataDir);
    },
  };
}

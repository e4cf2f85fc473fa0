import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedDatabase } from '#platform/embedded-database.ts';
import { migrate } from '#platform/migrate.ts';

/** The password of every role of a test cluster, which listens on the loopback address only. */
export const testPassword = 'test-cluster-password';

/** Starts a throw-away Postgres without durability and migrates its database `numirio`. */
export async function startTestCluster() {
  const dataDir = mkdtempSync(join(tmpdir(), 'numirio-test-'));
  // As root Postgres runs as a user of its own, who has to get in.
  chmodSync(dataDir, 0o755);
  const database = await startEmbeddedDatabase({
    dataDir,
    password: testPassword,
    notify: () => {},
    settings: [
      'fsync=off',
      'synchronous_commit=off',
      'full_page_writes=off',
      'max_connections=200',
    ],
  });
  await migrate(database.migratingUrl, testPassword);
  return {
    ...database,
    stop: async () => {
      await database.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

import { fileURLToPath } from 'node:url';
import { startTestCluster } from './cluster.ts';
import { writeDatabaseTypes } from './database-types.ts';

/** `npm run db:types`: writes src/platform/database-types.ts from a freshly migrated database. */
const target = fileURLToPath(new URL('../../src/platform/database-types.ts', import.meta.url));
const cluster = await startTestCluster();
try {
  writeDatabaseTypes(cluster.migratingUrl, target);
} finally {
  await cluster.stop();
}

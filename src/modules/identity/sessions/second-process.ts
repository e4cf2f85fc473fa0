import type { Context } from '#context.ts';
import { openDatabase } from '#platform/db.ts';
import { createHttpApp, type HttpApp } from '#platform/http/app.ts';
import { openSigningKeys } from '#platform/signing-keys.ts';
import type { TestApp } from '../../../../tests/support/app.ts';
import { routes } from '../../../app.ts';

/** A further process of a test's server: the same database, secrets and clock, a pool and a cache of its own. */
export type SecondProcess = { context: Context; app: HttpApp; close(): Promise<void> };

export function startSecondProcess(
  server: TestApp,
  changes: Partial<Pick<Context, 'config' | 'secrets' | 'db' | 'now'>> = {},
): SecondProcess {
  const db = changes.db ?? openDatabase(server.database.runtimeUrl);
  const shared = { ...server.context, ...changes, db };
  const signingKeys = openSigningKeys(db, shared.secrets.sealingKeys, shared.now);
  const context: Context = { ...shared, signingKeys };
  return { context, app: createHttpApp(routes, context), close: () => db.close() };
}

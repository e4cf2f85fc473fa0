import type { Config, Secrets } from '#config.ts';
import type { Database } from '#platform/db.ts';
import type { Log } from '#platform/log.ts';
import type { ObjectStore } from '#platform/object-store.ts';
import type { RateLimiter } from '#platform/rate-limits.ts';
import type { SigningKeys } from '#platform/signing-keys.ts';

/** Everything of the outside world that a route or a job may use, wired by hand in commands.ts. */
export type Context = {
  config: Config;
  secrets: Secrets;
  db: Database;
  store: ObjectStore;
  signingKeys: SigningKeys;
  rateLimits: RateLimiter;
  log: Log;
  now: () => Date;
};

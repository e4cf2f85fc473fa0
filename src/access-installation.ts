import { type AccessContext, sweepAccess } from '#modules/access/index.ts';
import { openDatabase } from '#platform/db.ts';
import { findEmbeddedDatabase } from '#platform/embedded-database.ts';
import { StartError } from '#platform/errors.ts';
import { opensSigningKeys } from '#platform/keyring.ts';
import { ensureDataDir, readConfig, readSecrets } from './config.ts';
import { type Closing, openContext, say, undoAll } from './wiring.ts';

/** Works as the migrating role on DATABASE_URL, or on the embedded database of the data folder. */
export async function withAccess(work: (access: AccessContext) => Promise<void>): Promise<void> {
  const config = readConfig();
  ensureDataDir(config.dataDir);
  const secrets = readSecrets(config);
  const migratingUrl =
    config.databaseUrl ?? (await findEmbeddedDatabase(config.dataDir, secrets.runtimeRolePassword));
  if (!migratingUrl) {
    throw new StartError(
      `No Numirio runs on the data folder ${config.dataDir}; start it, or set DATABASE_URL to its database, as the migrating role.`,
    );
  }
  const closing: Closing = [];
  try {
    const { context } = openContext(config, secrets, migratingUrl, closing);
    const owner = openDatabase(migratingUrl);
    closing.push(owner.close);
    // Mails are sealed with this secret: with another one, those whom they are to tell would hear nothing.
    if (!(await owner.inSystem((tx) => opensSigningKeys(tx, secrets.sealingKeys)))) {
      throw new StartError('NUMIRIO_SECRET is not the one of this installation.');
    }
    const access = { context, owner, migratingUrl };
    const swept = await sweepAccess(access);
    if (swept > 0) say(`${swept} ${swept === 1 ? 'login' : 'logins'} of ended grants removed.`);
    await work(access);
  } finally {
    await undoAll(closing);
  }
}

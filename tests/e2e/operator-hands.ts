import pg from 'pg';
import { expect } from 'vitest';
import { openDatabase } from '#platform/db.ts';
import { findEmbeddedPostgres } from '#platform/embedded-postgres.ts';
import { readConfig, readSecrets } from '../../src/config.ts';
import { type Closing, openContext, undoAll } from '../../src/wiring.ts';
import { askApproved, engage, openGrant } from '../support/access.ts';
import { gateUrl } from '../support/psql.ts';

/** Runs statements on the database of a running installation as its superuser, past every trigger and policy. */
export async function tamper(dataDir: string, ...statements: string[]): Promise<void> {
  const { superuserUrl } = await reach(dataDir);
  await runAll(superuserUrl, ['set session_replication_role = replica', ...statements]);
}

/**
 * Has one engineer ask for access to a workspace and another one approve it, and runs these statements
 * through the gate; those that Postgres refuses are recorded like the others.
 */
export async function lookAt(
  dataDir: string,
  workspaceId: string,
  statements: readonly string[],
): Promise<void> {
  const { config, secrets, migratingUrl } = await reach(dataDir);
  const closing: Closing = [];
  try {
    const { context } = openContext(config, secrets, migratingUrl, closing);
    const owner = openDatabase(migratingUrl);
    closing.push(owner.close);
    const access = { context, owner, migratingUrl };
    const asker = await engage(access, 'Eva Lind');
    const desk = { access, asker, approver: await engage(access, 'Jan Krol') };
    const gate = await openGrant(desk, await askApproved(desk, { workspaceId, ticket: 'SUP-12' }));
    await runAll(gateUrl(gate), statements).catch(() => {});
    gate.stop();
    await gate.ended;
  } finally {
    await undoAll(closing);
  }
}

async function runAll(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** How the commands of an operator reach the installation of a data folder, and how its superuser would. */
async function reach(dataDir: string) {
  const config = readConfig({ NUMIRIO_DATA_DIR: dataDir });
  const secrets = readSecrets(config, {});
  const password = secrets.runtimeRolePassword;
  const found = await findEmbeddedPostgres({ dataDir, password, notify: () => {} });
  const superuser = new URL(found ?? expect.fail('no Postgres runs there'));
  superuser.pathname = '/numirio';
  const migrating = new URL(superuser);
  migrating.username = 'numirio_owner';
  return {
    config,
    secrets,
    superuserUrl: superuser.toString(),
    migratingUrl: migrating.toString(),
  };
}

import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { runtimeUrl } from '#platform/migrate.ts';
import { testPassword } from './cluster.ts';

/** A database of one test file, by the three kinds of people who may connect to it. */
export type TestDatabase = {
  name: string;
  superuserUrl: string;
  ownerUrl: string;
  runtimeUrl: string;
  drop: () => Promise<void>;
};

/** Clones the migrated template, or a database nobody is connected to, in some tens of milliseconds. */
export async function cloneDatabase(template = 'numirio'): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const maintenance = inject('superuserUrl');
  await execute(
    maintenance,
    `create database ${name} template ${template} strategy file_copy owner numirio_owner`,
  );
  const at = (url: string) => {
    const address = new URL(url);
    address.pathname = `/${name}`;
    return address.toString();
  };
  return {
    name,
    superuserUrl: at(maintenance),
    ownerUrl: at(inject('migratingUrl')),
    runtimeUrl: runtimeUrl(at(maintenance), testPassword),
    drop: async () => {
      await execute(maintenance, `drop database ${name} with (force)`);
    },
  };
}

/** Runs one statement on a connection of its own. */
export async function execute(url: string, statement: string, values: unknown[] = []) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await client.query(statement, values);
  } finally {
    await client.end();
  }
}

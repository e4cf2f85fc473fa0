import { createHash } from 'node:crypto';
import pg from 'pg';
import type { TestDatabase } from '../support/database.ts';

/** Tables that belong to no workspace, each with the reason; the system scope alone sees their rows. */
export const systemTables: Record<string, string> = {
  users: 'a person can be a member of several workspaces',
  registrations: 'before its end there is neither a user nor a workspace',
  sessions: 'a session is of a person, in whatever workspace',
  signing_keys: 'they sign access tokens, which name no workspace',
  security_events: 'signing in concerns a person, in whatever workspace',
  identities: 'an account at Google belongs to a person',
  oidc_authorizations: 'a sign-in on its way through Google has no workspace yet',
  identity_links: 'it connects a person with their account at Google',
  password_resets: 'a password belongs to a person',
  email_changes: 'the address is a person’s',
  passkeys: 'a passkey belongs to a person',
  totps: 'an authenticator app belongs to a person',
  recovery_codes: 'they belong to a person',
  challenges: 'they stand between two steps of a sign-in, before any workspace',
  devices: 'a browser belongs to a person',
  throttles: 'attempts are counted before anyone is known',
  rate_limits: 'requests are counted before anyone is known',
  personal_idempotency_keys: 'a person does things outside of any workspace too',
  engineers: 'they work for Numirio and belong to no workspace',
  email_events: 'reports about mails, which belong to people',
  emails: 'the outbox also holds mails to people without a workspace; no route reads it',
};

/** Tenant tables that the system scope sees as well, each with the reason. */
export const sharedTables: Record<string, string> = {
  workspaces: 'sign-in lists a person’s workspaces',
  members: 'sign-in lists a person’s workspaces',
  invitations: 'an invitation is found by its token, before anyone is in the workspace',
  audit_heads: 'the hourly anchoring finds the heads that moved',
  access_grants: 'those who approve see what is asked for, whichever workspace it is of',
  idempotency_keys: 'the sweep deletes old ones',
};

/** What an engineer with a grant may read, each with what it is good for; nobody else’s rows, and nothing more. */
export const readableByEngineers: Record<string, string> = {
  workspaces: 'the seller’s details, which stand on invoices',
  members: 'who may do what',
  clients: 'the buyers of invoices',
  client_terms: 'why a search finds a client',
  number_series: 'how invoices are numbered',
  number_periods: 'which number is next',
  invoices: 'what most reports are about',
  invoice_balances: 'what is owed',
  invoice_terms: 'why a search finds an invoice',
  document_versions: 'which PDF is stored',
  payments: 'what was paid',
  comments: 'what members say of an invoice',
  audit_events: 'what happened',
  audit_heads: 'whether the trail is whole',
  access_grants: 'their own grant',
};

/** Tenant tables that Postgres lets an accountant write to, each with the reason. */
export const writableByReaders: Record<string, string> = {
  comments: 'an accountant comments',
  audit_events: 'what an accountant does is recorded',
  audit_heads: 'recording moves the head',
  idempotency_keys: 'an accountant’s comment may be repeated as well',
  document_versions: 'whoever asks for a PDF first has it stored',
  access_grants: 'the runtime role cannot write here at all',
};

/** Kysely's own bookkeeping, to which the runtime role has no grant. */
export const migrationTables = ['kysely_migration', 'kysely_migration_lock'];

/** The queue's tables without workspace data, each with the reason; the runtime role sees all rows. */
export const openQueueTables: Record<string, string> = {
  _private_job_queues: 'names of queues, of which we use none',
  _private_known_crontabs: 'when a schedule last ran',
  _private_tasks: 'names of job kinds',
  migrations: 'versions of the queue’s schema',
};

export type TenantTable = { name: string; scopeColumn: string };

/** Every ordinary table of ours but those of the migrator, as Postgres lists them. */
export async function listTables(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query(
    `select relname from pg_class where relnamespace = 'public'::regnamespace
      and relkind in ('r', 'p') and relname <> all($1) order by relname`,
    [migrationTables],
  );
  return rows.map((row) => row.relname);
}

/** Every table that must belong to workspaces: all that are not named as system tables. */
export async function listTenantTables(client: pg.Client): Promise<TenantTable[]> {
  const names = (await listTables(client)).filter((name) => !(name in systemTables));
  return names.map((name) => ({
    name,
    scopeColumn: name === 'workspaces' ? 'id' : 'workspace_id',
  }));
}

/** Connects, works and leaves. */
export async function connected<Result>(
  url: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** A fingerprint of a workspace's rows, but those of the tables left out; null: of every row there is. */
export function hashRows(
  database: TestDatabase,
  workspaceId: string | null,
  without: string[] = [],
): Promise<string> {
  return connected(database.superuserUrl, async (client) => {
    const tenant = await listTenantTables(client);
    const system = Object.keys(systemTables).map((name) => ({ name, scopeColumn: 'null' }));
    const hash = createHash('sha256');
    for (const { name, scopeColumn } of workspaceId ? tenant : [...tenant, ...system]) {
      // Every request is counted, a refused one too.
      if (name === 'rate_limits' || without.includes(name)) continue;
      const { rows } = await client.query(
        `select t::text as row from ${name} t
        where $1::uuid is null or ${scopeColumn} = $1 order by 1`,
        [workspaceId],
      );
      hash.update(`${name}:${JSON.stringify(rows)}`);
    }
    return hash.digest('hex');
  });
}

import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Database, SystemTx } from '#platform/db.ts';
import { engineerRole, runtimeRole } from '#platform/migrate.ts';

/** A role in Postgres that one grant is opened with. */
export type Login = { name: string; password: string };

/** Three connections of psql, one that cancels for each of them. */
const maxConnections = 6;
const statementTimeout = '60s';
const idleInTransactionTimeout = '5min';

export function newLogin(): Login {
  return {
    name: `numirio_grant_${randomBytes(8).toString('hex')}`,
    password: randomBytes(32).toString('base64url'),
  };
}

/** Creates a login that reads what engineers may read, until an instant. */
export async function createLogin(tx: SystemTx, login: Login, until: Date): Promise<void> {
  const role = sql.id(login.name);
  // Every role may create temporary tables by default; this one may create nothing at all.
  await sql`do $$ begin
    if has_database_privilege('public', current_database(), 'temporary') then
      execute format('revoke temporary on database %I from public', current_database());
    end if;
  end $$`.execute(tx);
  await sql`create role ${role} login password ${sql.lit(scramVerifier(login.password))}
    valid until ${sql.lit(until.toISOString())} connection limit ${sql.lit(maxConnections)}
    in role ${sql.id(engineerRole)}`.execute(tx);
  await sql`alter role ${role} set default_transaction_read_only = on`.execute(tx);
  await sql`alter role ${role} set statement_timeout = ${sql.lit(statementTimeout)}`.execute(tx);
  await sql`alter role ${role} set idle_in_transaction_session_timeout =
    ${sql.lit(idleInTransactionTimeout)}`.execute(tx);
}

/** Ends the sessions of a login and drops it with what it may have made; does nothing where it is gone. */
export async function dropLogin(owner: Database, name: string): Promise<void> {
  const role = sql.id(name);
  await owner
    .inSystem(async (tx) => {
      // The gate and whoever revokes do this at the same moment.
      await sql`select pg_advisory_xact_lock(hashtext(${name}))`.execute(tx);
      if (!(await loginExists(tx, name))) return;
      // Whoever is no superuser ends the sessions of roles that it is a member of. It is one in this
      // transaction only: the policies for engineers would hold for it as well.
      await sql`grant ${role} to current_user`.execute(tx);
      await sql`select pg_terminate_backend(pid) from pg_stat_activity where usename = ${name}`.execute(
        tx,
      );
      await sql`drop owned by ${role}`.execute(tx);
      await sql`drop role ${role}`.execute(tx);
    })
    .catch((error: unknown) => {
      if (!isDependedOn(error)) throw error;
      // It made something in another database of the cluster; without a password it is of no use.
      return owner.inSystem(async (tx) => {
        await sql`alter role ${role} nologin password null connection limit 0`.execute(tx);
        await sql`revoke ${sql.id(engineerRole)} from ${role}`.execute(tx);
      });
    });
}

function isDependedOn(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '2BP01';
}

async function loginExists(tx: SystemTx, name: string): Promise<boolean> {
  const { rows } = await sql`select from pg_roles where rolname = ${name}`.execute(tx);
  return rows.length > 0;
}

/** Roles that may log in, and sessions, that belong to neither Numirio itself nor a live grant. */
export async function listOtherLogins(tx: SystemTx, at: Date) {
  const live = tx
    .selectFrom('access_grants')
    .select('login')
    .where('login', 'is not', null)
    .where('closed_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', at);
  const roles = await sql<{ name: string; superuser: boolean; until: Date | null }>`
    select rolname as name, rolsuper as superuser,
      case when isfinite(rolvaliduntil) then rolvaliduntil end as until
    from pg_roles where rolcanlogin and rolname not in (${runtimeRole}, current_user)
      and rolname not in (${live}) order by 1 limit 1000`.execute(tx);
  // Postgres shows the particulars of others' sessions to superusers and pg_read_all_stats only.
  const sessions = await sql<{ name: string; database: string; from: string; since: Date | null }>`
    select usename as name, datname as database,
      concat_ws(' ', host(client_addr), application_name) as "from", backend_start as since
    from pg_stat_activity where datname is not null and usename not in (${runtimeRole}, current_user)
      and usename not in (${live}) order by backend_start limit 1000`.execute(tx);
  return { roles: roles.rows, sessions: sessions.rows };
}

const scramIterations = 4_096;

/** What Postgres keeps of a password (RFC 5803), so that the password itself never leaves this process. */
function scramVerifier(password: string): string {
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password, salt, scramIterations, 32, 'sha256');
  const keyed = (text: string) => createHmac('sha256', salted).update(text).digest();
  const stored = createHash('sha256').update(keyed('Client Key')).digest('base64');
  const server = keyed('Server Key').toString('base64');
  return `SCRAM-SHA-256$${scramIterations}:${salt.toString('base64')}$${stored}:${server}`;
}

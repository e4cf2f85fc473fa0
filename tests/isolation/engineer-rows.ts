import type pg from 'pg';
import { newId } from '#lib/ids.ts';
import { attempt, refusedByPolicy, refusedByTrigger, scopeOf } from './attempts.ts';
import { engineers } from './planted-team.ts';
import { listTables, readableByEngineers } from './tables.ts';

const login = 'engineer_of_a_test';
const live = {
  approved_at: 'clock_timestamp()',
  opened_at: "clock_timestamp() - interval '1 minute'",
  expires_at: "clock_timestamp() + interval '1 hour'",
  revoked_at: 'null',
  closed_at: 'null',
};

/** Grants that give nothing, by what is changed of one that lives. */
const deadGrants: Record<string, Partial<Record<keyof typeof live | 'login', string>>> = {
  expired: { expires_at: "clock_timestamp() - interval '1 second'" },
  'not opened': { opened_at: 'null', expires_at: 'null' },
  'opened later': { opened_at: "clock_timestamp() + interval '1 minute'" },
  revoked: { revoked_at: 'clock_timestamp()' },
  closed: { closed_at: 'clock_timestamp()' },
  'another login’s': { login: "'somebody_else'" },
};

/**
 * As a login with a live grant on `own`, which may set any scope on itself, tries to reach the rows of
 * `foreign`, other tables, and to write; then to read with grants that are over. [] is well.
 */
export async function findEngineerLeaks(
  client: pg.Client,
  own: string,
  foreign: string,
  only?: string,
): Promise<string[]> {
  const leaks: string[] = [];
  for (const table of await listTables(client)) {
    if (only !== undefined && only !== table) continue;
    if (table in readableByEngineers) {
      leaks.push(...(await readLeaks(client, table, own, foreign)));
      leaks.push(...(await writeLeaks(client, table, own)));
    } else {
      const seen = await asEngineer(client, own, live, [], `select from ${table}`);
      if (seen.refused !== refusedByPolicy) leaks.push(`${table}: an engineer may read it`);
    }
  }
  return leaks;
}

async function readLeaks(client: pg.Client, table: string, own: string, foreign: string) {
  const leaks: string[] = [];
  const column = table === 'workspaces' ? 'id' : 'workspace_id';
  const count = (which: string) => `select from ${table} where ${column} ${which}`;
  const mine = await asEngineer(
    client,
    own,
    live,
    [scopeOf({ workspace: own })],
    count(`= '${own}'`),
  );
  if (mine.count === 0) leaks.push(`${table}: an engineer sees nothing, so nothing is proven`);
  for (const scope of [{ workspace: foreign }, { workspace: own, scope: 'system' }, {}]) {
    const seen = await asEngineer(client, own, live, [scopeOf(scope)], count(`<> '${own}'`));
    if (seen.count > 0 || seen.refused) {
      leaks.push(`${table}: an engineer sees ${seen.refused ?? seen.count} foreign rows`);
    }
  }
  // Of its own grant a login may see that it is over.
  const rest = table === 'access_grants' ? ` and login is distinct from '${login}'` : '';
  for (const [what, change] of Object.entries(deadGrants)) {
    const grant = { ...live, ...change };
    const scope = scopeOf({ workspace: own });
    const seen = await asEngineer(client, own, grant, [scope], `${count(`= '${own}'`)}${rest}`);
    if (seen.count > 0 || seen.refused) {
      leaks.push(`${table}: a grant that is ${what} shows ${seen.refused ?? seen.count} rows`);
    }
  }
  return leaks;
}

/** Neither may an engineer write, nor would row security let them if somebody granted it. */
async function writeLeaks(client: pg.Client, table: string, own: string): Promise<string[]> {
  const leaks: string[] = [];
  const column = table === 'workspaces' ? 'id' : 'workspace_id';
  const { rows } = await client.query(
    `select string_agg(quote_ident(attname), ', ' order by attnum) as columns,
      (select jsonb_agg(to_jsonb(t)) from (select * from ${table} where ${column} = $2 limit 10) t) as rows
    from pg_attribute where attrelid = $1::regclass and attnum > 0 and attgenerated = '' and not attisdropped`,
    [table, own],
  );
  const { columns, rows: planted } = rows[0];
  const copy = (row: unknown): [string, ...unknown[]] => [
    `insert into ${table} (${columns}) select ${columns} from jsonb_populate_record(null::${table}, $1)`,
    JSON.stringify(row),
  ];
  const scope = scopeOf({ workspace: own });
  const denied = await asEngineer(client, own, live, [scope], copy(planted[0]));
  const deleted = await asEngineer(client, own, live, [scope], `delete from ${table}`);
  if (denied.refused !== refusedByPolicy || deleted.refused !== refusedByPolicy) {
    leaks.push(`${table}: an engineer may write`);
  }
  const outcomes: string[] = [];
  for (const row of planted) {
    const granting = `grant insert on ${table} to numirio_engineer`;
    const done = await asEngineer(client, own, live, [scope], copy(row), granting);
    outcomes.push(done.refused ?? 'taken');
  }
  const wrong = outcomes.filter((code) => ![refusedByPolicy, ...refusedByTrigger].includes(code));
  if (wrong.length > 0 || !outcomes.includes(refusedByPolicy)) {
    leaks.push(`${table}: row security lets an engineer write (${outcomes.join(', ')})`);
  }
  return leaks;
}

/** Makes a login with a grant, and runs statements as that login; all of it is taken back. */
function asEngineer(
  client: pg.Client,
  workspace: string,
  grant: Record<string, string>,
  scope: [string, ...unknown[]][],
  statement: string | [string, ...unknown[]],
  granting = 'select 1',
) {
  const { login: name = `'${login}'`, ...times } = grant;
  return attempt(
    client,
    `create role ${login} login in role numirio_engineer`,
    granting,
    [
      `insert into access_grants (workspace_id, id, engineer_id, engineer_name, reason, ticket, minutes,
        requested_at, request_signature, approver_id, approver_name, approval_signature, login,
        ${Object.keys(times).join(', ')})
      values ($1, $2, $3, '', 'incident', '', 60, clock_timestamp(), '', $4, '', '', ${name},
        ${Object.values(times).join(', ')})`,
      workspace,
      newId(),
      engineers.asking,
      engineers.approving,
    ],
    `set local session authorization ${login}`,
    ...scope,
    statement,
  );
}

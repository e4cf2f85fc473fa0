import type pg from 'pg';
import { runtimeRole } from '#platform/migrate.ts';
import { asRuntime, attempt, refusedToReader, scopeOf } from './attempts.ts';
import { listTenantTables, writableByReaders } from './tables.ts';

type Guard = { what: string; statements: string[]; refusal: string };

const workspace = 'workspace_id = current_workspace_id()';

/** What each trigger must refuse, even to the superuser. */
const guards: Record<string, Guard[]> = {
  audit_events: appendOnly('audit_events', 'ip = ip'),
  document_versions: appendOnly('document_versions', 'sha256 = sha256'),
  invoices: [
    ...appendOnly('invoices', 'subject = subject', " and status = 'issued'"),
    {
      what: 'a number that its counter does not show',
      statements: [
        `insert into invoices select (jsonb_populate_record(i, '{"sequence": 999}')).* from invoices i
        where ${workspace} and status = 'issued'`,
      ],
      refusal: 'NU002',
    },
  ],
  audit_heads: [
    {
      what: 'a head that leaps',
      statements: [`update audit_heads set sequence = sequence + 2 where ${workspace}`],
      refusal: 'NU001',
    },
  ],
  members: [
    {
      what: 'a workspace without an owner',
      statements: [
        `update members set role = 'admin' where ${workspace} and role = 'owner'`,
        'set constraints all immediate',
      ],
      refusal: 'NU004',
    },
  ],
  number_periods: [
    {
      what: 'a counter that leaps',
      statements: [
        `update number_periods set last_value = last_value + 2 where ${workspace} and last_issue_on is not null`,
      ],
      refusal: 'NU002',
    },
    {
      what: 'a number given to no invoice',
      statements: [
        `update number_periods set last_value = last_value + 1 where ${workspace} and last_issue_on is not null`,
        'set constraints all immediate',
      ],
      refusal: 'NU002',
    },
  ],
};

function appendOnly(table: string, assignment: string, rest = ''): Guard[] {
  const refusal = 'NU001';
  return [
    {
      what: 'an update',
      statements: [`update ${table} set ${assignment} where ${workspace}${rest}`],
    },
    { what: 'a delete', statements: [`delete from ${table} where ${workspace}${rest}`] },
    {
      what: 'a truncation',
      // What refers to the table has triggers of its own, which would answer first.
      statements: [
        ...(table === 'invoices' ? ['alter table document_versions disable trigger user'] : []),
        `truncate ${table} cascade`,
      ],
    },
  ].map((guard) => ({ ...guard, refusal }));
}

/** Lists what the triggers of every table, or of one, let pass; [] is well. Nothing is kept. */
export async function findGuardLeaks(
  client: pg.Client,
  own: string,
  only?: string,
): Promise<string[]> {
  const leaks: string[] = [];
  for (const { name } of await listTenantTables(client)) {
    if (only !== undefined && only !== name) continue;
    for (const { what, statements, refusal } of guards[name] ?? []) {
      const done = await attempt(client, scopeOf({ workspace: own }), ...statements);
      if (done.refused !== refusal) leaks.push(`${name}: ${what} was ${done.refused ?? 'taken'}`);
    }
    if (!(name in writableByReaders)) leaks.push(...(await readerLeaks(client, name, own)));
  }
  return leaks;
}

/** Tries every verb that the runtime role has as an accountant, and as a member for comparison. */
async function readerLeaks(client: pg.Client, table: string, own: string): Promise<string[]> {
  const { rows } = await client.query(
    `select (select attname from pg_attribute where attrelid = $1::regclass and attnum > 0
        and attgenerated = '' and has_column_privilege($2, attrelid, attnum, 'update')
        order by attnum limit 1) as column, has_table_privilege($2, $1, 'insert') as inserts,
      has_table_privilege($2, $1, 'delete') as deletes`,
    [table, runtimeRole],
  );
  const { column, inserts, deletes } = rows[0];
  // A statement without a row is refused as well, so what is there cannot be felt out by writing.
  const statements = [
    ...(column ? [`update ${table} set ${column} = ${column} where false`] : []),
    ...(deletes ? [`delete from ${table} where false`] : []),
    // Named columns would be needed where some are generated; a row of defaults is refused before.
    ...(inserts ? [`insert into ${table} default values`] : []),
  ];
  const leaks: string[] = [];
  for (const statement of statements) {
    for (const role of ['accountant', 'member']) {
      const done = await attempt(client, asRuntime, scopeOf({ workspace: own, role }), statement);
      const refused = done.refused === refusedToReader;
      if (refused !== (role === 'accountant')) {
        leaks.push(`${statement}: ${done.refused ?? 'taken'} as ${role}`);
      }
    }
  }
  if (statements.length === 0) leaks.push(`${table}: nothing can be tried, so nothing is proven`);
  return leaks;
}

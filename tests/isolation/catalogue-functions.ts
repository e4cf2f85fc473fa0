import type pg from 'pg';
import { systemTables, writableByReaders } from './tables.ts';

/** What the policies stand on; a change here is a change of every policy. */
const scopeFunctions: Record<string, string> = {
  current_workspace_id: "return nullif(current_setting('numirio.workspace_id', true), '')::uuid",
  in_system_scope: "return coalesce(current_setting('numirio.scope', true), '') = 'system'",
  granted_workspace_id: `begin atomic select g.workspace_id from access_grants g
    where g.login = session_user and g.approved_at is not null
      and g.opened_at <= clock_timestamp() and clock_timestamp() < g.expires_at
      and g.revoked_at is null and g.closed_at is null; end`,
};

/** The other functions of ours, none of which has more rights than its caller. */
const otherFunctions = [
  'append_audit_event',
  'check_counter_moves_by_one',
  'check_head_moves_by_one',
  'check_number_follows',
  'check_number_was_used',
  'check_owner_remains',
  'enter_workspace',
  'refuse_change',
  'refuse_reader',
];

const changes = 'BEFORE INSERT OR DELETE OR UPDATE';
const appendOnly = 'BEFORE DELETE OR UPDATE';
const refuseChange = 'EXECUTE FUNCTION refuse_change()';

/** The triggers that guard what must not change, besides those against an accountant's writes. */
const guards: Record<string, string> = {
  'audit_events append_only': `${appendOnly} FOR EACH ROW ${refuseChange}`,
  'audit_events no_truncate': `BEFORE TRUNCATE FOR EACH STATEMENT ${refuseChange}`,
  'audit_heads move_by_one':
    'BEFORE UPDATE FOR EACH ROW EXECUTE FUNCTION check_head_moves_by_one()',
  'document_versions append_only': `${appendOnly} FOR EACH ROW ${refuseChange}`,
  'document_versions no_truncate': `BEFORE TRUNCATE FOR EACH STATEMENT ${refuseChange}`,
  'invoices frozen': `${appendOnly} FOR EACH ROW WHEN ((old.status = 'issued'::text)) ${refuseChange}`,
  'invoices no_truncate': `BEFORE TRUNCATE FOR EACH STATEMENT ${refuseChange}`,
  'invoices number_follows':
    "BEFORE INSERT OR UPDATE FOR EACH ROW WHEN ((new.status = 'issued'::text)) EXECUTE FUNCTION check_number_follows()",
  'members keep_an_owner':
    "AFTER DELETE OR UPDATE DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((old.role = 'owner'::text)) EXECUTE FUNCTION check_owner_remains()",
  'number_periods move_by_one':
    'BEFORE UPDATE FOR EACH ROW WHEN (((old.last_issue_on IS NOT NULL) OR (new.last_issue_on IS NOT NULL))) EXECUTE FUNCTION check_counter_moves_by_one()',
  'number_periods without_gap':
    'AFTER INSERT OR UPDATE DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.last_issue_on IS NOT NULL)) EXECUTE FUNCTION check_number_was_used()',
};

/** Every function of ours is known, runs with its caller's rights, and the scopes mean what they did. */
export async function functionGaps(client: pg.Client): Promise<string[]> {
  const definers = await client.query(
    `select oid::regprocedure::text as name from pg_proc where prosecdef
    and pronamespace in ('public'::regnamespace, 'graphile_worker'::regnamespace)`,
  );
  const { rows } = await client.query(
    `select proname as name, pg_get_functiondef(oid) as text from pg_proc
    where pronamespace = 'public'::regnamespace order by proname`,
  );
  const known = [...otherFunctions, ...Object.keys(scopeFunctions)].sort();
  const found = rows.map((row) => row.name);
  const differs = Object.entries(scopeFunctions).filter(([name, wanted]) => {
    const own = rows.filter((row) => row.name === name);
    return own.length !== 1 || spelling(own[0].text) !== spelling(wanted);
  });
  return [
    ...definers.rows.map((row) => `${row.name} runs with its owner’s rights`),
    ...found.filter((name) => !known.includes(name)).map((name) => `${name}() is not known`),
    ...known.filter((name) => !found.includes(name)).map((name) => `${name}() is gone`),
    ...differs.map(([name]) => `${name}() is not the function that the policies were written for`),
  ];
}

/** A function's body without the casts, brackets and capitals that Postgres adds when it prints it. */
function spelling(definition: string): string {
  const body = /\b(?:return |begin atomic)(.*)$/is.exec(definition.trim())?.[1] ?? '';
  return body.toLowerCase().replaceAll(/::text|[\s();]/g, '');
}

/** Every guarding trigger is there, switched on, and says what it said; there is no other. */
export async function triggerGaps(client: pg.Client, tables: string[]): Promise<string[]> {
  const { rows } = await client.query(
    `select c.relname as table, tgname as name, tgenabled as enabled, pg_get_triggerdef(t.oid) as text
    from pg_trigger t join pg_class c on c.oid = t.tgrelid
    where not tgisinternal and c.relnamespace = 'public'::regnamespace`,
  );
  const readers = tables
    .filter((table) => !(table in systemTables) && !(table in writableByReaders))
    .map((table): [string, string] => [
      `${table} refuse_reader`,
      `${changes} FOR EACH STATEMENT EXECUTE FUNCTION refuse_reader()`,
    ]);
  const wanted = new Map([...Object.entries(guards), ...readers]);
  const found = new Map<string, string>();
  for (const { table, name, enabled, text } of rows) {
    const rule = text.replace(/^CREATE (CONSTRAINT )?TRIGGER \S+ /, '').replace(/ ON \S+/, '');
    // O: fires in every session but a replica's.
    found.set(`${table} ${name.replace(`${table}_`, '')}`, enabled === 'O' ? rule : 'switched off');
  }
  return [
    ...[...wanted]
      .filter(([name, rule]) => found.get(name) !== rule)
      .map(([name]) => `the trigger ${name} is ${found.get(name) ?? 'gone'}`),
    ...[...found.keys()]
      .filter((name) => !wanted.has(name))
      .map((name) => `the trigger ${name} is not known`),
  ];
}

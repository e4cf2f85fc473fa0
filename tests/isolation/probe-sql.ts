import pg from 'pg';
import { newId } from '#lib/ids.ts';
import type { TestDatabase } from '../support/database.ts';
import { attempt, refusedByPolicy, refusedByTrigger, scopeOf } from './attempts.ts';
import type { Planted } from './planted.ts';
import { pick, type Random, type Seen } from './probe-http.ts';
import { connected, listTenantTables, systemTables } from './tables.ts';

type Table = { name: string; scopeColumn: string; columns: string[]; uuids: string[]; row: object };
type Statement = [text: string, ...values: unknown[]];

/** What may come of a statement: refused with one of these, or nothing touched. */
type Probe = { what: string; statement: Statement; refusals?: string[] };

export type SqlProbes = { run(random: Random): Promise<Seen>; close(): Promise<void> };

const denied = [refusedByPolicy, ...refusedByTrigger];
const broken = ['23502', '23503', '23505', '23514', 'NU004', '0A000', '42P10'];

/** Statements of the runtime role, logged in as itself, in transactions that have entered `own`. */
export async function openSqlProbes(
  database: TestDatabase,
  own: Planted,
  target: Planted,
): Promise<SqlProbes> {
  const tables = await readTables(database, own.workspaceId);
  const client = new pg.Client({ connectionString: database.runtimeUrl });
  await client.connect();
  return {
    run: async (random) => {
      const {
        what,
        statement,
        refusals = [],
      } = pick(random, probes)(random, pick(random, tables), own, target);
      await client.query('begin');
      const role = pick(random, ['owner', 'member', 'accountant', '']);
      const scope = scopeOf({ workspace: own.workspaceId, role });
      const done = await attempt(client, scope, statement);
      await client.query('rollback');
      const expected =
        done.refused === undefined ? done.count === 0 : refusals.includes(done.refused);
      const harmless = expected || (done.refused === 'NU003' && role === 'accountant');
      return {
        what: `SQL as ${role || 'a job'}: ${what}`,
        sent: [JSON.stringify(done.rows)],
        wrong: harmless ? [] : [`came to ${done.refused ?? `${done.count} rows`}`],
      };
    },
    close: () => client.end(),
  };
}

function readTables(database: TestDatabase, workspaceId: string): Promise<Table[]> {
  return connected(database.superuserUrl, async (client) => {
    const tables: Table[] = [];
    for (const { name, scopeColumn } of await listTenantTables(client)) {
      const { rows } = await client.query(
        `select array_agg(attname::text order by attnum) as columns,
          array_agg(attname::text) filter (where atttypid = 'uuid'::regtype) as uuids,
          (select to_jsonb(t) from ${name} t where ${scopeColumn} = $2 limit 1) as row
        from pg_attribute where attrelid = $1::regclass and attnum > 0 and attgenerated = ''
          and not attisdropped`,
        [name, workspaceId],
      );
      tables.push({ name, scopeColumn, ...rows[0] });
    }
    return tables;
  });
}

const systemNames = Object.keys(systemTables);
const idsOf = ({ clientId, invoiceId, issuedId, seriesId, paymentId, userId }: Planted) => [
  clientId,
  invoiceId,
  issuedId,
  seriesId,
  paymentId,
  userId,
];

/** Every kind of statement, each made for a table and a place in it that are chosen anew. */
const probes: ((random: Random, table: Table, own: Planted, target: Planted) => Probe)[] = [
  (_random, { name, scopeColumn }, _own, { workspaceId }) => ({
    what: `select from ${name}`,
    statement: [`select * from ${name} where ${scopeColumn} = $1`, workspaceId],
  }),
  (_random, { name, scopeColumn }, { workspaceId }) => ({
    what: `select all others from ${name}`,
    statement: [`select * from ${name} where ${scopeColumn} <> $1`, workspaceId],
  }),
  (random, { name, uuids }, _own, target) => ({
    what: `select by an id from ${name}`,
    statement: [
      `select * from ${name} where ${pick(random, uuids)} = $1`,
      pick(random, idsOf(target)),
    ],
  }),
  (_random, { name }, _own, { word }) => ({
    what: `search a word in ${name}`,
    statement: [`select * from ${name} t where t::text ilike $1`, `%${word}%`],
  }),
  (random, { name, scopeColumn, columns }, _own, { workspaceId }) => {
    const column = pick(random, columns);
    return {
      what: `update ${name}.${column}`,
      statement: [
        `update ${name} set ${column} = ${column} where ${scopeColumn} = $1`,
        workspaceId,
      ],
      refusals: denied,
    };
  },
  (random, { name, scopeColumn, uuids }, own, target) => ({
    what: `point ${name} to another workspace`,
    statement: [
      `update ${name} set ${scopeColumn} = $2, ${pick(random, uuids)} = $3 where ${scopeColumn} = $1`,
      own.workspaceId,
      target.workspaceId,
      pick(random, idsOf(target)),
    ],
    refusals: [...denied, ...broken, '42601'],
  }),
  (_random, { name, scopeColumn }, _own, { workspaceId }) => ({
    what: `delete from ${name}`,
    statement: [`delete from ${name} where ${scopeColumn} = $1`, workspaceId],
    refusals: denied,
  }),
  (_random, table, _own, target) => ({
    what: `forge a row of ${table.name}`,
    statement: insertion(table, { [table.scopeColumn]: target.workspaceId, id: newId() }),
    refusals: denied,
  }),
  (_random, table, _own, target) => ({
    what: `upsert into ${table.name}`,
    statement: [
      `${insertion(table, {})[0]} on conflict do nothing returning ${table.scopeColumn} = $2`,
      JSON.stringify({ ...table.row, [table.scopeColumn]: target.workspaceId }),
      target.workspaceId,
    ],
    refusals: denied,
  }),
  (random, table, _own, target) => {
    const others = table.uuids.filter((column) => column !== table.scopeColumn);
    const column = pick(random, others.length > 0 ? others : table.uuids);
    // Nothing takes it for its own: a foreign key, a check or a trigger refuses, as for an id of nobody's.
    return {
      what: `refer from ${table.name}.${column}`,
      statement: [
        `with made as (${insertion(table, {})[0]} returning 1) select 1 from made
        where exists (select from clients where id = $2) or exists (select from invoices where id = $2)`,
        JSON.stringify({ ...table.row, [column]: pick(random, idsOf(target)) }),
        pick(random, idsOf(target)),
      ],
      refusals: [...denied, ...broken],
    };
  },
  (_random, { name }, _own, { workspaceId }) => ({
    what: `join with ${name}`,
    statement: [
      `select t.* from workspaces w right join ${name} t on true
      where to_jsonb(t) ->> 'workspace_id' = $1 or to_jsonb(t) ->> 'id' = $1`,
      workspaceId,
    ],
  }),
  (_random, { name, scopeColumn }, _own, { workspaceId }) => ({
    what: `copy ${name}`,
    statement: [`copy (select * from ${name} where ${scopeColumn} = '${workspaceId}') to stdout`],
  }),
  (random) => ({
    what: 'read a table of the system',
    statement: [`select * from ${pick(random, systemNames)}`],
  }),
  (_random, _table, _own, { workspaceId }) => ({
    what: 'read jobs',
    statement: [
      `select * from graphile_worker._private_jobs where payload ->> 'workspaceId' = $1`,
      workspaceId,
    ],
  }),
  (_random, _table, _own, target) => ({
    what: 'queue a job for another workspace',
    statement: [
      'select graphile_worker.add_job($1, $2::json)',
      'documents.produce',
      JSON.stringify({ workspaceId: target.workspaceId, invoiceId: target.issuedId }),
    ],
    refusals: denied,
  }),
  (random, { name }, _own, { workspaceId }) => ({
    what: 'take other rights',
    statement: [
      pick(random, [
        'set local role numirio_owner',
        'set local role postgres',
        'set local session authorization postgres',
        'set local session_replication_role = replica',
        `alter table ${name} disable row level security`,
        `create policy mine on ${name} using (true)`,
        `lock table ${name} in access exclusive mode`,
        `truncate ${name}`,
        `create function public.current_workspace_id(x int) returns uuid language sql return '${workspaceId}'::uuid`,
        `create view public.peek as select * from ${name}`,
        `grant select on ${name} to public`,
        `select pg_read_file('/etc/hostname')`,
      ]),
    ],
    refusals: [refusedByPolicy],
  }),
  (_random, { name, scopeColumn }, _own, { workspaceId }) => ({
    what: `read ${name} without row security`,
    statement: [
      `with off as materialized (select set_config('row_security', 'off', true))
      select t.* from off, ${name} t where ${scopeColumn} = $1`,
      workspaceId,
    ],
    refusals: [refusedByPolicy],
  }),
  (_random, { name, scopeColumn }, _own, { workspaceId }) => ({
    what: `read ${name} by an error`,
    statement: [
      `select (1 / (case when ${scopeColumn} = $1 then 0 else 1 end))::text from ${name} where ${scopeColumn} = $1`,
      workspaceId,
    ],
  }),
  (_random, _table, _own, { workspaceId }) => ({
    what: 'ask for a grant',
    statement: [
      `select from (select granted_workspace_id() as id) g where id is not null or id = $1`,
      workspaceId,
    ],
  }),
];

function insertion({ name, columns, row }: Table, changes: object): Statement {
  const list = columns.map((column) => `"${column}"`).join(', ');
  return [
    `insert into ${name} (${list}) select ${list} from jsonb_populate_record(null::${name}, $1)`,
    JSON.stringify({ ...row, ...changes }),
  ];
}

import { readdirSync, readFileSync } from 'node:fs';
import { Logger, runMigrations } from 'graphile-worker';
import { Kysely, Migrator, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newId } from '#lib/ids.ts';
import { recordAudit, systemActor } from '#modules/audit/index.ts';
import { readTrail } from '#modules/audit/trail.ts';
import { startVerification } from '#modules/audit/verification.ts';
import { openDatabase } from '#platform/db.ts';
import { migrate } from '#platform/migrate.ts';
import { testPassword } from './support/cluster.ts';
import { cloneDatabase, execute, type TestDatabase } from './support/database.ts';

const folder = new URL('../migrations/', import.meta.url);
let database: TestDatabase;

/** An empty database, brought to the schema as it was before the chain. */
beforeAll(async () => {
  database = await cloneDatabase('template0');
  const pool = new pg.Pool({ connectionString: database.ownerUrl, max: 2 });
  pool.on('error', () => {});
  await runMigrations({ pgPool: pool, logger: new Logger(() => () => {}) });
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  const names = readdirSync(folder).filter((name) => name.endsWith('.sql'));
  const migrations = names.map((file) => {
    const text = readFileSync(new URL(file, folder), 'utf8');
    const up = async (tx: Kysely<unknown>) => {
      await sql.raw(text).execute(tx);
    };
    return [file.replace(/\.sql$/, ''), { up }] as const;
  });
  const provider = { getMigrations: async () => Object.fromEntries(migrations) };
  const { error } = await new Migrator({ db, provider }).migrateTo('0011_teams');
  await db.destroy();
  if (error) throw error;
});
afterAll(() => database.drop());

/** Events of every shape that was recorded before there was a chain, and of some that were not. */
const shapes: Record<string, unknown>[] = [
  {},
  { name: 'Müller & Söhne "GmbH" \\ / <b>' },
  { name: 'Zeile\neins\ttab\u007f\u0001\u001f\b\f\r', emoji: '🦊👩‍👩‍👧', line: '\u2028\u2029' },
  { dueMinor: 107_523, zero: 0, negative: -1999, large: 10_000_000_000_000 },
  { fields: ['lines', 'note'], empty: [], nothing: null, yes: true, no: false },
  {
    address: [
      { line1: 'A', city: '' },
      { city: 'Köln', line1: 'B', country: 'DE' },
    ],
    a1: 1,
    B: 2,
    a: 3,
    _: 4,
  },
  {
    logo: [null, { sha256: 'ab', width: 4, height: 4 }],
    deep: { er: [{ and: { deeper: [[1, [2]]] } }] },
  },
];

it('makes the events of before the beginning of a chain that the verifier finds intact', async () => {
  const workspaces = [newId(), newId(), newId()];
  for (const [turn, workspaceId] of workspaces.entries()) {
    await execute(
      database.superuserUrl,
      `insert into workspaces (id, legal_name, address) values ($1, 'A', '{}')`,
      [workspaceId],
    );
    // The third one has no events.
    for (let index = 0; turn < 2 && index < shapes.length * 3; index += 1) {
      await execute(
        database.superuserUrl,
        `insert into audit_events (workspace_id, id, at, actor_id, actor_name, ip, type, subject_type, subject_id, data)
        values ($1, $2, $3, $4, $5, $6, 'client.changed', 'client', $7, $8)`,
        [
          workspaceId,
          newId(),
          // With microseconds, as Postgres' own clock gave them.
          `2026-0${1 + (index % 9)}-01T0${index % 10}:59:59.99900${index % 10}+02`,
          index % 3 === 0 ? null : newId(),
          index % 3 === 0 ? 'Numirio' : 'Žofia “Ž” O’Neil',
          index % 2 === 0 ? '' : '2001:db8::1',
          newId(),
          JSON.stringify(shapes[index % shapes.length]),
        ],
      );
    }
  }
  await migrate(database.ownerUrl, testPassword);

  const db = openDatabase(database.runtimeUrl);
  const verify = async (workspaceId: string) => {
    const verification = startVerification({ workspaceId, anchors: [], findings: [] });
    let last: Parameters<typeof verification.end>[0];
    for await (const { events, head } of readTrail((work) => db.inWorkspace(workspaceId, work))) {
      for (const event of events) verification.add(event);
      last = head;
    }
    return verification.end(last);
  };
  for (const workspaceId of workspaces) {
    const before = await verify(workspaceId);
    const expected = workspaceId === workspaces[2] ? 0 : shapes.length * 3;
    expect(before).toMatchObject({ state: 'intact', findings: [], events: expected });
    await db.inWorkspace(workspaceId, (tx) =>
      recordAudit(tx, systemActor(new Date()), { type: 'client.changed', subjectId: newId() }),
    );
    expect(await verify(workspaceId)).toMatchObject({ state: 'intact', events: expected + 1 });
  }
  await db.close();
});

import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { storeAnchor } from '#modules/audit/anchors.ts';
import { reAnchor, verifyTrailFile } from '#modules/audit/index.ts';
import { exportTrail } from '#modules/audit/trail-export.ts';
import { openDatabase } from '#platform/db.ts';
import { startTestApp, type TestApp } from './support/app.ts';
import { anchorNow, appendEvents, verifyOn } from './support/audit-trails.ts';
import { cloneDatabase, execute, type TestDatabase } from './support/database.ts';

let server: TestApp;
const opened: TestDatabase[] = [];

beforeEach(async () => {
  server = await startTestApp();
});
afterEach(async () => {
  await server.context.db.close();
  for (const database of opened.splice(0)) await database.drop();
  await server.close().catch(() => {});
});

/** Copies the database as a backup would; nobody may be connected to what is copied. */
async function backUp(from: TestDatabase): Promise<TestDatabase> {
  await server.context.db.close();
  const copy = await cloneDatabase(from.name);
  opened.push(copy);
  use(from);
  return copy;
}

function use(database: TestDatabase): void {
  server.context.db = openDatabase(database.runtimeUrl);
}

async function goBackTo(database: TestDatabase): Promise<void> {
  await server.context.db.close();
  use(database);
}

async function reAnchorAll(reason: string, workspaceId?: string) {
  const done = [];
  for await (const one of reAnchor(server.context, reason, workspaceId)) done.push(one);
  return done;
}

async function grow(workspaceId: string, hours: number): Promise<void> {
  for (let hour = 0; hour < hours; hour += 1) {
    server.clock.now = new Date(server.clock.now.getTime() + 3_600_000);
    await appendEvents(server, workspaceId, 5);
    await anchorNow(server);
  }
}

describe('a restore of the database', () => {
  it('is taken for tampering until it is signed, and is history then', async () => {
    const { workspaceId } = await server.signUp();
    const untouched = await server.signUp();
    await grow(workspaceId, 2);
    const backup = await backUp(server.database);
    const further = await backUp(server.database);
    await grow(workspaceId, 3);

    await goBackTo(backup);
    const before = await verifyOn(server, workspaceId);
    expect(before).toMatchObject({ state: 'broken', events: 11 });
    expect(before.findings.map(({ kind, sequence }) => [kind, sequence])).toEqual([
      ['truncated', 12],
    ]);
    // Work goes on before anybody looks: the same places have other events now.
    await grow(workspaceId, 2);
    const meanwhile = await verifyOn(server, workspaceId);
    expect(meanwhile.findings.map(({ kind }) => kind)).toEqual(['rewritten', 'truncated']);

    const reason = 'Restored to 13:00 after a lost volume';
    expect(await reAnchorAll(reason)).toEqual([{ workspaceId, replaced: 3 }]);
    const after = await verifyOn(server, workspaceId);
    expect(after).toMatchObject({
      state: 'intact',
      findings: [],
      events: 22,
      anchors: { count: 5, newest: { sequence: 22 } },
      restorations: [{ at: server.clock.now.toISOString(), sequence: 21, reason }],
    });
    const [event] = await server.context.db.inWorkspace(workspaceId, (tx) =>
      tx.selectFrom('audit_events').selectAll().where('sequence', '=', 22).execute(),
    );
    expect(event).toMatchObject({ type: 'audit.reanchored', actor_name: 'Numirio' });
    expect(event?.data).toMatchObject({
      reason,
      restored: { sequence: 21 },
      replaced: [{ sequence: 16 }, { sequence: 21 }, { sequence: 26 }],
      replacedCount: 3,
    });
    // Nothing is left to do, and whom it does not concern has no such event.
    expect(await reAnchorAll(reason)).toEqual([]);
    expect(await verifyOn(server, untouched.workspaceId)).toMatchObject({
      state: 'intact',
      events: 1,
    });

    await expectExportIntact(workspaceId);

    // A second restore, to before the first one was signed, takes that signature back with it.
    await goBackTo(further);
    expect((await verifyOn(server, workspaceId)).state).toBe('broken');
    expect(await reAnchorAll('Restored once more')).toEqual([{ workspaceId, replaced: 7 }]);
    expect(await verifyOn(server, workspaceId)).toMatchObject({
      state: 'intact',
      restorations: [{ sequence: 11, reason: 'Restored once more' }],
    });
  });

  it('excuses nothing but the anchors that were named', async () => {
    const { workspaceId } = await server.signUp();
    await grow(workspaceId, 2);
    const backup = await backUp(server.database);
    await grow(workspaceId, 1);
    await goBackTo(backup);
    const edit = `update audit_events set actor_name = 'Eve' where workspace_id = $1 and sequence = 3`;
    const tamper = async (statement: string) => {
      for (const way of ['disable', 'enable']) {
        if (way === 'enable') await execute(backup.superuserUrl, statement, [workspaceId]);
        await execute(
          backup.superuserUrl,
          `alter table audit_events ${way} trigger audit_events_append_only`,
        );
      }
    };
    await tamper(edit);
    const [refused] = await reAnchorAll('Restored', workspaceId);
    expect(refused).toMatchObject({
      replaced: 0,
      refusal: expect.stringMatching(/^edited at place 3: /),
    });
    await tamper(edit.replace('Eve', 'Ana'));
    expect(await reAnchorAll('Restored', workspaceId)).toEqual([{ workspaceId, replaced: 1 }]);
    expect((await verifyOn(server, workspaceId)).state).toBe('intact');
    // The word of then covers no tampering of now.
    await tamper(edit);
    expect((await verifyOn(server, workspaceId)).findings).toMatchObject([
      { kind: 'edited', sequence: 3 },
    ]);
  });
});

describe('the word that a restore took place', () => {
  it('counts only where the installation has signed it', async () => {
    const { workspaceId } = await server.signUp();
    await grow(workspaceId, 1);
    const backup = await backUp(server.database);
    await grow(workspaceId, 1);
    await goBackTo(backup);
    // Somebody has the database and the object store, and not the secret.
    const { secrets } = server.context;
    const stranger = {
      ...server.context,
      secrets: { ...secrets, anchorKeys: [randomBytes(32)] as const },
    };
    const point = { sequence: 7, hash: 'ab'.repeat(32) };
    const replaced = [11, 6].map((sequence) => ({ ...point, sequence }));
    const reanchoring = { reason: 'Restored', restored: null, replaced };
    await storeAnchor(stranger, { workspaceId, ...point, reanchoring });
    const { state, findings } = await verifyOn(server, workspaceId);
    expect([state, findings.map(({ kind }) => kind)]).toEqual([
      'broken',
      ['truncated', 'anchor_invalid'],
    ]);
  });
});

async function expectExportIntact(workspaceId: string): Promise<void> {
  const actor = { userId: null, name: 'Auditor', ip: '', at: server.clock.now };
  const chunks: Uint8Array[] = [];
  const exported = await exportTrail(
    server.context,
    (work) => server.context.db.inWorkspace(workspaceId, (tx) => work(tx, actor)),
    { id: workspaceId, name: 'Studio' },
  );
  for await (const chunk of exported) chunks.push(chunk);
  const lines = Buffer.concat(chunks).toString().trimEnd().split('\n');
  const verdict = await verifyTrailFile(() => lines);
  expect(verdict).toMatchObject({ state: 'intact', events: 23, restorations: [{ sequence: 21 }] });
  // Without the signed word the same file is no good.
  const silent = lines.filter((line) => !line.includes('"anchor"') || !isReanchoring(line));
  const unexplained = await verifyTrailFile(() => silent);
  expect(unexplained.findings.map(({ kind }) => kind)).toEqual(['rewritten', 'truncated']);
}

function isReanchoring(line: string): boolean {
  const [, payload = ''] = JSON.parse(line).anchor.split('.');
  return 'reanchoring' in JSON.parse(Buffer.from(payload, 'base64url').toString());
}

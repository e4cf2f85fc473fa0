import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#lib/ids.ts';
import { recordAudit, systemActor, verifyTrailFile } from '#modules/audit/index.ts';
import { type Member, startTestApp, type TestApp } from './support/app.ts';
import {
  anchorNow,
  appendEvents,
  exportLines,
  loadEvents,
  verify,
} from './support/audit-trails.ts';
import { clientDetails, draft, furnish } from './support/fixtures.ts';

let server: TestApp;
let ana: Member;

beforeAll(async () => {
  server = await startTestApp();
  ana = await server.signUp();
});
afterAll(() => server.close());

describe('verifying a trail', () => {
  it('finds it intact, with and without an anchor', async () => {
    await draft(ana, await furnish(ana));
    const before = await verify(ana);
    expect(before).toMatchObject({
      state: 'intact',
      findings: [],
      anchors: { count: 0, newest: null },
    });
    await anchorNow(server);
    const after = await verify(ana);
    expect(after).toMatchObject({ state: 'intact', findings: [], restorations: [] });
    expect(after.anchors).toEqual({
      count: 1,
      newest: { sequence: after.head?.sequence, at: server.clock.now.toISOString() },
    });
    expect(after.events).toBe(after.head?.sequence);
  });

  it('walks over more than one part, and goes on while others write', async () => {
    const bob = await server.signUp();
    await loadEvents(server, bob.workspaceId, 4_100);
    const [verdict] = await Promise.all([
      verify(bob),
      ...Array.from({ length: 5 }, () => appendEvents(server, bob.workspaceId, 20)),
      anchorNow(server),
    ]);
    expect(verdict).toMatchObject({ state: 'intact', findings: [] });
    expect(await verify(bob)).toMatchObject({ state: 'intact', events: 4_201 });
  });
});

describe('writing a trail', () => {
  it('numbers fifty changes at once from 1 to n, without a gap', async () => {
    const eve = await server.signUp();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, turn) =>
        eve.request('POST', `${eve.path}/clients`, { ...clientDetails, name: `Client ${turn}` }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    const { json } = await eve.request('GET', `${eve.path}/audit-events?limit=200`);
    const sequences = json.items.map(({ sequence }: { sequence: number }) => sequence);
    expect(sequences).toEqual(Array.from({ length: 51 }, (_, place) => 51 - place));
    expect(await verify(eve)).toMatchObject({ state: 'intact', events: 51 });
  });

  it('leaves no gap where a change is taken back', async () => {
    const eve = await server.signUp();
    const { db } = server.context;
    const undone = db.inWorkspace(eve.workspaceId, async (tx) => {
      const event = { type: 'client.changed', subjectId: newId() } as const;
      await recordAudit(tx, systemActor(server.clock.now), event);
      throw new Error('on purpose');
    });
    await expect(undone).rejects.toThrow('on purpose');
    await appendEvents(server, eve.workspaceId, 1);
    expect(await verify(eve)).toMatchObject({ state: 'intact', events: 2 });
  });
});

describe('an exported trail', () => {
  it('holds everything up to its own event, and verifies without the server', async () => {
    const eve = await server.signUp('Eve & Söhne');
    await appendEvents(server, eve.workspaceId, 30);
    await anchorNow(server);
    const lines = await exportLines(eve);
    const header = JSON.parse(lines[0] ?? '');
    expect(header).toMatchObject({ workspaceName: 'Eve & Söhne', head: { sequence: 32 } });
    expect(JSON.parse(lines[32] ?? '')).toMatchObject({ type: 'audit.exported', sequence: 32 });
    const verdict = await verifyTrailFile(() => lines, header.keys);
    expect(verdict).toMatchObject({ state: 'intact', events: 32, anchors: { count: 2 } });
  });
});

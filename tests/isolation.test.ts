import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeRenderers } from '#modules/documents/index.ts';
import { enterWorkspace } from '#platform/db.ts';
import { tryingOut } from './isolation/attempts.ts';
import { findCatalogueGaps } from './isolation/catalogue.ts';
import { findEngineerLeaks } from './isolation/engineer-rows.ts';
import { findEntryLeaks } from './isolation/entry.ts';
import { findGuardLeaks } from './isolation/guards.ts';
import { plantPerson } from './isolation/people.ts';
import { plant } from './isolation/planted.ts';
import { findRowLeaks } from './isolation/rows.ts';
import { startTestApp, type TestApp } from './support/app.ts';

let server: TestApp;
let own: string;
let foreign: string;

beforeAll(async () => {
  server = await startTestApp();
  const [ana, bob] = [await server.signUp('A'), await server.signUp('B')];
  await plant(server, ana, 'anemone');
  await plant(server, bob, 'buttercup');
  await server.anonymous.request('POST', '/v1/registrations', { email: 'new@example.com' });
  await plantPerson(server.database, ana.userId, server.clock.now);
  [own, foreign] = [ana.workspaceId, bob.workspaceId];
});
afterAll(async () => {
  await server.close();
  await closeRenderers();
});

describe('the isolation of workspaces in Postgres', () => {
  it('holds for every table, key, view, function and grant of the catalogue', async () => {
    expect(await tryingOut(server.database, findCatalogueGaps)).toEqual([]);
  });

  it('lets the runtime role neither see, change, move nor forge a foreign row of any table', async () => {
    expect(
      await tryingOut(server.database, (client) => findRowLeaks(client, own, foreign)),
    ).toEqual([]);
    expect(
      await tryingOut(server.database, (client) => findRowLeaks(client, foreign, own)),
    ).toEqual([]);
  });

  it('lets in exactly the live sessions of members, each with its role', async () => {
    expect(await tryingOut(server.database, (client) => findEntryLeaks(client, own))).toEqual([]);
  });

  it('refuses what no role and no superuser may do to what is recorded, and every write to readers', async () => {
    expect(await tryingOut(server.database, (client) => findGuardLeaks(client, own))).toEqual([]);
  });

  it('shows an engineer one workspace while a grant lives, and lets them change nothing', async () => {
    expect(
      await tryingOut(server.database, (client) => findEngineerLeaks(client, own, foreign)),
    ).toEqual([]);
  });

  it('leaves no scope behind on a connection, whether a transaction ends well or not', async () => {
    const { db } = server.context;
    const inTurn = async (turn: number) => {
      const workspace = turn % 2 === 0 ? own : foreign;
      const work = db.inWorkspace(workspace, async (tx) => {
        const rows = await tx.selectFrom('clients').select('workspace_id').distinct().execute();
        expect(rows).toEqual([{ workspace_id: workspace }]);
        if (turn % 3 === 0) throw new Error('on purpose');
      });
      await work.catch((error: Error) => expect(error.message).toBe('on purpose'));
      await db.inSystem(async (tx) => {
        expect(await tx.selectFrom('clients').select('id').execute()).toEqual([]);
        const entered = await enterWorkspace(tx, workspace);
        expect(await entered.selectFrom('users').select('id').execute()).toEqual([]);
      });
    };
    await Promise.all(Array.from({ length: 120 }, (_, turn) => inTurn(turn)));
  });
});

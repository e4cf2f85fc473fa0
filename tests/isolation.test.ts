import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeRenderers } from '#modules/documents/index.ts';
import { findCatalogueGaps } from './isolation/catalogue.ts';
import { plant } from './isolation/planted.ts';
import { findRowLeaks } from './isolation/rows.ts';
import { startTestApp, type TestApp } from './support/app.ts';

let server: TestApp;
let own: string;
let foreign: string;

beforeAll(async () => {
  server = await startTestApp();
  const [ana, bob] = [await server.signUp('A'), await server.signUp('B')];
  await plant(ana, 'anemone');
  await plant(bob, 'buttercup');
  await server.anonymous.request('POST', '/v1/registrations', { email: 'new@example.com' });
  [own, foreign] = [ana.workspaceId, bob.workspaceId];
});
afterAll(async () => {
  await server.close();
  await closeRenderers();
});

describe('the isolation of workspaces in Postgres', () => {
  it('holds for every table, key, view, function and grant of the catalogue', async () => {
    expect(await findCatalogueGaps(server.database.superuserUrl)).toEqual([]);
  });

  it('lets the runtime role neither see, change, move nor forge a foreign row of any table', async () => {
    expect(await findRowLeaks(server.database, own, foreign)).toEqual([]);
    expect(await findRowLeaks(server.database, foreign, own)).toEqual([]);
  });
});

import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../../tests/support/app.ts';
import { demoAccount } from './account.ts';
import { seedDemo } from './seed.ts';

let server: TestApp;

beforeAll(async () => {
  server = await startTestApp();
  await seedDemo(server.context);
});
afterAll(() => server.close());

it('shows a team in which each has a role, and lets only its owner sign in', async () => {
  const marlene = server.browser();
  expect((await marlene.request('POST', '/v1/sessions', demoAccount)).status).toBe(201);
  const [workspace] = (await marlene.request('GET', '/v1/workspaces')).json.items;
  const path = `/v1/workspaces/${workspace.id}`;
  const { json } = await marlene.request('GET', `${path}/members`);
  expect(json).toMatchObject({
    plan: 'team',
    items: [
      { name: 'Marlene Vogt', role: 'owner', email: demoAccount.email },
      { name: 'Jonathan Reimers', role: 'member' },
      { name: 'Sabine Aksoy', role: 'accountant' },
    ],
  });
  for (const { email } of json.items.slice(1)) {
    expect(email).toMatch(/@numirio\.test$/);
    const credentials = { email, password: demoAccount.password };
    const answer = await server.browser().request('POST', '/v1/sessions', credentials);
    expect([answer.status, answer.json.code]).toEqual([401, 'invalid_credentials']);
  }
  const drafts = await marlene.request('GET', `${path}/invoices?status=draft`);
  expect(drafts.json.items.length).toBeGreaterThan(0);
});

it('has a trail that tells of a year, in the order in which it happened', async () => {
  const marlene = server.browser();
  await marlene.request('POST', '/v1/sessions', demoAccount);
  const [workspace] = (await marlene.request('GET', '/v1/workspaces')).json.items;
  const trail = await marlene.request(
    'GET',
    `/v1/workspaces/${workspace.id}/audit-events?limit=100`,
  );
  const days: string[] = trail.json.items.map((event: { at: string }) => event.at.slice(0, 10));
  expect(days).toEqual([...days].sort().reverse());
  expect(new Set(days).size).toBeGreaterThan(30);
});

it('is filled once', async () => {
  const count = () =>
    server.context.db.inSystem((tx) => tx.selectFrom('users').select('email').execute());
  const before = await count();
  await seedDemo(server.context);
  expect(await count()).toEqual(before);
});

import { afterAll, beforeAll, expect, it } from 'vitest';
import { newId } from '#lib/ids.ts';
import { cloneDatabase, execute, type TestDatabase } from './support/database.ts';
import { type Environment, makeDataDir, removeDataDir, runProgram } from './support/server.ts';

let database: TestDatabase;
let environment: Environment;

beforeAll(async () => {
  database = await cloneDatabase();
  environment = {
    NUMIRIO_DATA_DIR: makeDataDir(),
    DATABASE_RUNTIME_URL: database.runtimeUrl,
  };
});
afterAll(async () => {
  await removeDataDir(environment.NUMIRIO_DATA_DIR ?? '');
  await database.drop();
});

it('sets the plan of one workspace, and says what is missing or unknown', async () => {
  const workspaceId = newId();
  await execute(
    database.superuserUrl,
    `insert into workspaces (id, legal_name, address) values ($1, 'Studio Ana', '{}')`,
    [workspaceId],
  );
  const plan = (...args: string[]) => runProgram('plan', environment, ...args).ended;
  expect(await plan(workspaceId, 'team')).toMatchObject({
    code: 0,
    stdout: 'The plan is team now; it was free.\n',
  });
  expect((await plan(workspaceId, 'team')).stdout).toBe('The plan was team already.\n');
  const { rows } = await execute(
    database.superuserUrl,
    'select w.plan, e.type, e.actor_name from workspaces w join audit_events e on e.workspace_id = w.id',
  );
  expect(rows).toEqual([{ plan: 'team', type: 'workspace.plan_changed', actor_name: 'Numirio' }]);

  const unknown = newId();
  expect(await plan(unknown, 'team')).toMatchObject({
    code: 1,
    stderr: `There is no workspace ${unknown}.\n`,
  });
  for (const args of [[], [workspaceId], [workspaceId, 'gold'], ['everybody', 'team']]) {
    const refused = await plan(...args);
    expect([refused.code, refused.stderr]).toEqual([
      1,
      'Say whose and which: numirio plan <workspaceId> <free|team>.\n',
    ]);
  }
}, 60_000);

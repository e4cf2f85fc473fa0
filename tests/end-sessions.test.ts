import { afterAll, beforeAll, expect, it } from 'vitest';
import { cloneDatabase, type TestDatabase } from './support/database.ts';
import { signUpByMail } from './support/http-member.ts';
import {
  type Environment,
  freePort,
  makeDataDir,
  removeDataDir,
  runProgram,
  type Server,
  startServer,
} from './support/server.ts';

let database: TestDatabase;
let environment: Environment;
let server: Server;
let work: ReturnType<typeof runProgram>;

beforeAll(async () => {
  database = await cloneDatabase();
  environment = {
    PORT: String(await freePort()),
    NUMIRIO_DATA_DIR: makeDataDir(),
    DATABASE_RUNTIME_URL: database.runtimeUrl,
  };
  server = await startServer(environment, 'serve');
  work = runProgram('work', environment);
}, 60_000);
afterAll(async () => {
  await server.end('SIGTERM');
  work.child.kill('SIGTERM');
  await work.ended;
  await removeDataDir(environment.NUMIRIO_DATA_DIR ?? '');
  await database.drop();
});

it('signs one person out everywhere, then everybody, and names nobody it does not know', async () => {
  const ana = await signUpByMail(server.baseUrl, 'ana@example.com');
  const bob = await signUpByMail(server.baseUrl, 'bob@example.com');
  const statuses = async () =>
    Promise.all([ana, bob].map(async (one) => (await one.request('GET', '/v1/me')).status));
  const end = (...who: string[]) => runProgram('end-sessions', environment, ...who).ended;

  expect(await end('ANA@example.com')).toMatchObject({ code: 0, stdout: '1 session was ended.\n' });
  expect(await statuses()).toEqual([401, 200]);
  expect(await end('--all')).toMatchObject({ code: 0, stdout: '1 session was ended.\n' });
  expect(await statuses()).toEqual([401, 401]);

  const unknown = await end('nobody@example.com');
  expect([unknown.code, unknown.stderr]).toEqual([
    1,
    'Nobody has an account with nobody@example.com.\n',
  ]);
  expect((await end()).stderr).toMatch(/^Say whose: /);
}, 60_000);

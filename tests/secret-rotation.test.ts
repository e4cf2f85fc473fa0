import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withCookies } from './support/cookies.ts';
import { call, type HttpMember, signUpByMail } from './support/http-member.ts';
import {
  type Environment,
  endServers,
  freePort,
  makeDataDir,
  removeDataDir,
  runProgram,
  startServer,
} from './support/server.ts';

const renewed = 'a renewed secret of more than 32 characters';
let environment: Environment;

beforeAll(async () => {
  // One port for all starts, since tokens name the address that issued them.
  environment = { NUMIRIO_DATA_DIR: makeDataDir(), PORT: String(await freePort()) };
});
afterAll(async () => {
  await endServers();
  await removeDataDir(environment.NUMIRIO_DATA_DIR ?? '');
});

/** Refreshes a session and returns its cookies from then on. */
async function refresh(baseUrl: string, cookie: string): Promise<string> {
  const answer = await call(baseUrl, cookie, 'POST', '/v1/sessions/refresh');
  expect(answer.status).toBe(200);
  return withCookies(cookie, answer.headers.getSetCookie());
}

const signIn = async (baseUrl: string, { email, password }: HttpMember) =>
  (await call(baseUrl, '', 'POST', '/v1/sessions', { email, password })).status;

describe('the secrets of an installation', () => {
  it('are renewed without signing anybody out, as the runbooks say', async () => {
    const first = await startServer(environment);
    const ana = await signUpByMail(first.baseUrl, 'ana@example.com');
    await first.end('SIGTERM');

    const previous = readFileSync(join(environment.NUMIRIO_DATA_DIR ?? '', 'secret'), 'utf8');
    const alone = { ...environment, NUMIRIO_SECRET: renewed };
    const both = { ...alone, NUMIRIO_SECRET_PREVIOUS: previous };
    const second = await startServer(both);
    expect((await call(second.baseUrl, ana.cookie, 'GET', ana.path)).status).toBe(200);
    const cookie = await refresh(second.baseUrl, ana.cookie);
    expect(await signIn(second.baseUrl, ana)).toBe(201);

    const replaced = await runProgram('replace-signing-key', both).ended;
    expect([replaced.code, replaced.stderr]).toEqual([0, '']);
    expect(replaced.stdout).toMatch(/^A new key signs now\./);
    await second.end('SIGTERM');

    const third = await startServer(alone);
    // What the replaced key has signed is refused, and the session goes on.
    expect((await call(third.baseUrl, cookie, 'GET', ana.path)).status).toBe(401);
    const later = await refresh(third.baseUrl, cookie);
    expect((await call(third.baseUrl, later, 'GET', ana.path)).status).toBe(200);
    expect(await signIn(third.baseUrl, ana)).toBe(201);
    await third.end('SIGTERM');

    const old = await runProgram('start', environment).ended;
    expect([old.code, old.stdout]).toEqual([1, '']);
    expect(old.stderr).toMatch(/^The data folder was set up with another NUMIRIO_SECRET; /);
  });

  it('are not replaced where nothing runs, which one sentence says', async () => {
    const idle = await runProgram('replace-signing-key', environment).ended;
    expect([idle.code, idle.stdout]).toEqual([1, '']);
    expect(idle.stderr).toMatch(/^No Numirio runs on the data folder \S+; .*\.\n$/);
  });
});

import { randomUUID } from 'node:crypto';
import { createHttpApp } from '#platform/http/app.ts';
import { silentLog } from '#platform/log.ts';
import { openRateLimits, type RateLimiter } from '#platform/rate-limits.ts';
import { routes } from '../src/app.ts';
import { clientDetails, draft } from '../tests/support/fixtures.ts';
import { startInstallation } from './support/installation.ts';
import { median, milliseconds, printTable } from './support/measure.ts';
import { addMember } from './support/member.ts';

/** What counting a request and keeping its answer cost; see bench/README.md. */

const rounds = Number(process.env.ROUNDS ?? 5);
const readsPerRound = 300;
const writesPerRound = 60;
const issuancesPerRound = 30;

/** Counts nothing and refuses nobody. */
const uncounted: RateLimiter = {
  take: async () => {},
  takeHeld: () => true,
  room: () => undefined,
};

const installation = await startInstallation();
try {
  const { context } = installation;
  const member = await addMember(installation);
  const [secret] = context.secrets.refreshTokenKeys;
  const counting = openRateLimits(context.db, secret, silentLog, context.now, 1_000);
  const appWith = (rateLimits: RateLimiter) => createHttpApp(routes, { ...context, rateLimits });
  const [uncountedApp, countedApp] = [appWith(uncounted), appWith(counting)];
  const environment = { incoming: { socket: { remoteAddress: '203.0.113.9' } } };
  const ask = async (
    app: typeof countedApp,
    method: string,
    path: string,
    body?: unknown,
    key?: string,
  ) => {
    const headers = {
      cookie: member.cookie,
      'content-type': 'application/json',
      ...(key ? { 'idempotency-key': key } : {}),
    };
    const init = { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) };
    const answer = await app.request(path, init, environment);
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
    await answer.text();
  };
  const samples = new Map<string, number[]>();
  const time = async (name: string, work: () => Promise<void>) => {
    const startedAt = performance.now();
    await work();
    samples.set(name, [...(samples.get(name) ?? []), performance.now() - startedAt]);
  };
  const path = `${member.path}/invoices`;
  for (let round = 0; round <= rounds; round += 1) {
    // The first one warms up.
    if (round === 1) samples.clear();
    for (let turn = 0; turn < readsPerRound; turn += 1) {
      await time('read, uncounted', () => ask(uncountedApp, 'GET', member.path));
      await time('read, counted', () => ask(countedApp, 'GET', member.path));
    }
    const add = (key?: string) =>
      ask(countedApp, 'POST', `${member.path}/clients`, clientDetails, key);
    for (let turn = 0; turn < writesPerRound; turn += 1) {
      await time('new client', () => add());
      await time('new client, with a key', () => add(randomUUID()));
      await time('the same again with its key', () => add('one and the same'));
    }
    for (let turn = 0; turn < issuancesPerRound; turn += 1) {
      const ids = [
        await draft(member, member.clientId),
        await draft(member, member.clientId),
      ] as const;
      const issue = (id: string, key?: string) =>
        ask(countedApp, 'POST', `${path}/${id}/issuance`, {}, key);
      await time('issuance', () => issue(ids[0]));
      await time('issuance, with a key', () => issue(ids[1], randomUUID()));
    }
  }
  console.log(
    'Median / 95th percentile in ms, in turns, one after the other and without a socket.',
  );
  const names = [...samples.keys()];
  const ratios: Record<string, string> = {
    'read, counted': 'read, uncounted',
    'new client, with a key': 'new client',
    'the same again with its key': 'new client',
    'issuance, with a key': 'issuance',
  };
  const of = (name: string) => samples.get(name) ?? [];
  printTable(
    ['', 'ms', 'ratio'],
    names.map((name) => {
      const base = ratios[name];
      const ratio = base ? `${(median(of(name)) / median(of(base))).toFixed(2)} ×` : '';
      return [name, milliseconds(of(name)), ratio];
    }),
  );
} finally {
  await installation.close();
}

import { afterAll, beforeAll, expect, it } from 'vitest';
import { closeRenderers } from '#modules/documents/index.ts';
import type { Log } from '#platform/log.ts';
import { unseal } from '#platform/sealed.ts';
import { type Member, startTestApp, type TestApp } from '../support/app.ts';
import { execute } from '../support/database.ts';
import { clientDetails } from '../support/fixtures.ts';
import { missingPdfTools } from '../support/pdf-tools.ts';
import { seededRandom } from '../support/random.ts';
import { report } from '../support/report.ts';
import { type Oracle, openOracle } from './oracle.ts';
import { type Planted, plant } from './planted.ts';
import { type HttpProbes, openHttpProbes, type Seen, usedKey } from './probe-http.ts';
import { openSqlProbes, type SqlProbes } from './probe-sql.ts';
import { connected, hashRows } from './tables.ts';

/** `npm run probe` tries ten times as many; SEED=… repeats a run, and with PROBES=1 a single probe of it. */
const count = Number(process.env.PROBES ?? 10_000);
const seed = Number(process.env.SEED ?? (process.env.PROBES ? Date.now() % 1_000_000 : 1));
const perBatch = 1_000;
const atOnce = 8;
const sqlShare = 0.5;

let server: TestApp;
let bob: Member;
let target: Planted;
let oracle: Oracle;
let http: HttpProbes;
let sql: SqlProbes[];
const logged: string[] = [];

beforeAll(async () => {
  server = await startTestApp();
  Object.assign(server.context, { log: recordingLog() });
  const ana = await server.signUp('A');
  bob = await server.signUp('B');
  const own = await plant(server, ana, 'anemone');
  target = await plant(server, bob, 'buttercup');
  const once = { 'idempotency-key': usedKey };
  const kept = await bob.request('POST', `${bob.path}/clients`, clientDetails, once);
  expect(kept.status).toBe(201);
  http = await openHttpProbes(server, ana, own, target);
  oracle = await openOracle(server.database, target, own);
  sql = await Promise.all(
    Array.from({ length: atOnce }, () => openSqlProbes(server.database, own, target)),
  );
  logged.length = 0;
});
afterAll(async () => {
  await Promise.all(sql.map((probes) => probes.close()));
  await server.close();
  await closeRenderers();
});

function recordingLog(): Log {
  const record = (...parts: unknown[]) => logged.push(JSON.stringify(parts));
  return { debug: record, info: record, warn: record, error: record } as unknown as Log;
}

it(`leaves no byte of another workspace in ${count} probes, and changes none of its rows`, async () => {
  report(`${count} probes with SEED=${seed}, against ${oracle.size} canaries`);
  const started = performance.now();
  const before = await hashRows(server.database, target.workspaceId);
  const kinds = new Map<string, number>();
  for (let first = 0; first < count; first += perBatch) {
    const leaks = await runBatch(first, Math.min(perBatch, count - first), kinds);
    expect(leaks.slice(0, 20)).toEqual([]);
    expect(await hashRows(server.database, target.workspaceId)).toBe(before);
  }
  expect(await leaksOfWhatWaits()).toEqual([]);
  const seconds = (performance.now() - started) / 1000;
  const shares = [...kinds].map(([kind, times]) => `${kind} ${times}`).sort();
  report(`${count} probes in ${seconds.toFixed(1)} s, no leak: ${shares.join(', ')}`);
  const silent = http.callers.filter((who) => (kinds.get(who) ?? 0) < Math.floor(count / 100));
  expect(silent).toEqual([]);
}, 1_800_000);

it('would find what the other workspace is shown itself, down to the text of its PDF', async () => {
  const blind: string[] = [];
  for (const path of ['', '/clients', '/invoices', '/members', '/audit-events', '/access-log']) {
    const answer = await bob.request('GET', `${bob.path}${path}`);
    if (oracle.find(answer.bytes).length === 0) blind.push(path);
  }
  const pdf = await bob.request('GET', `${bob.path}/invoices/${target.issuedId}/pdf`);
  expect(pdf.headers.get('content-type')).toBe('application/pdf');
  if (missingPdfTools('pdftotext') === null) expect(oracle.find(pdf.bytes)).toContain(target.word);
  expect(oracle.find(JSON.stringify([...pdf.headers]))).toHaveLength(1);
  expect(blind).toEqual([]);
});

it.each([
  ['row security let clients through', 'alter policy workspace on clients using (true)'],
  ['everybody were a member everywhere', 'enter_workspace'],
])('would notice if %s', async (_what, flaw) => {
  const url = server.database.superuserUrl;
  const definition = `select pg_get_functiondef(oid) as text from pg_proc where proname = 'enter_workspace'`;
  const { text } = (await execute(url, definition)).rows[0];
  const rule = 'workspace_id = current_workspace_id()';
  const undo = `alter policy workspace on clients using (${rule}); ${text}`;
  await execute(url, flaw === 'enter_workspace' ? text.replace(' and m.user_id = u.id', '') : flaw);
  try {
    const before = await hashRows(server.database, target.workspaceId);
    const leaks = await runBatch(0, perBatch, new Map());
    const after = await hashRows(server.database, target.workspaceId);
    expect(leaks.length).toBeGreaterThan(0);
    // Only somebody who gets in through a route changes anything.
    expect(after !== before).toBe(flaw === 'enter_workspace');
  } finally {
    await execute(url, undo);
  }
});

/** Runs consecutive probes, several at once; lists what gave the target away, or went wrong. */
async function runBatch(first: number, size: number, kinds: Map<string, number>) {
  const leaks: string[] = [];
  const batch = Array.from({ length: size }, (_, index) => first + index);
  const work = async (worker: number) => {
    for (let probe = batch.shift(); probe !== undefined; probe = batch.shift()) {
      const { what, sent, wrong } = await runProbe(probe, worker);
      const kind = what.split(':')[0] ?? '';
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      const found = [...wrong, ...sent.flatMap(oracle.find)];
      if (found.length > 0) leaks.push(`${what}: ${found.join()} (SEED=${seed + probe} PROBES=1)`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, (_, worker) => work(worker)));
  leaks.push(...logged.flatMap((line) => oracle.find(line).map((id) => `${id} in ${line}`)));
  logged.length = 0;
  return leaks;
}

function runProbe(probe: number, worker: number): Promise<Seen> {
  // Neighbouring seeds give unrelated numbers only after they are spread.
  const random = seededRandom(Math.imul(seed + probe, 0x9e3779b1));
  const ofWorker = sql[worker];
  return ofWorker && random() < sqlShare ? ofWorker.run(random) : http.run(random);
}

/** Canaries in jobs and mails that are not the target's own. */
function leaksOfWhatWaits(): Promise<string[]> {
  return connected(server.database.superuserUrl, async (client) => {
    const jobs = await client.query(
      `select payload::text as text from graphile_worker._private_jobs
      where payload ->> 'workspaceId' is distinct from $1`,
      [target.workspaceId],
    );
    const mails = await client.query(
      'select id, sealed_body from emails where sealed_body is not null',
    );
    const bodies = mails.rows.map(({ id, sealed_body }) =>
      unseal(server.context.secrets.sealingKeys, `email:${id}`, sealed_body),
    );
    return [...jobs.rows.map(({ text }) => text), ...bodies].flatMap((text) => oracle.find(text));
  });
}

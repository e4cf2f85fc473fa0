import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { draft, furnish } from './support/fixtures.ts';
import { type HttpMember, signUpByMail } from './support/http-member.ts';
import { seededRandom } from './support/random.ts';
import {
  type Environment,
  endServers,
  freePort,
  makeDataDir,
  postgresProcess,
  removeDataDir,
  runProgram,
  type Server,
  startServer,
} from './support/server.ts';

const invoices = 200;
const kills = 5;
// Half a minute on an idle machine; a dozen starts take their time on a busy one.
const maxTestMs = 240_000;
const seed = Number(process.env.CRASH_SEED ?? Date.now() % 1_000_000);
const random = seededRandom(seed);

const dataDir = makeDataDir();
let environment: Environment;
let server: Server;
let ana: HttpMember;
/** What the server acknowledged: the number of each invoice that it answered 201 for. */
const acknowledged = new Map<string, string>();
/** What is issued as far as anybody was told, be it by a refusal to issue it again. */
const issued = new Set<string>();

beforeAll(async () => {
  process.stdout.write(`crash test: CRASH_SEED=${seed} repeats this run\n`);
  environment = {
    NUMIRIO_DATA_DIR: dataDir,
    PORT: String(await freePort()),
    // One session issues all that the machine can, for minutes.
    NUMIRIO_RATE_LIMIT_FACTOR: '100',
  };
  server = await startServer(environment);
  ana = await signUpByMail(server.baseUrl, 'ana@example.com');
});
afterAll(async () => {
  await endServers();
  await removeDataDir(dataDir);
});

it(
  'keeps numbers gapless and loses nothing acknowledged while the server is killed again and again',
  async () => {
    const clientId = await furnish(ana);
    const drafts: string[] = [];
    while (drafts.length < invoices) drafts.push(await draft(ana, clientId));

    for (let kill = 0; kill < kills; kill += 1) {
      await issueUntilKilled(drafts.filter((id) => !issued.has(id)));
      if (random() < 0.5) await killWhileStarting();
      server = await startServer(environment);
    }
    await Promise.all(drafts.filter((id) => !issued.has(id)).map((id) => issue(id)));
    expect(issued.size).toBe(invoices);

    for (const [id, number] of acknowledged) {
      const { json } = await ana.request('GET', `${ana.path}/invoices/${id}`);
      expect(json).toMatchObject({ number, totals: { dueMinor: 107_523 } });
    }
    const numbers = await listNumbers();
    expect(numbers).toEqual(numbers.map((_, index) => numberAt(index + 1)));
    expect(numbers).toHaveLength(invoices);
    expect(await continuity()).toMatchObject({
      gapless: true,
      periods: [{ count: invoices, missing: [], duplicates: [] }],
    });
    for (const id of drafts) await expectStoredPdf(id);
  },
  maxTestMs,
);

it('stops Postgres with the server', async () => {
  expect(postgresProcess(dataDir)).toBeDefined();
  const { code } = await server.end('SIGTERM');
  expect(code).toBe(0);
  expect(postgresProcess(dataDir)).toBeUndefined();
});

/** Issues all at once, some of them aborted by the caller, and kills the server in the middle. */
async function issueUntilKilled(ids: string[]): Promise<void> {
  const killAfter = acknowledged.size + 1 + Math.floor(random() * 20);
  let left = ids.length;
  const requests = ids.map((id) =>
    issue(id, random() < 0.25 ? AbortSignal.timeout(Math.floor(random() * 150)) : undefined)
      .catch(() => {})
      .finally(() => {
        left -= 1;
      }),
  );
  while (acknowledged.size < killAfter && left > 0) await delay(1);
  await delay(random() * 5);
  expect((await server.end('SIGKILL')).signal).toBe('SIGKILL');
  await Promise.all(requests);
}

/** A start that is killed too, at whatever it is doing: taking Postgres over, migrating, listening. */
async function killWhileStarting(): Promise<void> {
  const { child, ended } = runProgram('start', environment);
  await delay(random() * 800);
  child.kill('SIGKILL');
  await ended;
}

async function issue(id: string, signal?: AbortSignal): Promise<void> {
  const options = signal ? { signal } : {};
  const answer = await ana.request('POST', `${ana.path}/invoices/${id}/issuance`, {}, options);
  if (answer.status === 201) acknowledged.set(id, answer.json.number);
  else expect(answer.json.code).toBe('invoice_already_issued');
  issued.add(id);
}

async function listNumbers(): Promise<string[]> {
  const numbers: string[] = [];
  let next = '';
  do {
    const { json } = await ana.request('GET', `${ana.path}/invoices?limit=200${next}`);
    for (const row of json.items) numbers.push(row.number);
    next = json.nextCursor ? `&cursor=${json.nextCursor}` : '';
  } while (next);
  return numbers.sort();
}

function numberAt(sequence: number): string {
  return `${new Date().getFullYear()}-${String(sequence).padStart(4, '0')}`;
}

async function continuity() {
  const { json } = await ana.request('GET', `${ana.path}/number-series`);
  const report = await ana.request(
    'GET',
    `${ana.path}/number-series/${json.items[0].id}/continuity`,
  );
  return report.json;
}

/** Waits until the job has stored the PDF, also where the job's first worker was killed at it. */
async function expectStoredPdf(id: string): Promise<void> {
  const stored = async () =>
    (await ana.request('GET', `${ana.path}/invoices/${id}`)).json.document as { sha256: string };
  await expect.poll(stored, { timeout: 30_000, interval: 100 }).not.toBeNull();
  const { bytes } = await ana.request('GET', `${ana.path}/invoices/${id}/pdf`);
  expect(Buffer.from(bytes.subarray(0, 5)).toString()).toBe('%PDF-');
  expect(createHash('sha256').update(bytes).digest('hex')).toBe((await stored()).sha256);
}

import { randomUUID } from 'node:crypto';
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
  removeDataDir,
  type Server,
  startServer,
} from './support/server.ts';

const invoices = 40;
const kills = 3;
const maxTestMs = 240_000;
const seed = Number(process.env.CRASH_SEED ?? Date.now() % 1_000_000);
const random = seededRandom(seed);

const dataDir = makeDataDir();
let environment: Environment;
let server: Server;
let ana: HttpMember;

beforeAll(async () => {
  process.stdout.write(`crash test: CRASH_SEED=${seed} repeats this run\n`);
  environment = {
    NUMIRIO_DATA_DIR: dataDir,
    PORT: String(await freePort()),
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
  'does each write once for a client that repeats it until it is acknowledged, however often we are killed',
  async () => {
    const clientId = await furnish(ana);
    const drafts: string[] = [];
    while (drafts.length < invoices) drafts.push(await draft(ana, clientId));
    let acknowledged = 0;
    let replayed = 0;
    /** Issues and pays as an integration does that never loses its key and knows nothing else. */
    const client = async (id: string) => {
      const path = `${ana.path}/invoices/${id}`;
      const issued = await untilAcknowledged(`${path}/issuance`, {});
      acknowledged += 1;
      const payment = { amountMinor: 1_000, paidOn: new Date().toISOString().slice(0, 10) };
      const paid = await untilAcknowledged(`${path}/payments`, payment);
      acknowledged += 1;
      replayed += Number(issued.isReplayed) + Number(paid.isReplayed);
      return issued.json.number as string;
    };
    const clients = Promise.all(drafts.map(client));
    for (let kill = 0; kill < kills; kill += 1) {
      const after = acknowledged + 1 + Math.floor(random() * 10);
      while (acknowledged < after && acknowledged < 2 * invoices) await delay(1);
      await delay(random() * 5);
      await server.end('SIGKILL');
      server = await startServer(environment);
    }
    const numbers = await clients;
    process.stdout.write(`answers that were lost and came again: ${replayed}\n`);

    const year = new Date().getFullYear();
    const wanted = drafts.map((_, index) => `${year}-${String(index + 1).padStart(4, '0')}`);
    expect(numbers.sort()).toEqual(wanted);
    for (const id of drafts) {
      const { json } = await ana.request('GET', `${ana.path}/invoices/${id}/payments`);
      expect(json.items).toHaveLength(1);
    }
  },
  maxTestMs,
);

/** Sends a request with one key until it is answered with success; any refusal on the way fails. */
async function untilAcknowledged(path: string, body: unknown) {
  const key = randomUUID();
  for (;;) {
    const answer = await fetch(`${server.baseUrl}${path}`, {
      method: 'POST',
      headers: { cookie: ana.cookie, 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(body),
    })
      .then(async (response) => ({ response, json: JSON.parse(await response.text()) }))
      .catch(() => undefined);
    if (answer?.response.status === 201) {
      const isReplayed = answer.response.headers.has('idempotency-replayed');
      return { json: answer.json, isReplayed };
    }
    // Postgres may still be taking over from the server before: nothing was done, and we may ask again.
    if (answer) expect([answer.response.status, answer.json]).toEqual([503, expect.anything()]);
    await delay(20);
  }
}

import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChainEvent, canonicalRecord } from '#modules/audit/chain.ts';
import { startVerification } from '#modules/audit/verification.ts';
import { type Member, startTestApp, type TestApp } from './support/app.ts';
import {
  anchorNow,
  appendEvents,
  asSuperuser,
  exportLines,
  verify,
} from './support/audit-trails.ts';
import { seededRandom } from './support/random.ts';
import { type Tampering, type Trail, tamper } from './support/tamperings.ts';

const inMemory = 940;
const inPostgres = 60;
const seed = Number(process.env.TAMPERING_SEED ?? Date.now() % 1_000_000);

let server: TestApp;
let ana: Member;
let trail: Trail;

beforeAll(async () => {
  process.stdout.write(`TAMPERING_SEED=${seed}\n`);
  server = await startTestApp();
  ana = await server.signUp();
  for (let hour = 0; hour < 4; hour += 1) {
    await appendEvents(server, ana.workspaceId, 10 + hour);
    await anchorNow(server);
  }
  const lines = (await exportLines(ana)).map((line) => JSON.parse(line));
  const events = lines.filter(({ sequence }) => sequence !== undefined).map(toEvent);
  const anchored = [11, 22, 34, 47, 48];
  trail = { workspaceId: ana.workspaceId, events, head: lines[0].head, anchored };
});
afterAll(() => server.close());

// biome-ignore lint/suspicious/noExplicitAny: a line of the export, as it was read
function toEvent({ sequence, hash, ...record }: any): ChainEvent {
  return { sequence, hash, record };
}

/** A tampering that changes something: two of them can undo each other. */
function nextTampering(from: Trail, random: () => number): Tampering {
  for (;;) {
    const tampering = tamper(from, random);
    if (JSON.stringify(tampering.events) !== JSON.stringify(from.events)) return tampering;
  }
}

function expectNamed(
  { name, kinds, places }: Tampering,
  verdict: { state: string; findings: { kind: string; sequence: number | null }[] },
): void {
  const hits = verdict.findings.filter(
    ({ kind, sequence }) =>
      (kinds as string[]).includes(kind) &&
      (!places || (sequence !== null && places.includes(sequence))),
  );
  if (verdict.state === 'broken' && hits.length > 0) return;
  const wanted = `${kinds.join(' or ')} at ${places?.join(' or ') ?? 'any place'}`;
  expect.fail(`${name}: ${wanted} is not in ${verdict.state} ${JSON.stringify(verdict.findings)}`);
}

describe('tampering with a trail', () => {
  it(`is noticed and named ${inMemory} times in what was exported`, () => {
    const random = seededRandom(seed);
    for (let round = 0; round < inMemory; round += 1) {
      const anchored = trail.anchored.filter(() => random() < 0.6);
      const attacked = { ...trail, anchored: anchored.length > 0 ? anchored : [34] };
      const tampering = nextTampering(attacked, random);
      const anchors = attacked.anchored.map((sequence) => ({
        workspaceId: trail.workspaceId,
        sequence,
        hash: trail.events[sequence - 1]?.hash ?? '',
        at: '2026-11-22T12:00:00.000Z',
      }));
      const verification = startVerification({
        workspaceId: trail.workspaceId,
        anchors,
        findings: [],
      });
      for (const event of tampering.events) verification.add(event);
      expectNamed(tampering, verification.end(tampering.head));
    }
  });

  it(`is noticed and named ${inPostgres} times in Postgres`, async () => {
    const random = seededRandom(seed + 1);
    await asSuperuser(server, async (client) => {
      await client.query(
        'alter table audit_events drop constraint audit_events_workspace_id_sequence_key',
      );
      for (let round = 0; round < inPostgres; round += 1) {
        const tampering = nextTampering(trail, random);
        await put(client, trail, tampering);
        expectNamed(tampering, await verify(ana));
        await put(client, tampering, trail);
      }
    });
    expect(await verify(ana)).toMatchObject({ state: 'intact', findings: [] });
  });
});

/** Turns the rows of one trail into those of another one, as somebody with all rights would. */
async function put(
  client: pg.Client,
  from: Pick<Trail, 'events' | 'head'>,
  to: Pick<Trail, 'events' | 'head'>,
): Promise<void> {
  const text = (event: ChainEvent) =>
    `${event.sequence} ${event.hash} ${canonicalRecord(event.record)}`;
  const kept = new Set(to.events.map(text));
  const there = new Set(from.events.map(text));
  for (const event of from.events) {
    if (kept.has(text(event))) continue;
    await client.query('delete from audit_events where workspace_id = $1 and id = $2', [
      trail.workspaceId,
      event.record.id,
    ]);
  }
  for (const event of to.events) if (!there.has(text(event))) await insertRow(client, event);
  await client.query('update audit_heads set sequence = $2, hash = $3 where workspace_id = $1', [
    trail.workspaceId,
    to.head.sequence,
    Buffer.from(to.head.hash, 'hex'),
  ]);
}

async function insertRow(client: pg.Client, { sequence, hash, record }: ChainEvent): Promise<void> {
  await client.query(
    `insert into audit_events (workspace_id, id, at, actor_id, actor_name, ip, type, subject_type,
      subject_id, data, sequence, hash) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      trail.workspaceId,
      record.id,
      record.at,
      record.actor.id,
      record.actor.name,
      record.ip,
      record.type,
      record.subjectType,
      record.subjectId,
      JSON.stringify(record.data),
      sequence,
      Buffer.from(hash, 'hex'),
    ],
  );
}

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#lib/ids.ts';
import { type AuditFilters, listAuditEvents } from '#modules/audit/index.ts';
import { readTrail } from '#modules/audit/trail.ts';
import { type Member, startTestApp, type TestApp } from './support/app.ts';
import { appendEvents, asSuperuser } from './support/audit-trails.ts';
import { explain } from './support/explain.ts';
import { clientDetails } from './support/fixtures.ts';

let server: TestApp;
let ana: Member;

beforeAll(async () => {
  server = await startTestApp();
  ana = await server.signUp();
});
afterAll(() => server.close());

type Listed = { sequence: number; type: string; subjectId: string; actorId: string; at: string };

async function list(query: string): Promise<{ items: Listed[]; nextCursor: string | null }> {
  const answer = await ana.request('GET', `${ana.path}/audit-events?${query}`);
  expect([answer.status, answer.json.detail]).toEqual([200, undefined]);
  return answer.json;
}

describe('the list of events', () => {
  it('is narrowed by thing, kind of thing and person', async () => {
    const bob = await server.join(ana.workspaceId, 'admin');
    const add = async (member: Member) =>
      (await member.request('POST', `${ana.path}/clients`, clientDetails)).json.id;
    const [anas, bobs] = [await add(ana), await add(bob)];
    await bob.request('PATCH', ana.path, { phone: '+49 30 1234567' });

    const ids = ({ items }: { items: Listed[] }) => items.map(({ subjectId }) => subjectId);
    expect(ids(await list(`subjectId=${anas}`))).toEqual([anas]);
    expect(ids(await list('subjectType=client'))).toEqual([bobs, anas]);
    expect(ids(await list(`actorId=${bob.userId}`))).toEqual([ana.workspaceId, bobs]);
    expect(ids(await list(`actorId=${bob.userId}&subjectType=client`))).toEqual([bobs]);
    expect(ids(await list(`subjectId=${newId()}`))).toEqual([]);
  });

  it('is narrowed by days, both included, in the time zone of the workspace', async () => {
    await ana.request('PATCH', ana.path, { timeZone: 'Pacific/Auckland' });
    const at = async (instant: string) => {
      server.clock.now = new Date(instant);
      await appendEvents(server, ana.workspaceId, 1);
      return instant.replace('Z', '.000Z');
    };
    // Auckland is thirteen hours ahead of UTC in December.
    const before = await at('2026-12-09T10:59:59Z');
    const first = await at('2026-12-09T11:00:00Z');
    const last = await at('2026-12-11T10:59:59Z');
    const after = await at('2026-12-11T11:00:00Z');
    server.clock.now = new Date('2026-11-22T12:00:00Z');
    const times = async (query: string) => (await list(query)).items.map((item) => item.at);
    expect(await times('from=2026-12-10&to=2026-12-11')).toEqual([last, first]);
    expect(await times('from=2026-12-10')).toEqual([after, last, first]);
    expect((await times('to=2026-12-09')).slice(0, 1)).toEqual([before]);
  });

  it('pages from the newest to the oldest without a gap, whatever is added meanwhile', async () => {
    const { items } = await list('limit=1');
    const newest = items[0]?.sequence ?? 0;
    await appendEvents(server, ana.workspaceId, 1);
    const seen: number[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: { items: Listed[]; nextCursor: string | null } = await list(
        `limit=3${cursor && `&cursor=${cursor}`}`,
      );
      seen.push(...page.items.map(({ sequence }) => sequence));
      cursor = page.nextCursor;
      await appendEvents(server, ana.workspaceId, 2);
    }
    expect(seen).toEqual(Array.from({ length: newest + 1 }, (_, place) => newest + 1 - place));
  });

  it.each([
    ['from=2026-02-30', 'from'],
    ['subjectType=Client', 'subjectType'],
    ['actorId=ana', 'actorId'],
    ['cursor=e30', 'cursor'],
    ['sequence=1', 'sequence'],
  ])('refuses %s and names the field', async (query, field) => {
    const answer = await ana.request('GET', `${ana.path}/audit-events?${query}`);
    expect([answer.status, answer.json.errors?.[0]?.field]).toEqual([422, field]);
  });
});

describe('among many events', () => {
  const subjectId = newId();
  const actorId = newId();
  beforeAll(async () => {
    const others = [await server.signUp(), await server.signUp()];
    await asSuperuser(server, async (client) => {
      for (const { workspaceId } of [ana, ...others]) {
        await client.query(
          `insert into audit_events (workspace_id, id, at, actor_id, actor_name, ip, type, subject_type,
            subject_id, sequence, hash)
          select $1, gen_random_uuid(), timestamptz '2026-01-01' + n * interval '1 minute',
            case when n % 500 = 0 then $3::uuid else gen_random_uuid() end, 'Ana', '', 'invoice.changed',
            case when n % 1000 = 0 then 'number_series' else 'invoice' end,
            case when n % 400 = 0 then $2::uuid else gen_random_uuid() end, 100000 + n, sha256('')
          from generate_series(1, 20000) as n`,
          [workspaceId, subjectId, actorId],
        );
      }
      await client.query('analyze audit_events');
    });
  });

  const cases: [string, AuditFilters & { before?: number }][] = [
    ['nothing', {}],
    ['a deep page', { before: 110_000 }],
    ['a thing', { subjectId }],
    ['a kind of thing', { subjectType: 'number_series' }],
    ['a person', { actorId }],
    ['a thing and a person', { subjectId, actorId }],
    ['a day', { from: new Date('2026-01-05'), to: new Date('2026-01-06') }],
    ['the newest hour', { from: new Date('2026-01-14T21:00:00Z') }],
  ];
  it.each(cases)('those filtered by %s are found in an index', async (_name, filters) => {
    const nodes = await server.context.db.inWorkspace(ana.workspaceId, (tx) =>
      explain(tx, (explained) => listAuditEvents(explained, { ...filters, limit: 51 })),
    );
    const reads = nodes.filter((node) => node['Relation Name'] === 'audit_events');
    expect(reads.length).toBeGreaterThan(0);
    for (const node of reads) {
      expect(node['Node Type']).toMatch(/^(Index|Bitmap)/);
      const condition = node['Index Cond'] ?? node['Recheck Cond'];
      expect(condition).toContain('workspace_id');
      // Without an index of its own the newest hour would be looked for in the whole trail.
      if (filters.from && !filters.to) expect(condition).toContain('at >=');
    }
  });

  it('a trail is read part by part, in its order', async () => {
    const sequences: number[] = [];
    for await (const { events } of readTrail((work) =>
      server.context.db.inWorkspace(ana.workspaceId, work),
    )) {
      expect(events.length).toBeLessThanOrEqual(2_000);
      sequences.push(...events.map(({ sequence }) => sequence));
    }
    expect(sequences.length).toBeGreaterThan(20_000);
    expect(sequences).toEqual([...new Set(sequences)].sort((one, other) => one - other));
  });
});

import { sql } from 'kysely';
import type { WorkspaceTx } from '#platform/db.ts';
import type { ChainEvent, ChainPoint } from './chain.ts';

/** Opens a short transaction in the workspace of the trail. */
export type EnterTrail = <Result>(work: (tx: WorkspaceTx) => Promise<Result>) => Promise<Result>;

/** The newest link, and how far the chain was anchored by what the database knows. */
export type TrailHead = ChainPoint & { anchoredSequence: number };

/** A part of a trail, and the head as it was at the same moment. */
export type TrailPart = { events: ChainEvent[]; head: ChainPoint | undefined };

const eventsPerPart = 2_000;
const maxParts = 50_000;

/**
 * Reads a trail in the order of its chain, up to a place where one is given, in one short transaction for
 * 2,000 events each. Reading goes on while others write: the last part is of one moment with its head.
 */
export async function* readTrail(
  enter: EnterTrail,
  upTo = Number.MAX_SAFE_INTEGER,
): AsyncGenerator<TrailPart> {
  let after = { sequence: -Number.MAX_SAFE_INTEGER, id: '00000000-0000-0000-0000-000000000000' };
  for (let part = 0; part < maxParts; part += 1) {
    const read = await enter((tx) => readPart(tx, after, upTo));
    yield read;
    const last = read.events.at(-1);
    if (!last || read.events.length < eventsPerPart) return;
    after = { sequence: last.sequence, id: last.record.id };
  }
  throw new Error(`the trail has more than ${maxParts * eventsPerPart} events`);
}

/** The head of the workspace's chain; undefined where nothing was recorded yet. */
export async function findHead(tx: WorkspaceTx): Promise<TrailHead | undefined> {
  const row = await tx
    .selectFrom('audit_heads')
    .select(['sequence', 'hash', 'anchored_sequence'])
    .where('workspace_id', '=', (eb) => eb.fn('current_workspace_id'))
    .executeTakeFirst();
  return (
    row && { sequence: row.sequence, hash: hex(row.hash), anchoredSequence: row.anchored_sequence }
  );
}

type Row = {
  head_sequence: number | null;
  head_hash: Buffer | null;
  sequence: number | null;
  hash: Buffer;
  id: string;
  at: string | null;
  actor_id: string | null;
  actor_name: string;
  ip: string;
  type: string;
  subject_type: string;
  subject_id: string;
  data: Record<string, unknown>;
};

/** One statement, and so one snapshot of the events and of the head. */
async function readPart(
  tx: WorkspaceTx,
  after: { sequence: number; id: string },
  upTo: number,
): Promise<TrailPart> {
  // With microseconds, which no event was recorded with: a change of them alone is one as well.
  const { rows } = await sql<Row>`
    select head.sequence as head_sequence, head.hash as head_hash,
      event.sequence, event.hash, event.id, event.actor_id, event.actor_name, event.ip, event.type,
      event.subject_type, event.subject_id, event.data,
      to_char(event.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at
    from (select current_workspace_id() as workspace_id) as here
    left join audit_heads as head on head.workspace_id = here.workspace_id
    left join lateral (
      select * from audit_events
      where audit_events.workspace_id = here.workspace_id
        and (audit_events.sequence, audit_events.id) > (${after.sequence}, ${after.id}::uuid)
        and audit_events.sequence <= ${upTo}
      order by audit_events.sequence, audit_events.id
      limit ${eventsPerPart}
    ) as event on true
    order by event.sequence, event.id`.execute(tx);
  const [first] = rows;
  const head =
    first?.head_hash && first.head_sequence !== null
      ? { sequence: first.head_sequence, hash: hex(first.head_hash) }
      : undefined;
  return { events: rows.flatMap((row) => toEvent(row)), head };
}

function toEvent(row: Row): ChainEvent[] {
  if (row.sequence === null) return [];
  const record = {
    id: row.id,
    at: (row.at ?? '').replace(/000Z$/, 'Z'),
    actor: { id: row.actor_id, name: row.actor_name },
    ip: row.ip,
    type: row.type,
    subjectType: row.subject_type,
    subjectId: row.subject_id,
    data: row.data,
  };
  return [{ sequence: row.sequence, hash: hex(row.hash), record }];
}

function hex(bytes: Buffer): string {
  return bytes.toString('hex');
}

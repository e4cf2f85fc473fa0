import { newId } from '#lib/ids.ts';
import { type ChainEvent, type ChainPoint, genesis, nextHash } from '#modules/audit/chain.ts';
import type { AuditFinding } from '#modules/audit/schema.ts';

/** A trail as somebody with the rights of the database's owner holds it in their hands. */
export type Trail = {
  workspaceId: string;
  events: ChainEvent[];
  head: ChainPoint;
  /** Places of which an anchor lies where they do not get at it. */
  anchored: number[];
};

/** What was done to a trail, and what has to be said of it: one of these kinds, at one of these places. */
export type Tampering = {
  name: string;
  events: ChainEvent[];
  head: ChainPoint;
  kinds: AuditFinding['kind'][];
  places?: number[];
};

type Random = () => number;

/** A tampering by chance: any of the eleven, or two of them one after the other. */
export function tamper(trail: Trail, random: Random): Tampering {
  if (random() > 0.15) return tamperOnce(trail, random);
  const first = tamperOnce(trail, random);
  const second = tamperOnce({ ...trail, events: first.events, head: first.head }, random);
  return {
    name: `${first.name}, then ${second.name}`,
    events: second.events,
    head: second.head,
    // Two can leave the traces of a third: one put in and another removed, those of an edit; two swapped and
    // all behind them rewritten, those of missing ones. That it is named is what counts then.
    kinds: ['edited', 'missing', 'reordered', 'truncated', 'rewritten'],
  };
}

function tamperOnce(trail: Trail, random: Random): Tampering {
  const way = ways[Math.floor(random() * ways.length)] ?? edit;
  return way(trail, random);
}

function edit({ events, head }: Trail, random: Random): Tampering {
  const at = pick(events.length, random);
  const edited = events.map((event, place) => (place === at ? changed(event, random) : event));
  const place = sequenceAt(events, at);
  return { name: `edit ${place}`, events: edited, head, kinds: ['edited'], places: [place] };
}

/** The event is consistent in itself then; the one after it is not. */
function editWithHash(trail: Trail, random: Random): Tampering {
  const { events } = trail;
  const at = pick(events.length, random);
  const isLast = at === events.length - 1;
  const edited = rehash(
    trail,
    swapIn(events, at, (event) => changed(event, random)),
    at,
    at + 1,
  );
  const movesHead = isLast && random() < 0.5 && isAnchored(trail, sequenceAt(events, at));
  const place = sequenceAt(events, at);
  return {
    name: `edit ${place} with its hash${movesHead ? ' and the head' : ''}`,
    events: edited,
    head: movesHead ? pointOf(edited.at(-1), trail.head) : trail.head,
    kinds: movesHead ? ['rewritten'] : ['edited'],
    places: [place, place + 1],
  };
}

function remove({ events, head }: Trail, random: Random): Tampering {
  const at = pick(events.length, random);
  const place = sequenceAt(events, at);
  const kind = at === events.length - 1 ? 'truncated' : 'missing';
  return {
    name: `remove ${place}`,
    events: without(events, at, 1),
    head,
    kinds: [kind],
    places: [place],
  };
}

function removeAndRenumber(trail: Trail, random: Random): Tampering {
  const { events, head } = trail;
  const at = pick(events.length - 1, random);
  const count = Math.min(1 + Math.floor(random() * 3), events.length - 1 - at);
  const place = sequenceAt(events, at);
  const movesHead = random() < 0.5;
  const left = renumber(without(events, at, count));
  // Where neither the head nor an anchor behind tells the true places, an edited event looks the same.
  const isTold = !movesHead || trail.anchored.some((anchored) => anchored >= place + count);
  return {
    name: `remove ${count} from ${place} on and renumber${movesHead ? ', head too' : ''}`,
    events: left,
    head: movesHead ? { ...head, sequence: head.sequence - count } : head,
    kinds: isTold ? ['missing'] : ['missing', 'edited'],
    places: [
      place,
      ...trail.anchored.filter((anchored) => anchored >= place && anchored < place + count),
    ],
  };
}

function swap({ events, head }: Trail, random: Random): Tampering {
  const [one, other] = twoPlaces(events.length, random);
  const swapped = events.map((event, place) => {
    const from = place === one ? events[other] : place === other ? events[one] : event;
    return { ...(from ?? event), sequence: event.sequence };
  });
  const places = [sequenceAt(events, one), sequenceAt(events, other)];
  return {
    name: `swap ${places.join(' and ')}`,
    events: swapped,
    head,
    kinds: ['reordered'],
    places,
  };
}

function move({ events, head }: Trail, random: Random): Tampering {
  const [from, to] = twoPlaces(events.length, random);
  const moved = events[from];
  const left = without(events, from, 1);
  const order = moved ? [...left.slice(0, to), moved, ...left.slice(to)] : events;
  const name = `move ${from + 1} to ${to + 1} and renumber`;
  return { name, events: renumber(order), head, kinds: ['reordered'] };
}

function truncate(trail: Trail, random: Random): Tampering {
  const { events, head } = trail;
  const movesHead = random() < 0.5 && trail.anchored.length > 0;
  const newest = movesHead ? indexOfNewestAnchored(trail) : events.length - 1;
  const at = pick(Math.max(newest, 1), random);
  const left = events.slice(0, Math.max(at, 1));
  const place = sequenceAt(left, left.length - 1) + 1;
  return {
    name: `cut off from ${place} on${movesHead ? ', head too' : ''}`,
    events: left,
    head: movesHead ? pointOf(left.at(-1), head) : head,
    kinds: ['truncated'],
    places: [place],
  };
}

/** Everything from a place on is consistent afterwards; only what lies outside knows better. */
function rewrite(trail: Trail, random: Random): Tampering {
  const movesHead = random() < 0.7 && trail.anchored.length > 0;
  const reach = movesHead ? indexOfNewestAnchored(trail) + 1 : trail.events.length;
  const at = pick(Math.max(reach, 1), random);
  const edited = swapIn(trail.events, at, (event) => changed(event, random));
  const events = rehash(trail, edited, at, edited.length);
  const place = sequenceAt(events, at);
  const isAnchoredBehind = trail.anchored.some((anchored) => anchored >= place);
  return {
    name: `rewrite from ${place} on${movesHead ? ', head too' : ''}`,
    events,
    head: movesHead ? pointOf(events.at(-1), trail.head) : trail.head,
    kinds: isAnchoredBehind ? ['rewritten', 'edited'] : ['edited'],
  };
}

function insert(trail: Trail, random: Random): Tampering {
  const { events } = trail;
  const at = pick(events.length, random);
  const [model] = events;
  if (!model) throw new Error('the trail is empty');
  const count = 1 + Math.floor(random() * 3);
  const forged = Array.from({ length: count }, () => forge(model, random));
  const order = renumber([...events.slice(0, at), ...forged, ...events.slice(at)]);
  const hasHash = random() < 0.7;
  const movesHead = random() < 0.5;
  const place = sequenceAt(order, at);
  // With the head moved on and no anchor behind nothing tells that there is one too many.
  return {
    name: `insert ${count} at ${place}${hasHash ? ' with hashes' : ''}${movesHead ? ', head too' : ''}`,
    events: hasHash ? rehash(trail, order, at, at + count) : order,
    head: movesHead ? { ...trail.head, sequence: trail.head.sequence + count } : trail.head,
    kinds: ['reordered'],
  };
}

function append(trail: Trail, random: Random): Tampering {
  const [model] = trail.events;
  if (!model) throw new Error('the trail is empty');
  const order = renumber([...trail.events, forge(model, random)]);
  const events = rehash(trail, order, order.length - 1, order.length);
  const places = [order.length];
  return { name: 'append behind the head', events, head: trail.head, kinds: ['reordered'], places };
}

function double({ events, head }: Trail, random: Random): Tampering {
  const at = pick(events.length, random);
  const model = events[at];
  if (!model) throw new Error('the trail is empty');
  const doubled = [...events.slice(0, at), ...shuffled([model, forge(model, random)], random)];
  const name = `forge another ${model.sequence}`;
  const places = [model.sequence];
  return {
    name,
    events: [...doubled, ...events.slice(at + 1)],
    head,
    kinds: ['reordered'],
    places,
  };
}

const ways = [
  edit,
  editWithHash,
  remove,
  removeAndRenumber,
  swap,
  move,
  truncate,
  rewrite,
  insert,
  append,
  double,
];

function changed(event: ChainEvent, random: Random): ChainEvent {
  const { record } = event;
  const changes = [
    { data: { ...record.data, amountMinor: Math.floor(random() * 1e9) + 10_000 } },
    { at: new Date(Date.parse(record.at) + 1 + Math.floor(random() * 1e6)).toISOString() },
    { actor: { ...record.actor, name: `${record.actor.name}.` } },
    { actor: { ...record.actor, id: newId() } },
    { ip: '203.0.113.9' },
    { type: 'client.deleted' },
    { subjectType: 'invoice' },
    { subjectId: newId() },
  ];
  return { ...event, record: { ...record, ...changes[Math.floor(random() * changes.length)] } };
}

function forge(model: ChainEvent, random: Random): ChainEvent {
  const { record } = changed(model, random);
  const hash = genesis(newId()).toString('hex');
  return { sequence: model.sequence, hash, record: { ...record, id: newId() } };
}

/** Gives the events from one index to before another one the hashes that follow from what is before. */
function rehash(trail: Trail, events: ChainEvent[], from: number, to: number): ChainEvent[] {
  const beginning = genesis(trail.workspaceId);
  let previous = from === 0 ? beginning : Buffer.from(events[from - 1]?.hash ?? '', 'hex');
  return events.map((event, place) => {
    if (place < from || place >= to) return event;
    previous = nextHash(previous, event.record);
    return { ...event, hash: previous.toString('hex') };
  });
}

function swapIn(events: ChainEvent[], at: number, change: (event: ChainEvent) => ChainEvent) {
  return events.map((event, place) => (place === at ? change(event) : event));
}

function without(events: ChainEvent[], at: number, count: number): ChainEvent[] {
  return [...events.slice(0, at), ...events.slice(at + count)];
}

function renumber(events: ChainEvent[]): ChainEvent[] {
  return events.map((event, place) => ({ ...event, sequence: place + 1 }));
}

function pick(count: number, random: Random): number {
  return Math.floor(random() * Math.max(count, 1));
}

function twoPlaces(count: number, random: Random): [number, number] {
  const one = pick(count, random);
  return [one, (one + 1 + pick(count - 1, random)) % count];
}

function shuffled<Item>(items: Item[], random: Random): Item[] {
  return random() < 0.5 ? items : [...items].reverse();
}

function sequenceAt(events: ChainEvent[], index: number): number {
  return events[index]?.sequence ?? 0;
}

function isAnchored({ anchored }: Trail, sequence: number): boolean {
  return anchored.includes(sequence);
}

/** How many events come before the newest one that an anchor vouches for. */
function indexOfNewestAnchored({ events, anchored }: Trail): number {
  const newest = Math.max(...anchored);
  return Math.max(events.filter(({ sequence }) => sequence < newest).length, 0);
}

function pointOf(event: ChainPoint | undefined, otherwise: ChainPoint): ChainPoint {
  return event ? { sequence: event.sequence, hash: event.hash } : otherwise;
}

import { type ChainEvent, type ChainPoint, follows, genesis } from './chain.ts';

/** An event that stands in a chain. */
export type PlacedEvent = ChainPoint & { id: string };

/** An event whose hash does not follow from the one before it. */
export type Break = {
  event: ChainEvent;
  /** What stands before it, newest first; the last of them is the beginning of the chain where it is near. */
  before: [PlacedEvent, ...PlacedEvent[]];
  /** Nothing can be said of its hash where the event before it is missing. */
  afterGap: boolean;
};

/** What was seen on the way along a chain. */
export type Walk = {
  events: number;
  /** The last place that was reached. */
  last: PlacedEvent;
  breaks: Break[];
  /** Places without an event. */
  gaps: { first: number; last: number }[];
  /** Events that stand at a place that another one has, or behind their place. */
  misplaced: PlacedEvent[];
  /** What was found of what was looked for, by place and by hash. */
  hashAt: ReadonlyMap<number, string>;
  placeOf: ReadonlyMap<string, number>;
  /** The end of the chain, newest first. */
  tail: PlacedEvent[];
};

/** Where so much is wrong, more of it tells nothing more; the walk goes on and counts. */
const maxNoted = 200;
const memoryLength = 64;

/**
 * Walks along a chain, event by event and in bounded memory, and notes where it does not hold; `wanted` are
 * the places and hashes that somebody vouches for.
 */
export function startWalk(workspaceId: string, wanted: ChainPoint[]) {
  const beginning = { sequence: 0, hash: genesis(workspaceId).toString('hex'), id: '' };
  const wantedPlaces = new Set(wanted.map(({ sequence }) => sequence));
  const wantedHashes = new Set(wanted.map(({ hash }) => hash));
  const wantedPoints = new Set(wanted.map(pointName));
  const hashAt = new Map<number, string>();
  const placeOf = new Map<string, number>();
  const breaks: Break[] = [];
  const gaps: Walk['gaps'] = [];
  const misplaced: PlacedEvent[] = [];
  /** The newest events, oldest first. */
  let memory: PlacedEvent[] = [beginning];
  let last: PlacedEvent = beginning;
  let events = 0;
  /** Events that claim one place; usually one, which is settled when the next place comes. */
  let claimants: ChainEvent[] = [];

  const settle = () => {
    const [first, ...others] = claimants;
    if (!first) return;
    const rightful = others.length === 0 ? first : claimants.find((one) => follows(one, last.hash));
    take(rightful ?? first);
    for (const event of claimants)
      if (event !== (rightful ?? first)) note(misplaced, placed(event));
    claimants = [];
  };
  const take = (event: ChainEvent) => {
    const afterGap = event.sequence > last.sequence + 1;
    if (afterGap) note(gaps, { first: last.sequence + 1, last: event.sequence - 1 });
    if (!follows(event, last.hash)) {
      note(breaks, { event, before: [last, ...memory.slice(0, -1).reverse()], afterGap });
    }
    last = placed(event);
    memory.push(last);
    if (memory.length >= 2 * memoryLength) memory = memory.slice(-memoryLength);
    if (wantedPlaces.has(last.sequence)) hashAt.set(last.sequence, last.hash);
    // Of two copies of an event the one at its own place counts.
    const atItsPlace = wantedPoints.has(pointName(last));
    if (wantedHashes.has(last.hash) && (atItsPlace || !placeOf.has(last.hash))) {
      placeOf.set(last.hash, last.sequence);
    }
  };
  const add = (event: ChainEvent) => {
    events += 1;
    const claimed = claimants[0]?.sequence ?? last.sequence;
    if (event.sequence < claimed || event.sequence <= last.sequence) {
      fill(gaps, event.sequence);
      return note(misplaced, placed(event));
    }
    if (event.sequence !== claimed) settle();
    if (claimants.length < maxNoted) claimants.push(event);
  };

  return {
    add,
    /** What was seen; nothing can be added any more. */
    end: (): Walk => {
      settle();
      const tail = [...memory].reverse();
      return { events, last, breaks, gaps, misplaced, hashAt, placeOf, tail };
    },
  };
}

/** A point as one text. */
export function pointName({ sequence, hash }: ChainPoint): string {
  return `${sequence}-${hash}`;
}

/** An event that comes late, as a line of a file can, leaves no gap at its place. */
function fill(gaps: Walk['gaps'], sequence: number): void {
  const index = gaps.findIndex((gap) => gap.first <= sequence && sequence <= gap.last);
  const gap = gaps[index];
  if (!gap) return;
  const parts = [
    { first: gap.first, last: sequence - 1 },
    { first: sequence + 1, last: gap.last },
  ];
  gaps.splice(index, 1, ...parts.filter(({ first, last }) => first <= last));
}

function placed({ sequence, hash, record }: ChainEvent): PlacedEvent {
  return { sequence, hash, id: record.id };
}

function note<Noted>(list: Noted[], noted: Noted): void {
  if (list.length < maxNoted) list.push(noted);
}

import { type ChainPoint, follows } from './chain.ts';
import type { Break, PlacedEvent, Walk } from './chain-walk.ts';
import type { AuditFinding } from './schema.ts';

/** The newest link as the database or the file records it. */
export type ChainHead = ChainPoint;

/** What is vouched for outside of the chain. */
type Witnesses = { head: ChainHead | undefined; anchors: (ChainPoint & { at: string })[] };

/**
 * Names what is wrong with a chain. A break alone does not tell an edited event from a missing one; whether
 * the events behind it stand at the places at which they were anchored does.
 */
export function nameFindings(walk: Walk, { head, anchors }: Witnesses): AuditFinding[] {
  const lost = anchors.filter(({ hash }) => !walk.placeOf.has(hash));
  const { moved, unexplained, replaced } = traceBreaks(walk, lost);
  const movedHashes = new Set(moved.map(({ event }) => event.hash));
  const fixed = fixedPoints(walk, head, anchors).filter(({ hash }) => !movedHashes.has(hash));
  const shifts = explainByShift(unexplained, fixed);
  const gaps = walk.gaps.map(({ first, last }) =>
    finding(
      'missing',
      first,
      null,
      `${places(first, last)} in the chain ${have(first, last)} no event`,
    ),
  );
  const misplaced = walk.misplaced.map(({ sequence, id }) =>
    finding('reordered', sequence, id, 'it stands beside or behind the event at its place'),
  );
  const found = [
    ...gaps,
    ...misplaced,
    ...movedFindings(moved),
    ...replaced.map(({ finding }) => finding),
  ];
  found.push(...shifts.findings);
  found.push(...nameEnd(walk, head, lost, found.length > 0));
  const explained = (anchor: ChainPoint) =>
    walk.gaps.some(({ first, last }) => first <= anchor.sequence && anchor.sequence <= last) ||
    shifts.missing.some(({ first, last }) => first <= anchor.sequence && anchor.sequence <= last) ||
    replaced.some(({ hash }) => hash === anchor.hash) ||
    (anchor.sequence === walk.last.sequence && anchor.hash === head?.hash);
  found.push(
    ...nameRewriting(
      walk,
      anchors,
      lost.filter((anchor) => !explained(anchor)),
    ),
  );
  return found.sort((one, other) => (one.sequence ?? Infinity) - (other.sequence ?? Infinity));
}

type Moved = { event: PlacedEvent; detail: string };

/**
 * Finds for each break the event that the broken one was written after. Where that is elsewhere in the
 * chain, something was moved or put in; where only an anchor knows it, it was replaced or removed.
 */
function traceBreaks(walk: Walk, lost: ChainPoint[]) {
  const ends = new Set([...walk.breaks.map(({ before }) => before[0].hash), walk.last.hash]);
  const moved: Moved[] = [];
  const replaced: { hash: string; finding: AuditFinding }[] = [];
  const origins = walk.breaks.map((broken) => ({ broken, origin: findOrigin(broken, ends, lost) }));
  const wantedPlaces = new Map(
    origins.flatMap(({ broken, origin }) => (origin ? [[origin, broken] as const] : [])),
  );
  const unexplained: Break[] = [];
  for (const { broken, origin } of origins) {
    const event = asPlaced(broken);
    const rival = wantedPlaces.get(broken.before[0].hash);
    const skipped = broken.before.findIndex(({ hash }) => hash === origin);
    const lostAnchor = lost.find(({ hash }) => hash === origin);
    if (lostAnchor) {
      replaced.push({ hash: lostAnchor.hash, finding: nameReplaced(broken, lostAnchor) });
    } else if (origin && skipped > 0 && !ends.has(origin)) {
      const first = broken.before[skipped - 1] ?? event;
      moved.push({
        event: first,
        detail: 'it was put in before an event that follows another one',
      });
    } else if (origin && !isDisplacedByIntruder(origins, broken, origin)) {
      moved.push({ event, detail: 'it was written after another event than the one before it' });
    } else if (!origin && rival && rival !== broken) {
      moved.push({
        event,
        detail: 'it was put in: the event before it is followed by another one',
      });
    } else if (!origin && !broken.afterGap) {
      unexplained.push(broken);
    }
  }
  return { moved, replaced, unexplained };
}

type Traced = { broken: Break; origin: string | undefined };

/** An event that only makes room for one that was put in right where it belongs stands where it should. */
function isDisplacedByIntruder(origins: Traced[], broken: Break, origin: string): boolean {
  return origins.some(
    (other) =>
      other.broken !== broken &&
      other.origin === undefined &&
      !other.broken.afterGap &&
      other.broken.before[0].hash === origin &&
      other.broken.event.hash === broken.before[0].hash,
  );
}

function findOrigin({ event, before }: Break, ends: Set<string>, lost: ChainPoint[]) {
  const [previous, ...earlier] = before;
  const near = earlier.find(({ hash }) => follows(event, hash));
  if (near) return near.hash;
  for (const hash of ends) if (hash !== previous.hash && follows(event, hash)) return hash;
  return lost.slice(0, maxLostTried).find(({ hash }) => follows(event, hash))?.hash;
}

/** Each is a hash per break; a chain that lost more of its anchors was rewritten anyway. */
const maxLostTried = 100;

function nameReplaced({ event, before }: Break, anchor: ChainPoint): AuditFinding {
  const [previous] = before;
  return anchor.sequence === previous.sequence
    ? finding(
        'edited',
        previous.sequence,
        previous.id,
        'its content and its hash are not what was anchored',
      )
    : finding(
        'missing',
        anchor.sequence,
        null,
        `the event that ${event.record.id} was written after is gone`,
      );
}

function movedFindings(moved: Moved[]): AuditFinding[] {
  return moved.map(({ event, detail }) => finding('reordered', event.sequence, event.id, detail));
}

/** A place in the chain whose event is known to have been written to `sequence`. */
type FixedPoint = { place: number; sequence: number; hash: string };

function fixedPoints(walk: Walk, head: ChainHead | undefined, anchors: ChainPoint[]): FixedPoint[] {
  const known = head && head.hash === walk.last.hash ? [...anchors, head] : anchors;
  return known
    .flatMap(({ sequence, hash }) => {
      const place = hash === walk.last.hash ? walk.last.sequence : walk.placeOf.get(hash);
      return place === undefined ? [] : [{ place, sequence, hash }];
    })
    .sort((one, other) => one.place - other.place);
}

/** Between two fixed points, places that are missing or too many say what the breaks there are. */
function explainByShift(breaks: Break[], fixed: FixedPoint[]) {
  const findings: AuditFinding[] = [];
  const missing: { first: number; last: number }[] = [];
  const intervals = new Map<FixedPoint | undefined, Break[]>();
  for (const broken of breaks) {
    const end = fixed.find(({ place }) => place >= broken.event.sequence);
    intervals.set(end, [...(intervals.get(end) ?? []), broken]);
  }
  for (const [end, within] of intervals) {
    const first = within[0]?.event.sequence ?? 0;
    const start = fixed.findLast(({ place }) => place < first);
    const shiftBefore = start ? start.place - start.sequence : 0;
    const removed = end ? shiftBefore - (end.place - end.sequence) : 0;
    if (removed > 0)
      missing.push({ first: first - shiftBefore, last: first - shiftBefore + removed - 1 });
    if (removed > 0 && within.length > removed) {
      const detail = `${events(removed)} missing up to here, and the places behind were renumbered`;
      findings.push(finding('missing', first, null, detail));
    }
    findings.push(...within.map((broken) => nameBreak(broken, removed, within.length)));
  }
  return { findings, missing };
}

function nameBreak({ event, before }: Break, removed: number, breaks: number): AuditFinding {
  const { id } = event.record;
  if (removed > 0 && breaks <= removed) {
    const detail = `${breaks === 1 ? events(removed) : 'events are'} missing before this one, and the places behind were renumbered`;
    return finding('missing', event.sequence, id, detail);
  }
  if (removed < 0) {
    const detail = `${-removed} more than were written stand before or at this place`;
    return finding('reordered', event.sequence, id, detail);
  }
  const detail = before[0].id
    ? `its content, or that of ${before[0].id} before it together with its hash, is not what was recorded`
    : 'its content is not what its hash was made of';
  return finding('edited', event.sequence, id, detail);
}

/** Compares the end of a chain with its head and with anchors beyond it. */
function nameEnd(
  walk: Walk,
  head: ChainHead | undefined,
  lost: ChainPoint[],
  foundBefore: boolean,
): AuditFinding[] {
  const { last, tail, breaks } = walk;
  const beyond = lost.filter(({ sequence }) => sequence > last.sequence).at(-1);
  const headSequence = head?.sequence ?? 0;
  const headIsElsewhere =
    head !== undefined &&
    (breaks.some(({ event }) => event.hash === head.hash) ||
      tail.some(({ hash, sequence }) => hash === head.hash && sequence < last.sequence));
  if (beyond || (headSequence > last.sequence && head?.hash !== last.hash && !headIsElsewhere)) {
    const to = Math.max(beyond?.sequence ?? 0, headSequence);
    const by = beyond ? `an anchor vouches for ${beyond.sequence}` : `its head is ${headSequence}`;
    return [
      finding(
        'truncated',
        last.sequence + 1,
        null,
        `${places(last.sequence + 1, to)} missing: ${by}`,
      ),
    ];
  }
  if (!head) {
    if (last.sequence === 0) return [];
    return [
      finding(
        'truncated',
        last.sequence + 1,
        null,
        'the head of the chain is gone, and what it vouched for',
      ),
    ];
  }
  if (head.hash === last.hash) {
    if (head.sequence === last.sequence || foundBefore) return [];
    return [
      finding(
        'edited',
        head.sequence,
        null,
        `the head names place ${head.sequence}; its event stands at ${last.sequence}`,
      ),
    ];
  }
  if (last.sequence > head.sequence) {
    const first = tail.find(({ sequence }) => sequence === head.sequence + 1);
    return [
      finding(
        'reordered',
        head.sequence + 1,
        first?.id ?? null,
        'it stands behind the head of the chain',
      ),
    ];
  }
  if (headIsElsewhere) return [];
  return [
    finding(
      'edited',
      last.sequence,
      last.id,
      'its content and its hash are not those of the head of the chain',
    ),
  ];
}

/** A chain that is sound in itself and has other events than were anchored was written anew. */
function nameRewriting(
  walk: Walk,
  anchors: (ChainPoint & { at: string })[],
  unexplained: (ChainPoint & { at: string })[],
): AuditFinding[] {
  const [first] = unexplained
    .filter(({ sequence }) => sequence <= walk.last.sequence)
    .sort((one, other) => one.sequence - other.sequence);
  if (!first) return [];
  const held = anchors
    .filter(({ sequence, hash }) => sequence < first.sequence && walk.hashAt.get(sequence) === hash)
    .reduce((newest, { sequence }) => Math.max(newest, sequence), 0);
  const detail = `from a place between ${held + 1} and ${first.sequence} on, the events are others than those anchored at ${first.at}`;
  return [finding('rewritten', first.sequence, null, detail)];
}

function asPlaced({ event }: Break): PlacedEvent {
  return { sequence: event.sequence, hash: event.hash, id: event.record.id };
}

function finding(
  kind: AuditFinding['kind'],
  sequence: number | null,
  eventId: string | null,
  detail: string,
): AuditFinding {
  return { kind, sequence, eventId, detail };
}

function places(first: number, last: number): string {
  return first === last ? `place ${first}` : `places ${first} to ${last}`;
}

function have(first: number, last: number): string {
  return first === last ? 'has' : 'have';
}

function events(count: number): string {
  return count === 1 ? '1 event is' : `${count} events are`;
}

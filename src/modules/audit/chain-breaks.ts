import { type ChainPoint, follows } from './chain.ts';
import type { Break, PlacedEvent, Walk } from './chain-walk.ts';
import { eventCount, finding } from './finding.ts';
import type { AuditFinding } from './schema.ts';

type Moved = { event: PlacedEvent; detail: string };
type Traced = { broken: Break; origin: string | undefined };

/**
 * Finds for each break the event that the broken one was written after. Where that is elsewhere in the
 * chain, something was moved or put in; where only a lost anchor knows it, it was replaced or removed.
 */
export function traceBreaks(walk: Walk, lost: ChainPoint[]) {
  const ends = new Set([...walk.breaks.map(({ before }) => before[0].hash), walk.last.hash]);
  const traced = walk.breaks.map((broken) => ({ broken, origin: findOrigin(broken, ends, lost) }));
  const intruders = findIntruders(traced);
  const moved: Moved[] = [];
  const replaced: { hash: string; finding: AuditFinding }[] = [];
  const unexplained: Break[] = [];
  for (const { broken, origin } of traced) {
    const event = asPlaced(broken);
    const anchor = lost.find(({ hash }) => hash === origin);
    const skipped = skippedBefore(broken, origin);
    if (anchor) {
      replaced.push({ hash: anchor.hash, finding: nameReplaced(broken, anchor) });
    } else if (origin === undefined && intruders.has(event.hash)) {
      moved.push({
        event,
        detail: 'it was put in: what stands before it is followed by another one',
      });
    } else if (origin && skipped.length > 0 && !ends.has(origin)) {
      const first = skipped.at(-1) ?? event;
      moved.push({
        event: first,
        detail: 'it was put in: what stands before it is followed by another one',
      });
    } else if (origin && !skipped.some(({ hash }) => isUntraced(traced, hash))) {
      moved.push({ event, detail: 'it was written after another event than the one before it' });
    } else if (origin === undefined && !broken.afterGap) {
      unexplained.push(broken);
    }
  }
  return { moved, replaced, unexplained };
}

/** What stands between an event and the next one that was written right after it belongs nowhere. */
function findIntruders(traced: Traced[]): Set<string> {
  const moved = new Set(
    traced.flatMap(({ broken, origin }) => (origin ? [broken.event.hash] : [])),
  );
  const between = traced
    .filter(({ origin }) => origin !== undefined && !moved.has(origin))
    .flatMap(({ broken, origin }) => skippedBefore(broken, origin));
  return new Set(between.map(({ hash }) => hash));
}

/** What stands between an event and the one that it was written after, newest first, where that is near. */
function skippedBefore({ before }: Break, origin: string | undefined): PlacedEvent[] {
  return before.slice(
    0,
    Math.max(
      before.findIndex(({ hash }) => hash === origin),
      0,
    ),
  );
}

function isUntraced(traced: Traced[], hash: string): boolean {
  return traced.some(({ broken, origin }) => broken.event.hash === hash && origin === undefined);
}

/** Each is a hash per break; a chain that lost more of its anchors was rewritten anyway. */
const maxLostTried = 100;

function findOrigin({ event, before }: Break, ends: Set<string>, lost: ChainPoint[]) {
  const [previous, ...earlier] = before;
  const near = earlier.find(({ hash }) => follows(event, hash));
  if (near) return near.hash;
  for (const hash of ends) if (hash !== previous.hash && follows(event, hash)) return hash;
  return lost.slice(0, maxLostTried).find(({ hash }) => follows(event, hash))?.hash;
}

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

/** A place in the chain whose event is known to have been written to `sequence`. */
type FixedPoint = { place: number; sequence: number; hash: string };

export function fixedPoints(
  walk: Walk,
  head: ChainPoint | undefined,
  anchors: ChainPoint[],
): FixedPoint[] {
  const known = head && head.hash === walk.last.hash ? [...anchors, head] : anchors;
  return known
    .flatMap(({ sequence, hash }) => {
      const place = hash === walk.last.hash ? walk.last.sequence : walk.placeOf.get(hash);
      return place === undefined ? [] : [{ place, sequence, hash }];
    })
    .sort((one, other) => one.place - other.place);
}

/** Between two fixed points, places that are missing or too many say what the breaks there are. */
export function explainByShift(breaks: Break[], fixed: FixedPoint[]) {
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
      const detail = `${eventCount(removed)} missing up to here, and the places behind were renumbered`;
      findings.push(finding('missing', first, null, detail));
    }
    findings.push(...within.map((broken) => nameBreak(broken, removed, within.length)));
  }
  return { findings, missing };
}

function nameBreak({ event, before }: Break, removed: number, breaks: number): AuditFinding {
  const { id } = event.record;
  if (removed > 0 && breaks <= removed) {
    const detail = `${breaks === 1 ? eventCount(removed) : 'events are'} missing before this one, and the places behind were renumbered`;
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

function asPlaced({ event }: Break): PlacedEvent {
  return { sequence: event.sequence, hash: event.hash, id: event.record.id };
}

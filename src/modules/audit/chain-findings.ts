import type { ChainPoint } from './chain.ts';
import { explainByShift, fixedPoints, traceBreaks } from './chain-breaks.ts';
import type { Walk } from './chain-walk.ts';
import { finding, places } from './finding.ts';
import type { AuditFinding } from './schema.ts';

/** What is vouched for outside of the events: by the database or the file, and by signed anchors. */
type Witnesses = { head: ChainPoint | undefined; anchors: (ChainPoint & { at: string })[] };

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
  const found = [
    ...walk.gaps.map(({ first, last }) =>
      finding('missing', first, null, `no event stands at ${places(first, last)} of the chain`),
    ),
    ...walk.misplaced.map(({ sequence, id }) =>
      finding('reordered', sequence, id, 'it stands beside or behind the event at its place'),
    ),
    ...moved.map(({ event, detail }) => finding('reordered', event.sequence, event.id, detail)),
    ...replaced.map((one) => one.finding),
    ...shifts.findings,
  ];
  const missing = [...walk.gaps, ...shifts.missing];
  const unexplainedAnchors = lost.filter(
    ({ sequence, hash }) =>
      !missing.some(({ first, last }) => first <= sequence && sequence <= last) &&
      !replaced.some((one) => one.hash === hash) &&
      !(sequence === walk.last.sequence && hash === head?.hash),
  );
  found.push(...nameEnd(walk, head, unexplainedAnchors, found.length > 0));
  found.push(...nameRewriting(walk, anchors, unexplainedAnchors));
  return found.sort((one, other) => (one.sequence ?? Infinity) - (other.sequence ?? Infinity));
}

/** Compares the end of a chain with its head and with anchors beyond it. */
function nameEnd(
  walk: Walk,
  head: ChainPoint | undefined,
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

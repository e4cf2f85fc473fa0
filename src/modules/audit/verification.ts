import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Context } from '#context.ts';
import { trustedKeys } from './anchor-keys.ts';
import type { Anchor } from './anchor-schema.ts';
import { listAnchors, readAnchors } from './anchors.ts';
import type { ChainEvent, ChainPoint } from './chain.ts';
import { nameFindings } from './chain-findings.ts';
import { pointName, startWalk, type Walk } from './chain-walk.ts';
import type { AuditFinding, AuditVerification } from './schema.ts';
import { type EnterTrail, findHead, readTrail } from './trail.ts';

const maxFindings = 100;
const eventsPerTurn = 250;

/** What a trail is verified with apart from its events. */
type Witnesses = { workspaceId: string; anchors: Anchor[]; findings: AuditFinding[] };

/** What became of a verification, with the anchors that the trail contradicts. */
export type Verdict = Omit<AuditVerification, 'verifiedAt'> & { contradicted: Anchor[] };

/** Verifies the trail of a workspace against its anchors, which are looked for in the store alone. */
export async function verifyTrail(
  context: Context,
  enter: EnterTrail,
  workspaceId: string,
): Promise<AuditVerification> {
  const { contradicted, ...verdict } = await judgeTrail(context, enter, workspaceId);
  return { ...verdict, verifiedAt: context.now().toISOString() };
}

/** The same; `excused` are anchors that the trail may contradict. */
export async function judgeTrail(
  context: Context,
  enter: EnterTrail,
  workspaceId: string,
  excused: Anchor[] = [],
): Promise<Verdict> {
  // In this order, since others write meanwhile: what the database says is anchored is in the store already,
  // and what an anchor tells of can be read already.
  const anchoredSequence = (await enter(findHead))?.anchoredSequence;
  const signed = await listAnchors(context.store, workspaceId);
  const read = await readAnchors(await trustedKeys(context), workspaceId, signed);
  const verification = startVerification({ workspaceId, ...read });
  let head: ChainPoint | undefined;
  for await (const part of readTrail(enter)) {
    for (let start = 0; start < part.events.length; start += eventsPerTurn) {
      for (const event of part.events.slice(start, start + eventsPerTurn)) verification.add(event);
      await nextTurn();
    }
    head = part.head;
  }
  return verification.end(head, { anchoredSequence, excused });
}

/**
 * Verifies a trail event by event, wherever the events come from. Anchors that a signed re-anchoring names
 * count as history, if the event that it belongs to is in the chain.
 */
export function startVerification({ workspaceId, anchors, findings }: Witnesses) {
  const walk = startWalk(workspaceId, anchors);
  return {
    add: (event: ChainEvent) => walk.add(event),
    end: (
      head: ChainPoint | undefined,
      options: { anchoredSequence?: number | undefined; excused?: ChainPoint[] } = {},
    ): Verdict => {
      const walked = walk.end();
      const holds = ({ sequence, hash }: ChainPoint) => walked.hashAt.get(sequence) === hash;
      const reanchorings = anchors.filter((anchor) => anchor.reanchoring && holds(anchor));
      const replaced = reanchorings.flatMap(({ reanchoring }) => reanchoring?.replaced ?? []);
      const history = new Set([...replaced, ...(options.excused ?? [])].map(pointName));
      const counting = anchors.filter((anchor) => holds(anchor) || !history.has(pointName(anchor)));
      const found = [
        ...nameFindings(walked, { head, anchors: counting }),
        ...findings,
        ...nameLostAnchors(anchors, options.anchoredSequence ?? 0),
      ];
      return {
        state: found.length === 0 ? 'intact' : 'broken',
        events: walked.events,
        head: presentHead(walked, head),
        anchors: presentAnchors(counting),
        restorations: reanchorings.map(presentRestoration),
        findings: found.slice(0, maxFindings),
        contradicted: counting.filter((anchor) => !holds(anchor)),
      };
    },
  };
}

/** The database knows how far it was anchored: an anchor that is gone from the store was taken out of it. */
function nameLostAnchors(anchors: Anchor[], anchoredSequence: number): AuditFinding[] {
  const newest = anchors.reduce((most, { sequence }) => Math.max(most, sequence), 0);
  if (newest >= anchoredSequence) return [];
  const detail = `the anchor of place ${anchoredSequence} is not in the object store`;
  return [{ kind: 'anchor_invalid', sequence: anchoredSequence, eventId: null, detail }];
}

function presentHead({ last }: Walk, head: ChainPoint | undefined): AuditVerification['head'] {
  const shown = head ?? (last.sequence > 0 ? last : undefined);
  return shown ? { sequence: shown.sequence, hash: shown.hash } : null;
}

function presentAnchors(anchors: Anchor[]): AuditVerification['anchors'] {
  const [first, ...others] = anchors;
  if (!first) return { count: 0, newest: null };
  const newest = others.reduce((most, one) => (one.sequence > most.sequence ? one : most), first);
  return { count: anchors.length, newest: { sequence: newest.sequence, at: newest.at } };
}

function presentRestoration({ at, sequence, reanchoring }: Anchor) {
  const restored = reanchoring?.restored?.sequence ?? sequence - 1;
  return { at, sequence: restored, reason: reanchoring?.reason ?? '' };
}

import type { Context } from '#context.ts';
import type { WorkspaceTx } from '#platform/db.ts';
import { publishKeys, trustedKeys } from './anchor-keys.ts';
import { listAnchors, storeAnchor } from './anchors.ts';
import { type Actor, recordAudit } from './audit-events.ts';
import type { ChainEvent } from './chain.ts';
import { type EnterTrail, findHead, readTrail } from './trail.ts';
import type { TrailHeader } from './trail-file.ts';

/** Opens a transaction of whoever exports. */
type EnterAs = <Result>(
  work: (tx: WorkspaceTx, actor: Actor) => Promise<Result>,
) => Promise<Result>;

/**
 * Exports a whole trail, line by line and in bounded memory: a header, the events, the anchors. The export
 * is an event of the trail itself, and the end of the file, which is signed at once.
 */
export async function exportTrail(
  context: Context,
  enter: EnterAs,
  workspace: { id: string; name: string },
): Promise<AsyncIterable<Uint8Array>> {
  await publishKeys(context);
  // Before the events, so that an anchor beyond the end tells of events that are gone.
  const anchors = await listAnchors(context.store, workspace.id);
  const head = await enter(async (tx, actor) => {
    const type = 'audit.exported';
    await recordAudit(tx, actor, { type, subjectId: workspace.id });
    const head = await findHead(tx);
    if (!head) throw new Error('an event was recorded and there is no head');
    return { sequence: head.sequence, hash: head.hash };
  });
  anchors.push(await storeAnchor(context, { workspaceId: workspace.id, ...head }));
  const header: TrailHeader = {
    format: 'numirio-audit-trail',
    version: 1,
    workspaceId: workspace.id,
    workspaceName: workspace.name,
    exportedAt: context.now().toISOString(),
    head,
    keys: [...(await trustedKeys(context)).values()],
  };
  return encodeTrail(header, enter, anchors);
}

async function* encodeTrail(header: TrailHeader, enter: EnterTrail, anchors: string[]) {
  yield encodeLines([header]);
  for await (const { events } of readTrail(enter, header.head.sequence)) {
    if (events.length > 0) yield encodeLines(events.map(toLine));
  }
  yield encodeLines(anchors.map((anchor) => ({ anchor })));
}

function toLine({ sequence, hash, record }: ChainEvent) {
  return { sequence, ...record, hash };
}

function encodeLines(lines: unknown[]): Uint8Array {
  return Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

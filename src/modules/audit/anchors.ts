import type { Context } from '#context.ts';
import { listAll, type ObjectStore } from '#platform/object-store.ts';
import type { SealingKeys } from '#platform/sealed.ts';
import { publishKeys, readDocument, signDocument, type TrustedKeys } from './anchor-keys.ts';
import { type Anchor, anchorSchema } from './anchor-schema.ts';
import type { AuditFinding } from './schema.ts';

const anchorType = 'numirio-audit-anchor';
/** One an hour for more than ten years. */
const maxAnchors = 100_000;
const headsPerBatch = 500;
const maxBatches = 2_000;
const concurrentObjects = 8;

/**
 * Job `audit.anchor`: signs the head of every chain that grew and puts it where the database's owner cannot
 * change it. A head counts as anchored once its anchor is stored; a run that is killed in between, or runs
 * twice, stores one more that is just as true.
 */
export async function anchorHeads(context: Context): Promise<void> {
  await publishKeys(context);
  const failed: unknown[] = [];
  let after = '00000000-0000-0000-0000-000000000000';
  for (let batch = 0; batch < maxBatches; batch += 1) {
    const heads = await listUnanchoredHeads(context, after);
    await inParallel(heads, async (head) => {
      await storeAnchor(context, head).catch((error) => failed.push(error));
    });
    after = heads.at(-1)?.workspaceId ?? after;
    if (heads.length < headsPerBatch) break;
  }
  // One that cannot be stored holds up no other, and the queue tries again.
  if (failed.length > 0) throw new AggregateError(failed, `${failed.length} heads not anchored`);
}

/** Signs and stores an anchor, then notes in the database how far the chain is anchored. */
export async function storeAnchor(context: Context, anchor: Omit<Anchor, 'at'>): Promise<string> {
  const at = context.now();
  const { workspaceId, sequence } = anchor;
  const jws = await signAnchor(context.secrets.anchorKeys, { ...anchor, at: at.toISOString() });
  await context.store.put(anchorKey(anchor), Buffer.from(jws));
  await context.db.inSystem((tx) =>
    tx
      .updateTable('audit_heads')
      .set({ anchored_sequence: sequence, anchored_at: at })
      .where('workspace_id', '=', workspaceId)
      .where('anchored_sequence', '<', sequence)
      .execute(),
  );
  return jws;
}

export function signAnchor(seeds: SealingKeys, anchor: Anchor): Promise<string> {
  return signDocument(seeds, anchorType, anchor);
}

/** The anchors of a workspace as they lie in the store, signatures and all. */
export async function listAnchors(store: ObjectStore, workspaceId: string): Promise<string[]> {
  const keys = await listAll(store, anchorFolder(workspaceId), maxAnchors);
  const texts: string[] = [];
  await inParallel(keys.entries(), async ([place, key]) => {
    const bytes = await store.get(key);
    texts[place] = bytes ? new TextDecoder().decode(bytes) : '';
  });
  return texts;
}

/** What a list of anchors says, and findings for those that no trusted key has signed for this workspace. */
export async function readAnchors(
  keys: TrustedKeys,
  workspaceId: string,
  signed: Iterable<string>,
): Promise<{ anchors: Anchor[]; findings: AuditFinding[] }> {
  const anchors: Anchor[] = [];
  const findings: AuditFinding[] = [];
  for (const jws of signed) {
    const anchor = await readDocument(keys, anchorType, anchorSchema, jws);
    if (anchor?.workspaceId === workspaceId) {
      anchors.push(anchor);
      continue;
    }
    const detail = anchor
      ? 'an anchor belongs to another workspace'
      : `an anchor is not signed by a trusted key: ${jws.slice(0, 40)}`;
    const sequence = anchor?.sequence ?? null;
    findings.push({ kind: 'anchor_invalid', sequence, eventId: null, detail });
  }
  return { anchors, findings };
}

function listUnanchoredHeads(context: Context, after: string) {
  return context.db.inSystem(async (tx) => {
    const rows = await tx
      .selectFrom('audit_heads')
      .select(['workspace_id', 'sequence', 'hash'])
      .where('workspace_id', '>', after)
      .whereRef('anchored_sequence', '<', 'sequence')
      .orderBy('workspace_id')
      .limit(headsPerBatch)
      .execute();
    return rows.map(({ workspace_id, sequence, hash }) => ({
      workspaceId: workspace_id,
      sequence,
      hash: hash.toString('hex'),
    }));
  });
}

function anchorFolder(workspaceId: string): string {
  return `ws/${workspaceId}/audit-anchors/`;
}

/** Zero-padded, so that the store lists them in the order of the chain. */
function anchorKey({ workspaceId, sequence, hash }: Omit<Anchor, 'at'>): string {
  return `${anchorFolder(workspaceId)}${String(sequence).padStart(12, '0')}-${hash}.jws`;
}

async function inParallel<Item>(items: Iterable<Item>, work: (item: Item) => Promise<void>) {
  const waiting = items[Symbol.iterator]();
  const lane = async () => {
    for (let next = waiting.next(); !next.done; next = waiting.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: concurrentObjects }, lane));
}

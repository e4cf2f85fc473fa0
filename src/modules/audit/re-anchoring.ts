import { sql } from 'kysely';
import type { Context } from '#context.ts';
import { publishKeys, trustedKeys } from './anchor-keys.ts';
import type { Anchor } from './anchor-schema.ts';
import { listAnchors, readAnchors, storeAnchor } from './anchors.ts';
import { recordAudit, systemActor } from './audit-events.ts';
import { findHead } from './trail.ts';
import { judgeTrail } from './verification.ts';

/** What became of one workspace: how many anchors are history now, or why none is. */
export type ReAnchoring = {
  workspaceId: string;
  replaced: number;
  /** What is wrong with the trail that no restore explains; nothing was changed then. */
  refusal?: string;
};

const workspacesPerBatch = 500;
const maxBatches = 2_000;
const anchorsPerQuery = 1_000;
/** The event names so many; its signed anchor names all of them. */
const maxNamedInEvent = 50;

/**
 * After a restore of the database: finds the workspaces whose anchors tell of events that are gone, records
 * in their trails that and why these went back, and signs which anchors are history by it. A trail in which
 * anything else is wrong is left as it is.
 */
export async function* reAnchor(
  context: Context,
  reason: string,
  onlyWorkspace?: string,
): AsyncGenerator<ReAnchoring> {
  await publishKeys(context);
  let after = '00000000-0000-0000-0000-000000000000';
  for (let batch = 0; batch < maxBatches; batch += 1) {
    const workspaceIds = onlyWorkspace ? [onlyWorkspace] : await listTrails(context, after);
    for (const workspaceId of workspaceIds) {
      if (!(await contradictsAnAnchor(context, workspaceId))) continue;
      const done = await reAnchorOne(context, workspaceId, reason);
      if (done) yield done;
    }
    after = workspaceIds.at(-1) ?? after;
    if (workspaceIds.length < workspacesPerBatch) return;
  }
}

async function reAnchorOne(
  context: Context,
  workspaceId: string,
  reason: string,
): Promise<ReAnchoring | undefined> {
  const enter = inTrail(context, workspaceId);
  const { contradicted } = await judgeTrail(context, enter, workspaceId);
  if (contradicted.length === 0) return undefined;
  const { findings } = await judgeTrail(context, enter, workspaceId, contradicted);
  const [worst] = findings;
  if (worst) {
    const refusal = `${worst.kind} at place ${worst.sequence ?? '?'}: ${worst.detail}`;
    return { workspaceId, replaced: 0, refusal };
  }
  const replaced = contradicted.map(({ sequence, hash }) => ({ sequence, hash }));
  const { restored, head } = await enter(async (tx) => {
    // Locked, so that nothing comes between what is named here and the event that names it.
    await sql`select from audit_heads where workspace_id = current_workspace_id() for update`.execute(
      tx,
    );
    const restored = (await findHead(tx)) ?? null;
    await recordAudit(tx, systemActor(context.now()), {
      type: 'audit.reanchored',
      subjectId: workspaceId,
      data: {
        reason,
        restored: restored && asPoint(restored),
        replaced: replaced.slice(-maxNamedInEvent),
        replacedCount: replaced.length,
      },
    });
    const head = await findHead(tx);
    if (!head) throw new Error('an event was recorded and there is no head');
    return { restored: restored && asPoint(restored), head: asPoint(head) };
  });
  await storeAnchor(context, { workspaceId, ...head, reanchoring: { reason, restored, replaced } });
  return { workspaceId, replaced: replaced.length };
}

/** Whether an anchor names an event that is not at its place: a quick look that most trails end with. */
async function contradictsAnAnchor(context: Context, workspaceId: string): Promise<boolean> {
  const signed = await listAnchors(context.store, workspaceId);
  const { anchors } = await readAnchors(await trustedKeys(context), workspaceId, signed);
  for (let start = 0; start < anchors.length; start += anchorsPerQuery) {
    const some = anchors.slice(start, start + anchorsPerQuery);
    const held = await inTrail(
      context,
      workspaceId,
    )((tx) =>
      tx
        .selectFrom('audit_events')
        .select(['sequence', 'hash'])
        .where('workspace_id', '=', (eb) => eb.fn('current_workspace_id'))
        .where(
          'sequence',
          'in',
          some.map(({ sequence }) => sequence),
        )
        .execute(),
    );
    const hashAt = new Map(held.map(({ sequence, hash }) => [sequence, hash.toString('hex')]));
    if (some.some(({ sequence, hash }) => hashAt.get(sequence) !== hash)) return true;
  }
  return false;
}

function listTrails(context: Context, after: string): Promise<string[]> {
  return context.db.inSystem(async (tx) => {
    const rows = await tx
      .selectFrom('audit_heads')
      .select('workspace_id')
      .where('workspace_id', '>', after)
      .orderBy('workspace_id')
      .limit(workspacesPerBatch)
      .execute();
    return rows.map(({ workspace_id }) => workspace_id);
  });
}

function inTrail({ db }: Context, workspaceId: string) {
  return <Result>(work: Parameters<typeof db.inWorkspace<Result>>[1]) =>
    db.inWorkspace(workspaceId, work);
}

function asPoint({ sequence, hash }: Pick<Anchor, 'sequence' | 'hash'>) {
  return { sequence, hash };
}

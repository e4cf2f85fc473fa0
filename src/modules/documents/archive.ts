import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Context } from '#context.ts';
import { recordAudit, systemActor } from '#modules/audit/index.ts';
import { getInvoice } from '#modules/invoices/index.ts';
import type { InvoiceDocument } from '#modules/invoices/schema.ts';
import { logoKey } from '#modules/workspaces/index.ts';
import type { WorkspaceTx } from '#platform/db.ts';
import { AppError } from '#platform/errors.ts';
import { renderPdf } from './render.ts';

/** A PDF with the SHA-256 under which it is stored. */
export type StoredPdf = { bytes: Uint8Array; sha256: string; version: number; number: string };

/** Opens transactions in the invoice's workspace: as a member for a request, as Numirio for a job. */
export type EnterWorkspace = <Result>(
  work: (tx: WorkspaceTx) => Promise<Result>,
) => Promise<Result>;

const workspaceId = sql<string>`current_workspace_id()`;

/**
 * Returns the stored PDF of an issued invoice; renders and stores it where the job after issuance has
 * not come to it yet. Rendering is deterministic, so both come to the same bytes. Throws 404, and 409
 * `invoice_not_issued` for a draft.
 */
export async function producePdf(
  enter: EnterWorkspace,
  workspace: string,
  invoiceId: string,
  context: Context,
): Promise<StoredPdf> {
  const { document, stored } = await enter(async (tx) => ({
    document: assertIssued((await getInvoice(tx, invoiceId)).document),
    stored: await findNewestVersion(tx, invoiceId),
  }));
  const number = document.number ?? '';
  if (stored) {
    const bytes = await context.store.get(stored.object_key);
    if (bytes && sha256Of(bytes) === stored.sha256) {
      return { bytes, sha256: stored.sha256, version: stored.version, number };
    }
    context.log.error({ key: stored.object_key }, 'a stored document is missing or damaged');
  }
  const bytes = await renderPdf(document, { logo: await readLogo(document, workspace, context) });
  const sha256 = sha256Of(bytes);
  if (stored) {
    // The archive lost what the database vouches for; only the very same bytes may stand in for it.
    if (sha256 !== stored.sha256)
      throw new Error(`document ${stored.object_key} cannot be reproduced`);
    await context.store.put(stored.object_key, bytes);
    return { bytes, sha256, version: stored.version, number };
  }
  const objectKey = `ws/${workspace}/${invoiceId}/1-${sha256}.pdf`;
  await context.store.put(objectKey, bytes);
  const rendered = { sha256, objectKey, document, bytes };
  await enter((tx) => recordVersion(tx, invoiceId, rendered, context.now()));
  return { bytes, sha256, version: 1, number };
}

/** The PNG that a document was frozen with; throws where the archive has lost it. */
export async function readLogo(
  document: InvoiceDocument,
  workspace: string,
  context: Context,
): Promise<Uint8Array | null> {
  const { logo } = document.seller;
  if (!logo) return null;
  const bytes = await context.store.get(logoKey(workspace, logo.sha256));
  if (!bytes || sha256Of(bytes) !== logo.sha256) throw new Error(`logo ${logo.sha256} is missing`);
  return bytes;
}

/** The document of an issued invoice; throws 409 `invoice_not_issued` for a draft. */
export function assertIssued(document: InvoiceDocument | null): InvoiceDocument {
  if (document) return document;
  throw new AppError('invoice_not_issued', 409, 'A draft has no final PDF; use the preview.');
}

function findNewestVersion(tx: WorkspaceTx, invoiceId: string) {
  return tx
    .selectFrom('document_versions')
    .select(['version', 'sha256', 'object_key'])
    .where('workspace_id', '=', workspaceId)
    .where('invoice_id', '=', invoiceId)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** A request and the job may both arrive here with the same bytes; the first one records them. */
async function recordVersion(
  tx: WorkspaceTx,
  invoiceId: string,
  rendered: { sha256: string; objectKey: string; document: InvoiceDocument; bytes: Uint8Array },
  now: Date,
): Promise<void> {
  const inserted = await tx
    .insertInto('document_versions')
    .values({
      workspace_id: workspaceId,
      invoice_id: invoiceId,
      version: 1,
      sha256: rendered.sha256,
      object_key: rendered.objectKey,
      byte_length: rendered.bytes.byteLength,
      template_version: rendered.document.templateVersion,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('version')
    .executeTakeFirst();
  if (!inserted) return;
  await recordAudit(tx, systemActor(now), {
    type: 'document.stored',
    subjectId: invoiceId,
    data: { version: 1, sha256: rendered.sha256 },
  });
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

import type { Context } from '#context.ts';
import { addDays, isCalendarDate, todayIn } from '#lib/dates.ts';
import { newId } from '#lib/ids.ts';
import { recordAudit, recordedChange, recordedState } from '#modules/audit/index.ts';
import { findClient } from '#modules/clients/index.ts';
import type { Client } from '#modules/clients/schema.ts';
import { type Actor, getWorkspace, type WorkspaceDetails } from '#modules/workspaces/index.ts';
import type { WorkspaceTx } from '#platform/db.ts';
import { AppError, invalidInput, notFound } from '#platform/errors.ts';
import { buildDocument } from './document.ts';
import { changedFields, differingFields } from './draft-changes.ts';
import { getSeries } from './number-series.ts';
import { presentInvoice } from './presenter.ts';
import {
  deleteDraftRow,
  findInvoice,
  type InvoiceRecord,
  insertDraft,
  updateDraft,
} from './queries.ts';
import type {
  Invoice,
  InvoiceChange,
  InvoiceContent,
  InvoiceDocument,
  NewInvoice,
} from './schema.ts';
import { totalsProblem } from './totals.ts';

/** A draft's content completed and put together, with those it concerns. */
export type Drafted = {
  content: InvoiceContent;
  document: InvoiceDocument;
  workspace: WorkspaceDetails;
  client: Client | undefined;
};

/** Creates a draft; what is missing is proposed from the workspace and the client. Throws 422. */
export async function draftInvoice(
  tx: WorkspaceTx,
  actor: Actor,
  input: NewInvoice,
  context: Context,
  origin: { duplicateOf?: string } = {},
): Promise<Invoice> {
  const drafted = await putTogether(tx, input, context.now());
  const id = newId();
  await insertDraft(tx, { id, ...drafted }, actor);
  const data = { ...origin, ...recordedState(drafted.content) };
  await recordAudit(tx, actor, { type: 'invoice.created', subjectId: id, data });
  return presentInvoice(await getInvoice(tx, id), drafted.workspace, drafted.client, context.now());
}

/**
 * Changes a draft. Where `version` is given and another change came first, throws 409 `draft_changed`
 * with the stored draft and the fields in which it differs, so that nothing is lost silently.
 */
export async function changeDraft(
  tx: WorkspaceTx,
  actor: Actor,
  id: string,
  change: InvoiceChange,
  context: Context,
): Promise<Invoice> {
  const stored = await lockDraft(tx, id);
  const { version, ...fields } = change;
  if (version !== undefined && version !== stored.version) {
    throw await draftChanged(tx, stored, fields, context);
  }
  const content = { ...stored.content, ...withoutUndefined(fields) };
  const drafted = await putTogether(tx, content, context.now());
  const saved = await updateDraft(tx, stored, drafted, actor);
  const changed = changedFields(stored.content, drafted.content);
  if (Object.keys(changed).length > 0) {
    const data = recordedChange(changed);
    await recordAudit(tx, actor, { type: 'invoice.changed', subjectId: id, data });
  }
  return presentInvoice(saved, drafted.workspace, drafted.client, context.now());
}

/** Deletes a draft; it never had a number. Throws 409 `invoice_already_issued`. */
export async function deleteDraft(tx: WorkspaceTx, actor: Actor, id: string): Promise<void> {
  const { content } = await lockDraft(tx, id);
  await deleteDraftRow(tx, id);
  const data = recordedState(content);
  await recordAudit(tx, actor, { type: 'invoice.deleted', subjectId: id, data });
}

/** Copies an invoice into a new draft dated today, for the client as they are now. */
export async function duplicateInvoice(
  tx: WorkspaceTx,
  actor: Actor,
  id: string,
  context: Context,
): Promise<Invoice> {
  const { content } = await getInvoice(tx, id);
  const { issueOn, dueOn, deliveryOn, servicePeriod, exchangeRate, ...kept } = content;
  return draftInvoice(tx, actor, kept, context, { duplicateOf: id });
}

/** An invoice as stored; throws 404 `invoice_not_found`. */
export async function getInvoice(tx: WorkspaceTx, id: string): Promise<InvoiceRecord> {
  const record = await findInvoice(tx, id);
  if (!record) throw notFound('invoice');
  return record;
}

/** Locks a draft for a change; throws 404 or 409 `invoice_already_issued`. */
export async function lockDraft(tx: WorkspaceTx, id: string): Promise<InvoiceRecord> {
  const record = await findInvoice(tx, id, { lock: true });
  if (!record) throw notFound('invoice');
  if (record.status === 'issued') {
    throw new AppError(
      'invoice_already_issued',
      409,
      'An issued invoice cannot be changed; correct it with a credit note.',
    );
  }
  return record;
}

/** Completes a draft's fields and computes its document; throws 422 where it cannot be added up. */
export async function putTogether(tx: WorkspaceTx, input: NewInvoice, now: Date): Promise<Drafted> {
  const workspace = await getWorkspace(tx);
  const client = input.clientId ? await findClient(tx, input.clientId) : undefined;
  if (input.clientId && !client) {
    throw invalidInput([{ field: 'clientId', message: 'names no client of this workspace' }]);
  }
  if (input.seriesId) await getSeries(tx, input.seriesId);
  const content = complete(input, workspace, client, todayIn(workspace.timeZone, now));
  const problem = totalsProblem({ ...content, accountingCurrency: workspace.currency });
  if (problem) throw invalidInput([problem]);
  return { content, document: buildDocument(content, workspace, client), workspace, client };
}

function complete(
  input: NewInvoice,
  workspace: WorkspaceDetails,
  client: Client | undefined,
  today: string,
): InvoiceContent {
  const issueOn = input.issueOn ?? today;
  const termDays = client?.paymentTermDays ?? workspace.paymentTermDays;
  return {
    clientId: input.clientId ?? null,
    currency: input.currency ?? workspace.currency,
    issueOn,
    dueOn: input.dueOn ?? proposeDueOn(issueOn, termDays),
    deliveryOn: input.deliveryOn ?? null,
    servicePeriod: input.servicePeriod ?? null,
    language: input.language ?? client?.language ?? workspace.locale,
    prices: input.prices ?? 'net',
    buyerReference: input.buyerReference ?? client?.buyerReference ?? '',
    orderReference: input.orderReference ?? '',
    subject: input.subject ?? '',
    note: input.note ?? '',
    seriesId: input.seriesId ?? null,
    exchangeRate: input.exchangeRate ?? null,
    lines: input.lines ?? [],
    discounts: input.discounts ?? [],
  };
}

function proposeDueOn(issueOn: string, termDays: number): string {
  const dueOn = addDays(issueOn, termDays);
  // Beyond 2199 no document could print it.
  return isCalendarDate(dueOn) ? dueOn : issueOn;
}

async function draftChanged(
  tx: WorkspaceTx,
  stored: InvoiceRecord,
  fields: NewInvoice,
  context: Context,
): Promise<AppError> {
  const workspace = await getWorkspace(tx);
  const { clientId } = stored.content;
  const client = clientId ? await findClient(tx, clientId) : undefined;
  return new AppError(
    'draft_changed',
    409,
    `${stored.updatedBy || 'Someone'} changed this draft meanwhile; please choose which version to keep.`,
    {
      current: presentInvoice(stored, workspace, client, context.now()),
      changedFields: differingFields(stored.content, {
        ...stored.content,
        ...withoutUndefined(fields),
      } as InvoiceContent),
      changedBy: stored.updatedBy,
      changedAt: stored.updatedAt,
    },
  );
}

function withoutUndefined(fields: NewInvoice): NewInvoice {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

import { z } from 'zod';
import { todayIn } from '#lib/dates.ts';
import { id } from '#lib/fields.ts';
import { findClient } from '#modules/clients/index.ts';
import { getWorkspace, workspaceRoute } from '#modules/workspaces/index.ts';
import { cursorParts, decodeCursor, pageFrom } from '#platform/cursor.ts';
import type { WorkspaceTx } from '#platform/db.ts';
import type { Route } from '#platform/http/route.ts';
import { commentRoutes } from './comments-routes.ts';
import { changeDraft, deleteDraft, draftInvoice, duplicateInvoice, getInvoice } from './drafts.ts';
import { issueInvoice } from './issuance.ts';
import { listInvoices, sumInvoices } from './list.ts';
import { numberSeriesRoutes } from './number-series-routes.ts';
import { presentInvoice } from './presenter.ts';
import {
  invoiceChangeSchema,
  invoiceListQuery,
  invoicePageSchema,
  invoiceSchema,
  invoiceSumsQuery,
  invoiceSumsSchema,
  issuanceSchema,
  newInvoiceSchema,
} from './schema.ts';

const params = z.strictObject({ invoiceId: id });

export const invoiceRoutes: Route[] = [
  workspaceRoute({
    method: 'get',
    path: '/invoices',
    permission: 'invoices.read',
    summary: 'Lists invoices by issue date, newest first',
    query: invoiceListQuery,
    response: invoicePageSchema,
    async handle(tx, _actor, { query }, context) {
      const { limit, cursor, ...filter } = query;
      const after = cursor && decodeCursor(cursor, [cursorParts.date, cursorParts.id]);
      const rows = await listInvoices(tx, filter, await today(tx, context.now()), {
        after: after || undefined,
        limit: limit + 1,
      });
      const page = pageFrom(rows, limit, (row) => [row.issueOn, row.id]);
      return { json: { items: page.rows, nextCursor: page.nextCursor } };
    },
  }),
  workspaceRoute({
    method: 'get',
    path: '/invoices/sums',
    permission: 'invoices.read',
    summary: 'The sums of the filtered invoices, per currency',
    query: invoiceSumsQuery,
    response: invoiceSumsSchema,
    async handle(tx, _actor, { query }, context) {
      return { json: await sumInvoices(tx, query, await today(tx, context.now())) };
    },
  }),
  workspaceRoute({
    method: 'post',
    path: '/invoices',
    permission: 'invoices.draft',
    summary: 'Creates a draft; what is missing is proposed',
    body: newInvoiceSchema,
    status: 201,
    response: invoiceSchema,
    async handle(tx, actor, { body }, context) {
      return { json: await draftInvoice(tx, actor, body, context) };
    },
  }),
  workspaceRoute({
    method: 'get',
    path: '/invoices/:invoiceId',
    permission: 'invoices.read',
    summary: 'An invoice with its totals; a draft with what is missing before it can be issued',
    params,
    response: invoiceSchema,
    async handle(tx, _actor, { params }, context) {
      const record = await getInvoice(tx, params.invoiceId);
      const workspace = await getWorkspace(tx);
      const { clientId } = record.content;
      const client = clientId ? await findClient(tx, clientId) : undefined;
      return { json: presentInvoice(record, workspace, client, context.now()) };
    },
  }),
  workspaceRoute({
    method: 'patch',
    path: '/invoices/:invoiceId',
    permission: 'invoices.draft',
    summary: 'Changes a draft; 409 draft_changed where another change came first',
    params,
    body: invoiceChangeSchema,
    response: invoiceSchema,
    async handle(tx, actor, { params, body }, context) {
      return { json: await changeDraft(tx, actor, params.invoiceId, body, context) };
    },
  }),
  workspaceRoute({
    method: 'delete',
    path: '/invoices/:invoiceId',
    permission: 'invoices.draft',
    summary: 'Deletes a draft, which never had a number',
    params,
    status: 204,
    async handle(tx, actor, { params }) {
      await deleteDraft(tx, actor, params.invoiceId);
      return { status: 204 };
    },
  }),
  workspaceRoute({
    method: 'post',
    path: '/invoices/:invoiceId/issuance',
    permission: 'invoices.issue',
    summary: 'Issues a draft: gives it its number and freezes it for good',
    params,
    body: issuanceSchema,
    status: 201,
    response: invoiceSchema,
    async handle(tx, actor, { params, body }, context) {
      return { json: await issueInvoice(tx, actor, params.invoiceId, body, context) };
    },
  }),
  workspaceRoute({
    method: 'post',
    path: '/invoices/:invoiceId/duplicate',
    permission: 'invoices.draft',
    summary: 'Copies an invoice into a new draft dated today',
    params,
    status: 201,
    response: invoiceSchema,
    async handle(tx, actor, { params }, context) {
      return { json: await duplicateInvoice(tx, actor, params.invoiceId, context) };
    },
  }),
  ...commentRoutes,
  ...numberSeriesRoutes,
];

async function today(tx: WorkspaceTx, now: Date): Promise<string> {
  return todayIn((await getWorkspace(tx)).timeZone, now);
}

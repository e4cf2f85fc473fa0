import { z } from 'zod';
import { id } from '#lib/fields.ts';
import { workspaceRoute } from '#modules/workspaces/index.ts';
import type { Route } from '#platform/http/route.ts';
import { deletePayment, listPayments, recordPayment } from './payments.ts';
import { newPaymentSchema, paymentListSchema, paymentSchema } from './schema.ts';

const params = z.strictObject({ invoiceId: id });

export const paymentRoutes: Route[] = [
  workspaceRoute({
    method: 'get',
    path: '/invoices/:invoiceId/payments',
    permission: 'invoices.read',
    summary: 'The recorded payments of an invoice',
    params,
    response: paymentListSchema,
    async handle(tx, _actor, { params }) {
      return { json: { items: await listPayments(tx, params.invoiceId) } };
    },
  }),
  workspaceRoute({
    method: 'post',
    path: '/invoices/:invoiceId/payments',
    permission: 'payments.change',
    summary: 'Records a payment of an issued invoice',
    params,
    body: newPaymentSchema,
    status: 201,
    response: paymentSchema,
    async handle(tx, actor, { params, body }) {
      return { json: await recordPayment(tx, actor, params.invoiceId, body) };
    },
  }),
  workspaceRoute({
    method: 'delete',
    path: '/invoices/:invoiceId/payments/:paymentId',
    permission: 'payments.change',
    summary: 'Takes back a payment that was recorded by mistake',
    params: z.strictObject({ invoiceId: id, paymentId: id }),
    status: 204,
    async handle(tx, actor, { params }) {
      await deletePayment(tx, actor, params.invoiceId, params.paymentId);
      return { status: 204 };
    },
  }),
];

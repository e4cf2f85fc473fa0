import { workspaceWorkRoute } from '#modules/workspaces/index.ts';
import type { Route } from '#platform/http/route.ts';
import { exportInvoices } from './invoice-export.ts';
import { type InvoiceExportQuery, invoiceExportQuery } from './schema.ts';

export const exportRoutes: Route[] = [
  workspaceWorkRoute({
    method: 'get',
    path: '/exports/invoices',
    permission: 'exports.read',
    summary: 'Issued invoices by issue date as CSV, one line per invoice and VAT rate',
    query: invoiceExportQuery,
    produces: ['text/csv'],
    async handle(enter, { query }) {
      return {
        stream: await exportInvoices(enter, query),
        contentType: 'text/csv; charset=utf-8; header=present',
        headers: { 'content-disposition': `attachment; filename="${fileName(query)}"` },
      };
    },
  }),
];

function fileName({ from, to }: InvoiceExportQuery): string {
  const parts = ['invoices', from && `from-${from}`, to && `until-${to}`];
  return `${parts.filter(Boolean).join('-')}.csv`;
}

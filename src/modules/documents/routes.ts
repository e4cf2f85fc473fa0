import { z } from 'zod';
import { id } from '#lib/fields.ts';
import { getInvoice, putTogether } from '#modules/invoices/index.ts';
import { newInvoiceSchema } from '#modules/invoices/schema.ts';
import { workspaceWorkRoute } from '#modules/workspaces/index.ts';
import type { Route } from '#platform/http/route.ts';
import { producePdf, readLogo } from './archive.ts';
import { previewInvoice } from './preview.ts';
import { renderPages, renderPdf } from './render.ts';
import { pagesSchema, previewAnswerSchema } from './schema.ts';

const params = z.strictObject({ invoiceId: id });

export const documentRoutes: Route[] = [
  workspaceWorkRoute({
    method: 'get',
    path: '/invoices/:invoiceId/pdf',
    permission: 'invoices.read',
    summary: 'The stored PDF of an issued invoice; its ETag is its SHA-256',
    params,
    produces: ['application/pdf'],
    async handle(enter, { params }, context, request) {
      const { workspaceId, invoiceId } = params;
      const { bytes, sha256, number } = await producePdf(enter, workspaceId, invoiceId, context);
      const headers = { etag: `"${sha256}"`, 'content-disposition': attachment(number) };
      if (request.header('if-none-match')?.includes(`"${sha256}"`)) return { status: 304, headers };
      return { bytes, contentType: 'application/pdf', headers };
    },
  }),
  workspaceWorkRoute({
    method: 'get',
    path: '/invoices/:invoiceId/pages',
    permission: 'invoices.read',
    summary: 'The pages of an invoice as SVG: the frozen ones, or what a draft would become',
    params,
    response: pagesSchema,
    async handle(enter, { params }, context) {
      const document = await enter(async (tx) => {
        const { document: frozen, content } = await getInvoice(tx, params.invoiceId);
        return frozen ?? (await putTogether(tx, content, context.now())).document;
      });
      const logo = await readLogo(document, params.workspaceId, context);
      return { json: { pages: await renderPages(document, { logo }) } };
    },
  }),
  workspaceWorkRoute({
    method: 'post',
    path: '/invoices/preview',
    permission: 'invoices.draft',
    summary: 'Totals and findings of a draft, and its pages or PDF by Accept; nothing is stored',
    body: newInvoiceSchema,
    isRepeatable: true,
    response: previewAnswerSchema,
    produces: ['application/pdf'],
    async handle(enter, { params, body }, context, request) {
      const { document, answer } = await enter((tx) => previewInvoice(tx, body, context));
      const accept = request.header('accept') ?? '';
      if (accept.includes('application/pdf')) {
        const logo = await readLogo(document, params.workspaceId, context);
        return { bytes: await renderPdf(document, { logo }), contentType: 'application/pdf' };
      }
      if (accept.includes('image/svg+xml')) {
        const logo = await readLogo(document, params.workspaceId, context);
        return { json: { ...answer, pages: await renderPages(document, { logo }) } };
      }
      return { json: answer };
    },
  }),
];

/** A header-safe file name; a pattern allows a slash in numbers, a file name does not. */
function attachment(number: string): string {
  return `inline; filename="${number.replaceAll(/[^\w.-]/g, '-')}.pdf"`;
}

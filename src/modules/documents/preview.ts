import type { Context } from '#context.ts';
import { checkInvoice, forecastNumber, getSeries, putTogether } from '#modules/invoices/index.ts';
import type { Finding, InvoiceDocument, NewInvoice } from '#modules/invoices/schema.ts';
import type { WorkspaceTx } from '#platform/db.ts';
import { missingGlyphs } from './render.ts';
import type { PreviewAnswer } from './schema.ts';

/** What a draft would become: its document, totals and findings; nothing is stored. Throws 422. */
export async function previewInvoice(
  tx: WorkspaceTx,
  input: NewInvoice,
  context: Context,
): Promise<{ document: InvoiceDocument; answer: PreviewAnswer }> {
  const { content, document, workspace } = await putTogether(tx, input, context.now());
  const series = await getSeries(tx, content.seriesId);
  const { number } = await forecastNumber(tx, series, content.issueOn);
  const findings = [
    ...checkInvoice(document, { workspaceCurrency: workspace.currency }),
    ...glyphFindings(document),
  ];
  return { document, answer: { number, totals: document.totals, findings } };
}

function glyphFindings(document: InvoiceDocument): Finding[] {
  const missing = missingGlyphs(document);
  if (missing.length === 0) return [];
  const shown = missing.slice(0, 10).join(' ');
  return [
    {
      severity: 'notice',
      field: 'document',
      code: 'characters_not_printable',
      message: `These characters cannot be printed and will appear as a replacement sign: ${shown}`,
    },
  ];
}

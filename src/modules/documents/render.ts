import { availableParallelism } from 'node:os';
import type { InvoiceDocument } from '#modules/invoices/schema.ts';
import { shownTexts } from './document-data-texts.ts';
import { missingCharacters } from './glyphs.ts';
import { createWorkerPool } from './render-pool.ts';
import type { RenderAnswer, RenderJob } from './render-worker.ts';

const limits = { threads: 8, maxWaiting: 200, timeoutMs: 30_000 };

const pool = createWorkerPool<RenderJob, RenderAnswer>({
  script: new URL('./render-worker.ts', import.meta.url),
  threads: Math.min(availableParallelism(), limits.threads),
  maxWaiting: limits.maxWaiting,
  timeoutMs: limits.timeoutMs,
});

/**
 * The document as a tagged PDF/A-3a; the same document and logo (a PNG) give the same bytes in any
 * process. Throws AppError `renderer_busy` (503) where too many wait.
 */
export async function renderPdf(
  document: InvoiceDocument,
  options: { logo: Uint8Array | null },
): Promise<Uint8Array> {
  const answer = await pool.run({ output: 'pdf', document, logo: options.logo });
  if ('pdf' in answer) return answer.pdf;
  throw new Error('error' in answer ? answer.error : 'The renderer answered with pages.');
}

/**
 * The same layout as one standalone SVG per page, for the screen. Throws AppError `renderer_busy`
 * (503) where too many wait.
 */
export async function renderPages(
  document: InvoiceDocument,
  options: { logo: Uint8Array | null },
): Promise<string[]> {
  const answer = await pool.run({ output: 'pages', document, logo: options.logo });
  if ('pages' in answer) return answer.pages;
  throw new Error('error' in answer ? answer.error : 'The renderer answered with a PDF.');
}

/** The characters of the document that no shipped font has and that will be printed as U+FFFD. */
export function missingGlyphs(document: InvoiceDocument): string[] {
  return missingCharacters(shownTexts(document));
}

/** Ends the rendering threads; the next document starts them again. */
export function closeRenderers(): Promise<void> {
  return pool.close();
}

import { parentPort } from 'node:worker_threads';
import { NodeCompiler, type NodeTypstDocument } from '@myriaddreamin/typst-ts-node-compiler';
import type { InvoiceDocument } from '#modules/invoices/schema.ts';
import { documentData } from './document-data.ts';
import { readFonts } from './fonts.ts';
import { splitPages } from './render-pages.ts';
import { readTemplate, templateFolder } from './template.ts';

/** What the pool sends: one job at a time. */
export interface RenderJob {
  output: 'pdf' | 'pages';
  document: InvoiceDocument;
  logo: Uint8Array | null;
}

/** What the worker answers to each job. */
export type RenderAnswer = { pdf: Uint8Array } | { pages: string[] } | { error: string };

// Results that no later document used for two rounds are dropped; without it memory grows with
// every document that a worker has ever seen.
const cacheRounds = 2;
const suspects = '/Suspects false';

const compiler = NodeCompiler.create({
  workspace: templateFolder,
  fontArgs: [{ fontBlobs: readFonts() }],
});
const template = readTemplate();

function layOut(job: RenderJob): NodeTypstDocument {
  const data = documentData(job.document, job.logo !== null);
  compiler.mapShadow(`${templateFolder}data.json`, Buffer.from(JSON.stringify(data)));
  if (job.logo) compiler.mapShadow(`${templateFolder}logo.png`, Buffer.from(job.logo));
  const compiled = compiler.compile({ mainFileContent: template });
  if (compiled.result) return compiled.result;
  const error = compiled.takeError();
  throw new Error(`The layout failed: ${JSON.stringify(error?.shortDiagnostics ?? [])}`);
}

function render(job: RenderJob): RenderAnswer {
  try {
    const layout = layOut(job);
    if (job.output === 'pages') return { pages: splitPages(compiler.plainSvg(layout)) };
    return { pdf: withoutSuspects(compiler.pdf(layout, { pdfStandard: 'a-3a' })) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  } finally {
    // Before the answer: afterwards the next document would already be there, and memory grow.
    compiler.evictCache(cacheRounds);
  }
}

/**
 * Blanks the entry `/Suspects false`, which says what its absence says too (ISO 32000-1, table 321):
 * poppler up to 22 takes it for an error. Spaces in its place keep every offset of the file.
 */
function withoutSuspects(pdf: Uint8Array): Uint8Array {
  const bytes = Buffer.from(pdf);
  const at = bytes.indexOf(suspects, bytes.lastIndexOf('/MarkInfo'));
  if (at >= 0) bytes.fill(' ', at, at + suspects.length);
  return new Uint8Array(bytes);
}

// The pool sends the next job only after the answer, so that the engine's objects are released
// between two documents: they wait for a turn of the event loop.
parentPort?.on('message', (job: RenderJob) => {
  const answer = render(job);
  parentPort?.postMessage(answer);
});

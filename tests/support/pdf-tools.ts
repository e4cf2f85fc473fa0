import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Debian's judges of a PDF: poppler-utils and qpdf. */
export type PdfTool = 'pdftotext' | 'pdffonts' | 'pdfinfo' | 'qpdf';

/** Why tests with these tools are skipped, or null where all of them run. */
export function missingPdfTools(...tools: PdfTool[]): string | null {
  const missing = tools.filter((tool) => {
    const probe = spawnSync(tool, [tool === 'qpdf' ? '--version' : '-v']);
    return probe.error !== undefined;
  });
  return missing.length === 0 ? null : `needs ${missing.join(', ')} (poppler-utils, qpdf)`;
}

/** What a tool says about a PDF. Throws where it ends with anything but 0, or complains. */
export function inspectPdf(tool: PdfTool, pdf: Uint8Array, options: string[] = []): string {
  const folder = mkdtempSync(join(tmpdir(), 'numirio-pdf-'));
  try {
    const path = join(folder, 'document.pdf');
    writeFileSync(path, pdf);
    const target = tool === 'pdftotext' ? [path, '-'] : [path];
    const run = spawnSync(tool, [...options, ...target], { encoding: 'utf8' });
    if (run.status !== 0 || run.stderr !== '') throw new Error(`${tool}: ${run.stderr}`);
    return run.stdout;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

import type { DocumentData } from '../../src/modules/documents/document-data.ts';

/** A way to make the PDF: warm after `open`, one document at a time. */
export interface Contestant {
  name: string;
  /** Milliseconds for one document. */
  render: (data: DocumentData) => Promise<{ ms: number; bytes: number }>;
  close: () => Promise<void>;
}

/** Times one rendering from the outside. */
export async function timed(work: () => Promise<number>): Promise<{ ms: number; bytes: number }> {
  const start = performance.now();
  const bytes = await work();
  return { ms: performance.now() - start, bytes };
}

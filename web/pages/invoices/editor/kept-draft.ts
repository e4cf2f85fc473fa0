import type { InvoiceContent } from '#modules/invoices/schema.ts';

/** What was typed and not yet stored, kept by the browser until the server has it. */
export interface KeptDraft {
  content: InvoiceContent;
  /** The stored content and version on which the typing is based; null while nothing is stored. */
  base: { content: InvoiceContent; version: number } | null;
}

const format = 1;

function keyOf(workspaceId: string, draftId: string): string {
  return `numirio.draft.${workspaceId}.${draftId}`;
}

/** The unsaved copy of a draft (`new` for one that was never stored), if there is one. */
export function readKeptDraft(workspaceId: string, draftId: string): KeptDraft | null {
  try {
    const kept = JSON.parse(localStorage.getItem(keyOf(workspaceId, draftId)) ?? 'null');
    return kept?.format === format ? { content: kept.content, base: kept.base } : null;
  } catch {
    // A browser may refuse storage, and what is unreadable cannot be restored.
    return null;
  }
}

/** Keeps the unsaved copy, or forgets it where it is null. */
export function keepDraft(workspaceId: string, draftId: string, kept: KeptDraft | null): void {
  const key = keyOf(workspaceId, draftId);
  try {
    if (kept) localStorage.setItem(key, JSON.stringify({ format, ...kept }));
    else localStorage.removeItem(key);
  } catch {
    // Storage that is full or refused must not stop the typing; the server still gets it.
  }
}

import { useEffect, useRef, useState } from 'react';
import type { Preview } from '#modules/invoices/schema.ts';
import { api } from '../../../api.ts';
import { ApiError } from '../../../http.ts';
import { contentOf, type Draft } from './draft.ts';
import type { FieldProblem } from './draft-session.ts';

const quietMs = 50;
const retryMs = 3_000;
const fine = { refusals: [], hasFailed: false };

export interface PreviewState {
  preview: Preview | undefined;
  pages: readonly string[] | undefined;
  /** What the server refuses in the content just typed; the preview shows the one before. */
  refusals: readonly FieldProblem[];
  hasFailed: boolean;
  /** Whether the preview is of what is on the screen now. */
  isCurrent: boolean;
}

/**
 * Totals, findings and, where wanted, the pages of what is being typed: asked for a moment after
 * the last key; an answer that is overtaken by further typing is dropped.
 */
export function usePreview(workspaceId: string, draft: Draft, wantsPages: boolean): PreviewState {
  const [state, setState] = useState<Omit<PreviewState, 'isCurrent'> & { of?: Draft }>({
    preview: undefined,
    pages: undefined,
    refusals: [],
    hasFailed: false,
  });
  const isFirst = useRef(true);
  useEffect(() => {
    const overtaken = new AbortController();
    const { signal } = overtaken;
    async function ask() {
      try {
        const content = contentOf(draft);
        if (wantsPages) {
          const { pages, ...preview } = await api.previewPages(workspaceId, content, { signal });
          if (!signal.aborted) setState({ preview, pages, ...fine, of: draft });
        } else {
          const preview = await api.previewInvoice(workspaceId, content, { signal });
          if (!signal.aborted) setState({ preview, pages: undefined, ...fine, of: draft });
        }
      } catch (error) {
        if (signal.aborted) return;
        const refusals = error instanceof ApiError ? error.problem.errors : undefined;
        setState((last) => ({
          ...last,
          refusals: refusals ?? [],
          hasFailed: !refusals,
          of: draft,
        }));
        // Only what got no answer is asked again; what is refused waits for the next key.
        if (!refusals) timer = setTimeout(() => void ask(), retryMs);
      }
    }
    let timer = setTimeout(() => void ask(), isFirst.current ? 0 : quietMs);
    isFirst.current = false;
    return () => {
      clearTimeout(timer);
      overtaken.abort();
    };
  }, [workspaceId, draft, wantsPages]);
  return { ...state, isCurrent: state.of === draft };
}

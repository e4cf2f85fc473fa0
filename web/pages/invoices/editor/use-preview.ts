import { useEffect, useRef, useState } from 'react';
import type { Preview } from '#modules/invoices/schema.ts';
import { api } from '../../../api.ts';
import { ApiError } from '../../../http.ts';
import { contentOf, type Draft } from './draft.ts';
import type { FieldProblem } from './draft-session.ts';

const retryMs = 3_000;

interface Shown {
  preview: Preview | undefined;
  pages: readonly string[] | undefined;
  /** What the server refuses in the content just typed; the preview shows the one before. */
  refusals: readonly FieldProblem[];
  hasFailed: boolean;
  /** The draft of which this is the preview. */
  of: Draft | undefined;
}
export interface PreviewState extends Shown {
  /** Whether the preview is of what is on the screen now. */
  isCurrent: boolean;
}

/** Totals, findings and, where wanted, the pages of what is being typed, as soon as they are there. */
export function usePreview(workspaceId: string, draft: Draft, wantsPages: boolean): PreviewState {
  const [shown, setShown] = useState<Shown>({
    preview: undefined,
    pages: undefined,
    refusals: [],
    hasFailed: false,
    of: undefined,
  });
  const previewer = useRef<Previewer>(undefined);
  useEffect(() => {
    const own = createPreviewer(workspaceId, setShown);
    previewer.current = own;
    return own.stop;
  }, [workspaceId]);
  useEffect(() => previewer.current?.want({ draft, wantsPages }), [draft, wantsPages]);
  return { ...shown, isCurrent: shown.of === draft };
}

interface Wanted {
  draft: Draft;
  wantsPages: boolean;
}
interface Previewer {
  want: (wanted: Wanted) => void;
  stop: () => void;
}

/**
 * One request at a time, and always the latest draft next: the page follows each key as fast as the
 * server sets it, and a long document never piles up requests that nobody waits for any more.
 */
function createPreviewer(
  workspaceId: string,
  show: (update: (last: Shown) => Shown) => void,
): Previewer {
  const stopped = new AbortController();
  const { signal } = stopped;
  let next: Wanted | undefined;
  let isAsking = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function want(wanted: Wanted) {
    clearTimeout(timer);
    next = wanted;
    if (!isAsking) void askOn();
  }

  async function askOn() {
    isAsking = true;
    while (next && !signal.aborted) {
      const wanted = next;
      next = undefined;
      await ask(wanted);
    }
    isAsking = false;
  }

  async function ask(wanted: Wanted) {
    const { draft, wantsPages } = wanted;
    try {
      const content = contentOf(draft);
      const { pages, ...preview } = wantsPages
        ? await api.previewPages(workspaceId, content, { signal })
        : { ...(await api.previewInvoice(workspaceId, content, { signal })), pages: undefined };
      if (signal.aborted) return;
      show(() => ({ preview, pages, refusals: [], hasFailed: false, of: draft }));
    } catch (error) {
      if (signal.aborted) return;
      const refusals = error instanceof ApiError ? error.problem.errors : undefined;
      if (refusals) {
        show((last) => ({ ...last, refusals, hasFailed: false, of: draft }));
        return;
      }
      // What got no answer is asked again; what is refused waits for the next key.
      show((last) => ({ ...last, hasFailed: true }));
      if (!next) timer = setTimeout(() => want(wanted), retryMs);
    }
  }

  return {
    want,
    stop: () => {
      clearTimeout(timer);
      stopped.abort();
    },
  };
}

import { useEffect, useRef } from 'react';
import { messages } from '../../../messages/index.ts';
import { Note } from '../../../ui/states.tsx';
import { PageImages } from '../page-images.tsx';
import type { PreviewState } from './use-preview.ts';

const texts = messages.invoices.editor.preview;

export interface PreviewPaneProps extends PreviewState {
  /** How far down the document the person is writing, from 0 to 1. */
  focusedAt: number | undefined;
}

/** The page as it will be issued, following what is being edited. */
export function PreviewPane({ pages, hasFailed, focusedAt }: PreviewPaneProps) {
  const scroller = useRef<HTMLElement>(null);
  useEffect(() => {
    const box = scroller.current;
    if (!box || focusedAt === undefined) return;
    const hidden = box.scrollHeight - box.clientHeight;
    if (hidden <= 0) return;
    // Less motion for those who ask for it is in the base styles.
    box.scrollTo({ top: focusedAt * box.scrollHeight - box.clientHeight / 2, behavior: 'smooth' });
  }, [focusedAt]);
  return (
    <section
      ref={scroller}
      aria-label={texts.label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
      tabIndex={0}
      className="flex h-full min-h-[60dvh] flex-col gap-4 overflow-y-auto bg-sunken p-4 -outline-offset-2 sm:p-6"
    >
      {hasFailed && <Note tone="notice">{texts.failed}</Note>}
      <div className="mx-auto flex w-full max-w-3xl flex-col gap-4">
        <PageImages svgs={pages} describe={texts.page} />
      </div>
    </section>
  );
}

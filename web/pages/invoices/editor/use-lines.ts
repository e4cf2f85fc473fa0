import { useCallback, useRef } from 'react';
import type { invoiceLimits } from '#modules/invoices/schema.ts';
import { messages } from '../../../messages/index.ts';
import { showToast } from '../../../ui/toast.tsx';
import { type DraftLine, isEmptyLine, newKey, newLine } from './draft.ts';
import { useEditor } from './editor-context.tsx';
import type { PastedLine } from './pasted-lines.ts';

const texts = messages.invoices.editor.lines;
/** As in the contract, whose module would bring the validator into the page. */
const maxLines: (typeof invoiceLimits)['lines'] = 1000;

export interface LineActions {
  change: (key: string, change: Partial<DraftLine>) => void;
  /** Goes on to the line below, which is made where there is none. */
  next: (key: string) => void;
  add: () => void;
  remove: (key: string) => void;
  move: (key: string, to: number) => void;
  paste: (key: string, pasted: readonly PastedLine[]) => void;
}

/** What one can do with the lines; stable, so that a line is drawn again only when it changed. */
export function useLines(announce: (text: string) => void): LineActions {
  const editor = useEditor();
  const latest = useRef({ editor, announce });
  latest.current = { editor, announce };
  const actions = useRef<LineActions>(undefined);
  actions.current ??= lineActions(() => latest.current);
  return actions.current;
}

type Latest = () => { editor: ReturnType<typeof useEditor>; announce: (text: string) => void };

function lineActions(latest: Latest): LineActions {
  const lines = () => latest().editor.draft.lines;
  const set = (next: readonly DraftLine[]) => latest().editor.change({ lines: next });
  const positionOf = (key: string) => lines().findIndex((line) => line.key === key);

  function insert(at: number, added: readonly DraftLine[], replaced = 0) {
    const room = maxLines - lines().length + replaced;
    if (added.length > room) showToast({ text: texts.tooMany(maxLines), tone: 'danger' });
    set(lines().toSpliced(at, replaced, ...added.slice(0, Math.max(0, room))));
  }

  function add() {
    const { draft, usualLine } = latest().editor;
    const line = newLine(draft.lines.at(-1) ?? usualLine);
    insert(draft.lines.length, [line]);
    focusLine(line.key);
  }

  return {
    change: (key, change) =>
      set(lines().map((line) => (line.key === key ? { ...line, ...change } : line))),
    add,
    next: (key) => {
      const below = lines()[positionOf(key) + 1];
      if (below) focusLine(below.key);
      else add();
    },
    remove: (key) => {
      const at = positionOf(key);
      const line = lines()[at];
      if (!line) return;
      const rest = lines().toSpliced(at, 1);
      set(rest);
      const neighbour = rest[at] ?? rest[at - 1];
      if (neighbour) focusLine(neighbour.key);
      if (isEmptyLine(line)) return;
      showToast({
        text: texts.removed,
        action: { label: texts.undo, onPress: () => insert(Math.min(at, lines().length), [line]) },
      });
    },
    move: (key, to) => {
      const from = positionOf(key);
      const line = lines()[from];
      if (!line || to < 0 || to >= lines().length || to === from) return;
      set(lines().toSpliced(from, 1).toSpliced(to, 0, line));
      latest().announce(texts.moved(to + 1, lines().length));
    },
    paste: (key, pasted) => {
      const at = positionOf(key);
      const line = lines()[at];
      if (!line) return;
      const added = pasted.map((values) => ({
        ...line,
        discountPercent: null,
        ...values,
        key: newKey(),
      }));
      const replaces = isEmptyLine(line) ? 1 : 0;
      insert(at + 1 - replaces, added, replaces);
      showToast({ text: texts.pasted(added.length) });
      const last = added.at(-1);
      if (last) focusLine(last.key);
    },
  };
}

/** After React has drawn the line. */
function focusLine(key: string) {
  requestAnimationFrame(() =>
    document.querySelector<HTMLElement>(`[data-line="${key}"] textarea`)?.focus(),
  );
}

/** Reordering with the pointer: the line goes where the pointer is, at once. */
export function useDragOrder(move: (key: string, to: number) => void) {
  return useCallback(
    (key: string, handle: HTMLElement) => {
      const list = handle.closest('[data-lines]');
      handle.closest('[data-line]')?.setAttribute('data-dragged', '');
      function onMove(event: PointerEvent) {
        const to = placeUnder(event.clientY, key, list);
        if (to !== undefined) move(key, to);
      }
      function onEnd() {
        window.removeEventListener('pointermove', onMove);
        window.removeEventListener('pointerup', onEnd);
        window.removeEventListener('pointercancel', onEnd);
        list?.querySelector('[data-dragged]')?.removeAttribute('data-dragged');
      }
      // On the window, because the handle moves within the document while it is held.
      window.addEventListener('pointermove', onMove);
      window.addEventListener('pointerup', onEnd);
      window.addEventListener('pointercancel', onEnd);
    },
    [move],
  );
}

/** The place of the other line whose far half the pointer has reached; lines differ in height. */
function placeUnder(y: number, key: string, list: Element | null): number | undefined {
  const rows = [...(list?.querySelectorAll<HTMLElement>('[data-line]') ?? [])];
  const from = rows.findIndex((row) => row.dataset.line === key);
  const to = rows.findIndex((row, place) => {
    const { top, bottom } = row.getBoundingClientRect();
    const middle = (top + bottom) / 2;
    return place > from ? y > middle && y < bottom : y > top && y < middle;
  });
  return to === -1 || to === from ? undefined : to;
}

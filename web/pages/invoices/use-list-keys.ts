import { useEffect, useRef } from 'react';

interface ListKeys {
  count: number;
  /** The place of the row that is open or focused, -1 for none. */
  active: number;
  /** Rows are opened beside the list while one moves. */
  isBeside: boolean;
  onMove: (index: number) => void;
  onOpen: (index: number) => void;
  onClose: () => void;
}

/** Arrow keys, j and k move through the list, Enter opens, Escape closes what is open beside it. */
export function useListKeys(keys: ListKeys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      const { count, active, isBeside, onMove, onOpen, onClose } = latest.current;
      if (
        event.defaultPrevented ||
        event.metaKey ||
        event.ctrlKey ||
        event.altKey ||
        isElsewhere(event)
      )
        return;
      const focused = focusedRow();
      const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
      if (step !== undefined && count > 0) {
        event.preventDefault();
        const from = focused ?? active;
        const to = Math.min(count - 1, Math.max(0, from === -1 ? 0 : from + step));
        focusRow(to);
        if (isBeside && active !== -1) onMove(to);
      } else if (event.key === 'Enter' && isBeside && focused !== undefined && focused === active) {
        // The first Enter is the link's own and opens beside the list; the next opens the page.
        event.preventDefault();
        onOpen(focused);
      } else if (event.key === 'Escape' && isBeside && active !== -1) {
        event.preventDefault();
        onClose();
        focusRow(active);
      }
    }
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}

/** While one types, chooses from a menu or answers a dialog, the keys mean something else. */
function isElsewhere({ target }: KeyboardEvent): boolean {
  if (document.querySelector('[role="dialog"], [role="listbox"], [role="menu"]')) return true;
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.closest('input, textarea, [role="combobox"], [role="spinbutton"], [role="toolbar"]') !==
    null
  );
}

function focusedRow(): number | undefined {
  const row = document.activeElement?.closest<HTMLElement>('[data-row]');
  return row ? Number(row.dataset.row) : undefined;
}

function focusRow(index: number) {
  const link = document.querySelector<HTMLElement>(`[data-row="${index}"] a`);
  link?.focus({ preventScroll: true });
  link?.closest('[data-row]')?.scrollIntoView({ block: 'nearest' });
}

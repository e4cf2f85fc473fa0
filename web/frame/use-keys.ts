import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';

/** A page marks its own search field with this attribute on a surrounding element; `/` goes there. */
const pageSearch = '[data-page-search] input';

function isTyping(event: KeyboardEvent): boolean {
  const target = event.target;
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.matches('input, textarea, select, [role="spinbutton"], [role="combobox"]'))
  );
}

interface Keys {
  workspaceId: string;
  /** Whether `n` begins an invoice here. */
  mayDraft: boolean;
  openPalette: () => void;
  openHelp: () => void;
}

/** ⌘K or Ctrl K, n, / and ?, wherever one is not typing. */
export function useKeys({ workspaceId, mayDraft, openPalette, openHelp }: Keys): void {
  const navigate = useNavigate();
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        openPalette();
        return;
      }
      const isChord = event.metaKey || event.ctrlKey || event.altKey;
      const isBehindDialog =
        document.querySelector('[role="dialog"], [role="alertdialog"]') !== null;
      if (isChord || event.defaultPrevented || isTyping(event) || isBehindDialog) return;
      if (event.key === 'n' && mayDraft) {
        event.preventDefault();
        void navigate({
          to: '/w/$workspaceId/invoices/$invoiceId',
          params: { workspaceId, invoiceId: 'new' },
        });
      } else if (event.key === '/') {
        event.preventDefault();
        const field = document.querySelector<HTMLInputElement>(pageSearch);
        if (field) field.focus();
        else openPalette();
      } else if (event.key === '?') {
        event.preventDefault();
        openHelp();
      }
    }
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  });
}

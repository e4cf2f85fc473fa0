import { useState } from 'react';
import { historyMessages as words } from '../../messages/audit.ts';
import { IconButton } from '../../ui/button.tsx';
import { Sheet } from '../../ui/dialog.tsx';
import { ClockIcon } from '../../ui/icons.tsx';
import { InvoiceHistory } from './invoice-history.tsx';

/** Opens the history and the comments of a draft beside its editor. */
export function HistoryButton({ invoiceId }: { invoiceId: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <IconButton label={words.open} icon={<ClockIcon />} onPress={() => setOpen(true)} />
      <Sheet isOpen={isOpen} onClose={() => setOpen(false)} title={words.open}>
        <InvoiceHistory invoiceId={invoiceId} />
      </Sheet>
    </>
  );
}

import type { InvoiceRow } from '#modules/invoices/schema.ts';
import { messages } from '../../messages/index.ts';
import { Status, type Tone } from '../../ui/status.tsx';

const tones: Record<keyof typeof messages.invoices.status, Tone> = {
  draft: 'neutral',
  issued: 'info',
  partially_paid: 'info',
  paid: 'success',
  overdue: 'danger',
};

/** The state of an invoice in a word and its colour; overdue outweighs open. */
export function InvoiceStatus({ status, overdue }: Pick<InvoiceRow, 'status' | 'overdue'>) {
  const shown = overdue ? 'overdue' : status;
  return (
    <Status tone={tones[shown]} isHollow={status === 'draft' || status === 'partially_paid'}>
      {messages.invoices.status[shown]}
    </Status>
  );
}

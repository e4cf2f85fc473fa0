import type { InvoiceStatus as InvoiceState } from '#modules/invoices/schema.ts';
import { messages } from './messages/index.ts';
import { Status, type Tone } from './ui/status.tsx';

const tones: Record<InvoiceState, Tone> = {
  draft: 'neutral',
  issued: 'info',
  partially_paid: 'info',
  paid: 'success',
};

/** Where an invoice stands, in a word and a colour; overdue outweighs the rest. */
export function InvoiceStatus({
  invoice,
}: {
  invoice: { status: InvoiceState; overdue: boolean };
}) {
  const words = messages.overview.statuses;
  if (invoice.overdue) return <Status tone="danger">{words.overdue}</Status>;
  return (
    <Status tone={tones[invoice.status]} isHollow={invoice.status === 'draft'}>
      {words[invoice.status]}
    </Status>
  );
}

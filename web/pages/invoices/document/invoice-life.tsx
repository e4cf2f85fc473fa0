import type { Invoice } from '#modules/invoices/schema.ts';
import { historyMessages } from '../../../messages/audit.ts';
import { InvoiceHistory } from '../../history/invoice-history.tsx';
import { AsideSection } from './aside-section.tsx';

/** What happened to the invoice, and what was said about it. */
export function InvoiceLife({ invoice }: { invoice: Invoice }) {
  return (
    <AsideSection title={historyMessages.title}>
      <InvoiceHistory invoiceId={invoice.id} />
    </AsideSection>
  );
}

import type { Invoice } from '#modules/invoices/schema.ts';
import { messages } from '../../../messages/index.ts';
import { classNames } from '../../../ui/class-names.ts';

const texts = messages.invoices.document;

/** When the rest is due, or that nothing is left. */
export function DueLine({ invoice }: { invoice: Invoice }) {
  const text =
    invoice.status === 'paid'
      ? texts.paidInFull
      : invoice.overdue
        ? texts.overdueSince(invoice.dueOn)
        : texts.dueOn(invoice.dueOn);
  return (
    <p className={classNames('text-13', invoice.overdue ? 'text-overdue' : 'text-ink-3')}>{text}</p>
  );
}

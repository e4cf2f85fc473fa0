import { useQuery } from '@tanstack/react-query';
import type { Invoice } from '#modules/invoices/schema.ts';
import type { AuditEvent } from '../../../api.ts';
import { messages } from '../../../messages/index.ts';
import { formatDate, formatInstant, formatMoney } from '../../../ui/format.ts';
import { Note, SkeletonRows } from '../../../ui/states.tsx';
import { useWorkspace } from '../../../workspace.ts';
import { AsideSection } from './aside-section.tsx';
import { invoiceLifeQuery } from './queries.ts';

const texts = messages.invoices.document.life;

/** What happened to the invoice, from the audit trail, in sentences. */
export function InvoiceLife({ invoice }: { invoice: Invoice }) {
  const workspace = useWorkspace();
  const life = useQuery(invoiceLifeQuery(workspace.id, invoice.id));
  const moments = withoutRepeats(life.data?.items ?? []);
  return (
    <AsideSection title={texts.title}>
      {life.isPending && <SkeletonRows rows={3} />}
      {life.isError && <Note tone="notice">{texts.failed}</Note>}
      <ol className="flex flex-col gap-3">
        {moments.map((event) => (
          <li
            key={event.id}
            className="relative pl-4 text-13 before:absolute before:top-1.5 before:left-0 before:size-1.5 before:rounded-full before:bg-control"
          >
            <p className="text-ink-2">{sentence(event, invoice)}</p>
            <time dateTime={event.at} className="text-12 text-ink-3">
              {formatInstant(event.at)}
            </time>
          </li>
        ))}
      </ol>
    </AsideSection>
  );
}

/** Autosave records every pause in typing; a row of changes by one person reads as one. */
function withoutRepeats(events: readonly AuditEvent[]): readonly AuditEvent[] {
  return events.filter((event, place) => {
    const newer = events[place - 1];
    return (
      event.type !== 'invoice.changed' || newer?.type !== event.type || newer.actor !== event.actor
    );
  });
}

function sentence(event: AuditEvent, invoice: Invoice): string {
  const { actor, data = {} } = event;
  const amount =
    typeof data.amountMinor === 'number' ? formatMoney(data.amountMinor, invoice.currency) : '';
  const paidOn = typeof data.paidOn === 'string' ? formatDate(data.paidOn) : '';
  switch (event.type) {
    case 'invoice.created':
      return texts.created(actor);
    case 'invoice.changed':
      return texts.changed(actor);
    case 'invoice.duplicated':
      return texts.duplicated(actor);
    case 'invoice.issued':
      return texts.issued(actor, invoice.number ?? '');
    case 'document.stored':
      return texts.stored;
    case 'payment.recorded':
      return amount === '' ? texts.paidUnknown(actor) : texts.paid(actor, amount, paidOn);
    case 'payment.deleted':
      return texts.unpaid(actor, amount);
    default:
      return texts.other(actor, event.type);
  }
}

import { useQuery } from '@tanstack/react-query';
import type { InvoiceFilters } from '../../api.ts';
import { messages } from '../../messages/index.ts';
import { queries } from '../../queries.ts';
import { formatMoney } from '../../ui/format.ts';
import { useWorkspace } from '../../workspace.ts';

const texts = messages.invoices.sums;

/** What the filtered invoices add up to, one line for each currency. */
export function InvoiceSumsLine({ filters }: { filters: InvoiceFilters }) {
  const workspace = useWorkspace();
  const sums = useQuery(queries.invoiceSums(workspace.id, filters)).data?.items ?? [];
  return (
    <section aria-label={texts.label} className="min-h-9 pb-3 text-13 text-ink-2">
      {sums.map((sum) => (
        <p key={sum.currency} className="tabular flex flex-wrap gap-x-4 leading-6">
          <span className="text-ink-3">{texts.count(sum.count)}</span>
          <Sum name={texts.total} text={formatMoney(sum.grossMinor, sum.currency)} />
          <Sum name={texts.net} text={formatMoney(sum.netMinor, sum.currency)} />
          {sum.balanceMinor !== 0 && (
            <Sum name={texts.balance} text={formatMoney(sum.balanceMinor, sum.currency)} />
          )}
        </p>
      ))}
    </section>
  );
}

function Sum({ name, text }: { name: string; text: string }) {
  return (
    <span className="whitespace-nowrap">
      {name} <span className="font-medium text-ink">{text}</span>
    </span>
  );
}

import { useQuery } from '@tanstack/react-query';
import type { InvoiceFilters } from '../../api.ts';
import { messages } from '../../messages/index.ts';
import { queries } from '../../queries.ts';
import { classNames } from '../../ui/class-names.ts';
import { formatCount, formatMoney } from '../../ui/format.ts';
import { useWorkspace } from '../../workspace.ts';

const texts = messages.invoices.sums;

/** What the filtered invoices add up to, one line for each currency. */
export function InvoiceSumsLine({ filters }: { filters: InvoiceFilters }) {
  const workspace = useWorkspace();
  const sums = useQuery(queries.invoiceSums(workspace.id, filters)).data?.items ?? [];
  if (sums.length === 0) return null;
  const optional = '@max-[36rem]:hidden';
  return (
    <div className="@container pb-5">
      <table aria-label={texts.label} className="tabular text-13 text-ink-2">
        <thead className="text-12 text-ink-3">
          <tr>
            <SumHead>{texts.counted}</SumHead>
            <SumHead>{texts.total}</SumHead>
            <SumHead className={optional}>{texts.net}</SumHead>
            <SumHead>{texts.balance}</SumHead>
          </tr>
        </thead>
        <tbody>
          {sums.map((sum) => (
            <tr key={sum.currency}>
              <td className={sumCell}>{formatCount(sum.count)}</td>
              <td className={classNames(sumCell, 'font-medium text-ink')}>
                {formatMoney(sum.grossMinor, sum.currency)}
              </td>
              <td className={classNames(sumCell, optional)}>
                {formatMoney(sum.netMinor, sum.currency)}
              </td>
              <td className={sumCell}>{formatMoney(sum.balanceMinor, sum.currency)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const sumCell = 'pr-8 py-0.5 text-right whitespace-nowrap last:pr-0';

function SumHead({ className, children }: { className?: string; children: string }) {
  return (
    <th scope="col" className={classNames(sumCell, 'font-medium', className)}>
      {children}
    </th>
  );
}

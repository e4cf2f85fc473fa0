import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { daysBetween } from '#lib/dates.ts';
import type { InvoiceRow } from '#modules/invoices/schema.ts';
import type { Overview } from '#modules/overview/schema.ts';
import { messages } from '../../messages/index.ts';
import { formatDate } from '../../ui/format.ts';
import { Money } from '../../ui/page.tsx';
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from '../../ui/table.tsx';
import { useWorkspace } from '../../workspace.ts';
import { InvoiceStatus } from '../invoices/invoice-status.tsx';

const words = messages.overview;

function InvoiceLink({
  invoice,
  className,
  children,
}: {
  invoice: InvoiceRow;
  className?: string;
  children: ReactNode;
}) {
  const { id } = useWorkspace();
  return (
    <Link
      to="/w/$workspaceId/invoices/$invoiceId"
      params={{ workspaceId: id, invoiceId: invoice.id }}
      className={className}
    >
      {children}
    </Link>
  );
}

function ListRow({
  invoice,
  detail,
  children,
}: {
  invoice: InvoiceRow;
  detail: ReactNode;
  children?: ReactNode;
}) {
  return (
    <li className="border-b border-hairline last:border-0">
      <InvoiceLink
        invoice={invoice}
        className="-mx-2 flex min-h-14 items-center gap-4 rounded px-2 py-2 transition-colors duration-75 hover:bg-hover/60"
      >
        <span className="min-w-0 flex-1">
          <span className="block truncate text-14 font-medium">
            {invoice.buyerName === '' ? words.noClient : invoice.buyerName}
          </span>
          <span className="block truncate text-13 text-ink-3">{detail}</span>
        </span>
        {children}
        <Money
          amountMinor={invoice.status === 'draft' ? invoice.grossMinor : invoice.balanceMinor}
          currency={invoice.currency}
        />
      </InvoiceLink>
    </li>
  );
}

/** The longest overdue first. */
export function OverdueList({ overview }: { overview: Overview }) {
  return (
    <ul>
      {overview.overdueInvoices.map((invoice) => (
        <ListRow
          key={invoice.id}
          invoice={invoice}
          detail={
            <>
              <span className="text-overdue">
                {words.late(daysBetween(invoice.dueOn, overview.today))}
              </span>
              {' · '}
              {invoice.number}
            </>
          }
        />
      ))}
    </ul>
  );
}

export function DraftList({ drafts }: { drafts: readonly InvoiceRow[] }) {
  return (
    <ul>
      {drafts.map((draft) => (
        <ListRow
          key={draft.id}
          invoice={draft}
          detail={
            draft.subject === '' ? `${words.draft} · ${formatDate(draft.issueOn)}` : draft.subject
          }
        />
      ))}
    </ul>
  );
}

export function LatestTable({ invoices }: { invoices: readonly InvoiceRow[] }) {
  return (
    <Table label={words.latest}>
      <TableHead className="max-sm:sr-only">
        <tr>
          <HeadCell>{words.number}</HeadCell>
          <HeadCell>{words.client}</HeadCell>
          <HeadCell>{words.status}</HeadCell>
          <HeadCell className="max-lg:hidden">{words.due}</HeadCell>
          <HeadCell isNumeric>{words.amount}</HeadCell>
        </tr>
      </TableHead>
      <TableBody>
        {invoices.map((invoice) => (
          <LatestRow key={invoice.id} invoice={invoice} />
        ))}
      </TableBody>
    </Table>
  );
}

function LatestRow({ invoice }: { invoice: InvoiceRow }) {
  return (
    <Row className="relative last:border-0">
      <Cell className="whitespace-nowrap max-sm:hidden">
        <span className="tabular text-ink-2">{invoice.number ?? words.draft}</span>
      </Cell>
      <Cell className="w-full max-w-0 max-sm:pl-0">
        {/* The link covers its whole row, so that a click anywhere opens the document. */}
        <InvoiceLink
          invoice={invoice}
          className="block truncate font-medium after:absolute after:inset-0"
        >
          {invoice.buyerName === '' ? words.noClient : invoice.buyerName}
        </InvoiceLink>
        <span className="tabular block truncate text-13 text-ink-3 sm:hidden">
          {invoice.number ?? words.draft}
        </span>
      </Cell>
      <Cell>
        <InvoiceStatus status={invoice.status} overdue={invoice.overdue} />
      </Cell>
      <Cell className="tabular whitespace-nowrap text-ink-2 max-lg:hidden">
        {formatDate(invoice.dueOn)}
      </Cell>
      <Cell isNumeric>
        <Money amountMinor={invoice.grossMinor} currency={invoice.currency} />
      </Cell>
    </Row>
  );
}

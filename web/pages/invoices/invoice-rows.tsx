import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import type { InvoiceRow } from '#modules/invoices/schema.ts';
import { messages } from '../../messages/index.ts';
import { classNames } from '../../ui/class-names.ts';
import { formatDate } from '../../ui/format.ts';
import { Money } from '../../ui/page.tsx';
import { useWorkspace } from '../../workspace.ts';
import { InvoiceStatus } from './invoice-status.tsx';

const texts = messages.invoices.list;

// One grid for the head and every row. What is less important leaves first as the list narrows.
const columns =
  'grid items-center gap-x-4 px-2 -mx-2 @max-[40rem]:grid-cols-[minmax(0,1fr)_auto] @[40rem]:grid-cols-[6.5rem_8rem_minmax(0,1fr)_6.5rem_7.5rem] @[54rem]:grid-cols-[6.5rem_8.5rem_minmax(0,1fr)_6.5rem_6.5rem_8rem_8rem]';
const wideOnly = '@max-[54rem]:hidden';
const cardHidden = '@max-[40rem]:hidden';

export function InvoiceListHead({ withoutClient }: { withoutClient?: boolean }) {
  const { columns: names } = texts;
  return (
    // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: rows of a <table> cannot be left out of the page while they are out of sight.
    <div
      role="row"
      className={classNames(
        columns,
        cardHidden,
        'h-8 border-b border-hairline text-12 font-medium text-ink-3',
      )}
    >
      <Head>{names.status}</Head>
      <Head>{names.number}</Head>
      <Head>{withoutClient ? messages.invoices.editor.texts.subject : names.client}</Head>
      <Head className={wideOnly}>{names.issued}</Head>
      <Head>{names.due}</Head>
      <Head className="text-right">{names.amount}</Head>
      <Head className={classNames(wideOnly, 'text-right')}>{names.balance}</Head>
    </div>
  );
}

function Head({ className, children }: { className?: string; children: string }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: see above.
    <div role="columnheader" className={className}>
      {children}
    </div>
  );
}

export interface InvoiceListRowProps {
  row: InvoiceRow;
  index: number;
  isActive?: boolean;
  /** Opens beside the list instead of on its own page. */
  isBeside?: boolean;
  withoutClient?: boolean;
}

/** One invoice; the whole row is its link. */
export const InvoiceListRow = memo(function InvoiceListRow({
  row,
  index,
  isActive,
  isBeside,
  withoutClient,
}: InvoiceListRowProps) {
  const workspace = useWorkspace();
  const number = row.number ?? messages.invoices.draft;
  const client = row.buyerName === '' ? messages.invoices.noClient : row.buyerName;
  const beside = withoutClient ? row.subject : client;
  // On a card, what stands beside a missing number says enough.
  const shownNumber = row.number ?? (
    <span className={classNames('text-ink-3', beside !== '' && '@max-[40rem]:hidden')}>
      {messages.invoices.noNumber}
    </span>
  );
  const label = texts.row(number, client);
  const linkClass =
    'truncate font-medium outline-none after:absolute after:inset-0 after:rounded focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent';
  const params = { workspaceId: workspace.id, invoiceId: row.id };
  return (
    // biome-ignore lint/a11y/useSemanticElements lint/a11y/useFocusableInteractive: see above; the link inside takes the focus.
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-current={isActive ? 'true' : undefined}
      data-row={index}
      className={classNames(
        columns,
        'relative h-10 border-b border-hairline text-14 transition-colors duration-75 @max-[40rem]:h-17 @max-[40rem]:content-center @max-[40rem]:gap-y-0.5',
        isActive ? 'bg-accent-soft' : 'hover:bg-hover/60',
      )}
    >
      <Cell className="@max-[40rem]:order-3">
        <InvoiceStatus status={row.status} overdue={row.overdue} />
      </Cell>
      <Cell className="tabular truncate @max-[40rem]:order-1 @max-[40rem]:text-ink">
        {isBeside ? (
          <Link
            from="/w/$workspaceId/invoices"
            to="."
            search={(last) => ({ ...last, open: row.id })}
            aria-label={label}
            resetScroll={false}
            className={linkClass}
          >
            {shownNumber}
          </Link>
        ) : (
          <Link
            to="/w/$workspaceId/invoices/$invoiceId"
            params={params}
            aria-label={label}
            className={linkClass}
          >
            {shownNumber}
          </Link>
        )}
        <span className={classNames('text-ink-2 @[40rem]:hidden', row.number !== null && 'pl-2')}>
          {beside}
        </span>
      </Cell>
      <Cell className={classNames('truncate', cardHidden, row.buyerName === '' && 'text-ink-3')}>
        {beside}
        {!withoutClient && row.subject !== '' && (
          <span className="pl-2 text-13 text-ink-3">{row.subject}</span>
        )}
      </Cell>
      <Cell className={classNames('tabular text-ink-2', wideOnly)}>{formatDate(row.issueOn)}</Cell>
      <Cell
        className={classNames(
          'tabular @max-[40rem]:order-4 @max-[40rem]:text-right @max-[40rem]:text-13',
          row.overdue ? 'text-overdue' : 'text-ink-2',
        )}
      >
        {formatDate(row.dueOn)}
      </Cell>
      <Cell className="text-right @max-[40rem]:order-2">
        <Money amountMinor={row.grossMinor} currency={row.currency} className="font-medium" />
      </Cell>
      <Cell className={classNames('text-right', wideOnly, row.balanceMinor === 0 && 'text-ink-3')}>
        {row.status === 'draft' ? (
          ''
        ) : (
          <Money amountMinor={row.balanceMinor} currency={row.currency} />
        )}
      </Cell>
    </div>
  );
});

function Cell({ className, children }: { className?: string; children: React.ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: see above.
    <div role="cell" className={classNames('min-w-0', className)}>
      {children}
    </div>
  );
}

/** A short list of invoices, such as those of one client. */
export function InvoiceRows({
  rows,
  withoutClient,
}: {
  rows: readonly InvoiceRow[];
  withoutClient?: boolean;
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: see above.
    <div
      role="table"
      aria-label={texts.label}
      aria-rowcount={rows.length + 1}
      className="@container"
    >
      <InvoiceListHead withoutClient={withoutClient} />
      {rows.map((row, index) => (
        <InvoiceListRow key={row.id} row={row} index={index} withoutClient={withoutClient} />
      ))}
    </div>
  );
}

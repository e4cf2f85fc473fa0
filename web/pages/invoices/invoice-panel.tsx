import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Invoice } from '#modules/invoices/schema.ts';
import { messages } from '../../messages/index.ts';
import { problemText } from '../../problems.ts';
import { queries } from '../../queries.ts';
import { buttonClass, IconButton } from '../../ui/button.tsx';
import { CloseIcon } from '../../ui/icons.tsx';
import { Money } from '../../ui/page.tsx';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { useMay, useWorkspace } from '../../workspace.ts';
import { DownloadLink } from './document/download-link.tsx';
import { DueLine } from './document/due-line.tsx';
import { invoicePagesQuery } from './document/queries.ts';
import { InvoiceStatus } from './invoice-status.tsx';
import { PageImages } from './page-images.tsx';

const texts = messages.invoices.panel;

/** An invoice at a glance beside the list, which stays where it is. */
export function InvoicePanel({ id, onClose }: { id: string; onClose: () => void }) {
  const workspace = useWorkspace();
  const invoice = useQuery(queries.invoice(workspace.id, id));
  const name = invoice.data?.number ?? messages.invoices.draft;
  return (
    <aside
      aria-label={texts.label(name)}
      className="sticky top-0 h-dvh animate-slide overflow-y-auto border-l border-hairline bg-surface"
    >
      <div className="sticky top-0 z-10 flex h-14 items-center justify-between gap-2 bg-surface pr-3 pl-5">
        <h2 className="tabular truncate text-16 font-semibold">{invoice.data ? name : ''}</h2>
        <IconButton label={texts.close} icon={<CloseIcon />} onPress={onClose} />
      </div>
      <div className="px-5 pb-8">
        {invoice.data ? (
          <Glance invoice={invoice.data} />
        ) : invoice.isError ? (
          <ErrorState title={texts.failed} onRetry={() => void invoice.refetch()}>
            {problemText(invoice.error)}
          </ErrorState>
        ) : (
          <SkeletonRows rows={4} />
        )}
      </div>
    </aside>
  );
}

function Glance({ invoice }: { invoice: Invoice }) {
  const workspace = useWorkspace();
  const pages = useQuery(invoicePagesQuery(workspace, invoice));
  const isDraft = invoice.status === 'draft';
  const isContinued = useMay('invoices.draft') && isDraft;
  return (
    <>
      <InvoiceStatus status={invoice.status} overdue={invoice.overdue} />
      <p className="pt-2 text-14 text-ink-2">{invoice.buyer?.name ?? messages.invoices.noClient}</p>
      <p className="pt-1 text-28 font-semibold tracking-[-0.01em]">
        <Money amountMinor={invoice.totals.dueMinor} currency={invoice.currency} />
      </p>
      <DueLine invoice={invoice} />
      <div className="flex flex-wrap gap-2 py-5">
        <Link
          to="/w/$workspaceId/invoices/$invoiceId"
          params={{ workspaceId: workspace.id, invoiceId: invoice.id }}
          className={buttonClass(isContinued ? 'primary' : 'secondary')}
        >
          {isContinued ? texts.continue : texts.open}
        </Link>
        {!isDraft && <DownloadLink invoice={invoice} />}
      </div>
      <PageImages svgs={pages.data?.pages} describe={() => texts.page} limit={1} />
    </>
  );
}

import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Invoice } from '#modules/invoices/schema.ts';
import { messages } from '../../../messages/index.ts';
import { formatDate } from '../../../ui/format.ts';
import { Money, Page, PageHeader } from '../../../ui/page.tsx';
import { Note } from '../../../ui/states.tsx';
import { useWorkspace } from '../../../workspace.ts';
import { InvoiceStatus } from '../invoice-status.tsx';
import { PageImages } from '../page-images.tsx';
import { AsideSection } from './aside-section.tsx';
import { InvoiceLife } from './invoice-life.tsx';
import { invoicePagesQuery } from './queries.ts';

const texts = messages.invoices.document;

/** A draft for those who read only: its page as it is stored, and nothing to change. */
export function DraftView({ invoice }: { invoice: Invoice }) {
  const workspace = useWorkspace();
  const pages = useQuery(invoicePagesQuery(workspace, invoice));
  return (
    <Page isWide>
      <PageHeader
        title={texts.draftTitle}
        back={
          <Link
            to="/w/$workspaceId/invoices"
            params={{ workspaceId: workspace.id }}
            className="hover:text-ink"
          >
            {messages.invoices.title}
          </Link>
        }
        detail={invoice.buyer?.name ?? messages.invoices.noClient}
      />
      <div className="gap-x-10 lg:grid lg:grid-cols-[minmax(0,1fr)_20rem] xl:grid-cols-[minmax(0,1fr)_23rem]">
        <aside className="lg:order-last">
          <section aria-label={texts.draftTotal} className="pb-6">
            <InvoiceStatus status={invoice.status} overdue={invoice.overdue} />
            <p className="pt-2 text-28 font-semibold tracking-[-0.01em]">
              <Money amountMinor={invoice.totals.dueMinor} currency={invoice.currency} />
            </p>
            <p className="pt-1 text-13 text-ink-3">{texts.draftNote}</p>
          </section>
          <AsideSection title={texts.facts}>
            <dl className="flex flex-col gap-3 text-14">
              <div>
                <dt className="text-12 text-ink-3">{texts.draftIssueOn}</dt>
                <dd className="tabular">{formatDate(invoice.issueOn)}</dd>
              </div>
              <div>
                <dt className="text-12 text-ink-3">{texts.draftDueOn}</dt>
                <dd className="tabular">{formatDate(invoice.dueOn)}</dd>
              </div>
            </dl>
          </AsideSection>
          <InvoiceLife invoice={invoice} />
        </aside>
        <section
          aria-label={texts.pages}
          className="flex flex-col gap-5 bg-sunken p-4 max-lg:-mx-4 max-lg:mt-6 sm:rounded sm:p-8 max-lg:sm:mx-0 lg:self-start"
        >
          {pages.isError && <Note tone="notice">{texts.draftPagesFailed}</Note>}
          <div className="mx-auto flex w-full max-w-[54rem] flex-col gap-5">
            <PageImages
              svgs={pages.data?.pages}
              describe={(page, count) => `${texts.draftTitle}, ${texts.page(page, count)}`}
            />
          </div>
        </section>
      </div>
    </Page>
  );
}

import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { Invoice } from '#modules/invoices/schema.ts';
import { api } from '../../../api.ts';
import { messages } from '../../../messages/index.ts';
import { problemText } from '../../../problems.ts';
import { invalidateInvoices } from '../../../queries.ts';
import { Button } from '../../../ui/button.tsx';
import { formatMoney } from '../../../ui/format.ts';
import { CheckIcon, CopyIcon } from '../../../ui/icons.tsx';
import { Money, Page, PageHeader } from '../../../ui/page.tsx';
import { Note } from '../../../ui/states.tsx';
import { showToast } from '../../../ui/toast.tsx';
import { useMay, useWorkspace } from '../../../workspace.ts';
import { InvoiceStatus } from '../invoice-status.tsx';
import { PageImages } from '../page-images.tsx';
import { DownloadLink } from './download-link.tsx';
import { DueLine } from './due-line.tsx';
import { InvoiceFacts } from './invoice-facts.tsx';
import { InvoiceLife } from './invoice-life.tsx';
import { Payments } from './payments.tsx';
import { invoicePagesQuery } from './queries.ts';

const texts = messages.invoices.document;

export interface IssuedInvoiceProps {
  invoice: Invoice;
  /** Issued a moment ago on this screen. */
  isJustIssued: boolean;
}

/** The page itself, large; beside it what is owed, what happened, and what can be done next. */
export function IssuedInvoice({ invoice, isJustIssued }: IssuedInvoiceProps) {
  const workspace = useWorkspace();
  const pages = useQuery(invoicePagesQuery(workspace, invoice));
  const mayDraft = useMay('invoices.draft');
  const number = invoice.number ?? '';
  return (
    <Page isWide>
      <PageHeader
        title={texts.title(number)}
        back={
          <Link
            to="/w/$workspaceId/invoices"
            params={{ workspaceId: workspace.id }}
            className="hover:text-ink"
          >
            {messages.invoices.title}
          </Link>
        }
        detail={<Buyer invoice={invoice} />}
        actions={
          <>
            {mayDraft && <DuplicateButton invoice={invoice} />}
            <DownloadLink invoice={invoice} />
          </>
        }
      />
      {isJustIssued && <IssuedNote number={number} />}
      <div className="gap-x-10 lg:grid lg:grid-cols-[minmax(0,1fr)_20rem] xl:grid-cols-[minmax(0,1fr)_23rem]">
        <aside className="lg:order-last">
          <Balance invoice={invoice} />
          <Payments invoice={invoice} />
          <InvoiceLife invoice={invoice} />
          <InvoiceFacts invoice={invoice} />
        </aside>
        <section
          aria-label={texts.pages}
          className="flex flex-col gap-5 bg-sunken p-4 max-lg:-mx-4 max-lg:mt-6 sm:rounded sm:p-8 max-lg:sm:mx-0 lg:self-start"
        >
          {pages.isError && <Note tone="notice">{texts.pagesFailed}</Note>}
          <div className="mx-auto flex w-full max-w-[54rem] flex-col gap-5">
            <PageImages
              svgs={pages.data?.pages}
              describe={(page, count) => describePage(invoice, page, count)}
            />
          </div>
        </section>
      </div>
    </Page>
  );
}

function describePage(invoice: Invoice, page: number, count: number): string {
  return `${texts.title(invoice.number ?? '')}, ${texts.page(page, count)}`;
}

function Buyer({ invoice }: { invoice: Invoice }) {
  const workspace = useWorkspace();
  const name = invoice.buyer?.name ?? '';
  if (invoice.clientId === null) return name;
  return (
    <Link
      to="/w/$workspaceId/clients/$clientId"
      params={{ workspaceId: workspace.id, clientId: invoice.clientId }}
      className="hover:text-ink hover:underline"
    >
      {name}
    </Link>
  );
}

function IssuedNote({ number }: { number: string }) {
  return (
    <div
      role="status"
      className="mb-6 flex animate-rise items-start gap-3 rounded bg-accent-soft px-4 py-3 text-14"
    >
      <CheckIcon className="mt-0.5 text-accent" />
      <p>
        <strong className="font-semibold">{texts.issuedTitle(number)}.</strong> {texts.issuedDetail}
      </p>
    </div>
  );
}

function Balance({ invoice }: { invoice: Invoice }) {
  const { currency, balanceMinor, paidMinor, totals } = invoice;
  return (
    <section aria-label={texts.balance} className="pb-6">
      <InvoiceStatus status={invoice.status} overdue={invoice.overdue} />
      <p className="pt-2 text-28 font-semibold tracking-[-0.01em]">
        <Money
          amountMinor={invoice.status === 'paid' ? totals.dueMinor : balanceMinor}
          currency={currency}
        />
      </p>
      <DueLine invoice={invoice} />
      {paidMinor > 0 && invoice.status !== 'paid' && (
        <p className="tabular pt-1 text-13 text-ink-3">
          {texts.total} {formatMoney(totals.dueMinor, currency)} · {texts.paidSoFar}{' '}
          {formatMoney(paidMinor, currency)}
        </p>
      )}
    </section>
  );
}

function DuplicateButton({ invoice }: { invoice: Invoice }) {
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const duplicate = useMutation({
    mutationFn: () => api.duplicateInvoice(workspace.id, invoice.id),
    onSuccess: async (copy) => {
      void invalidateInvoices(workspace.id);
      await navigate({
        to: '/w/$workspaceId/invoices/$invoiceId',
        params: { workspaceId: workspace.id, invoiceId: copy.id },
      });
    },
    onError: (error) =>
      showToast({ text: `${texts.duplicateFailed} ${problemText(error)}`, tone: 'danger' }),
  });
  return (
    <Button icon={<CopyIcon />} isPending={duplicate.isPending} onPress={() => duplicate.mutate()}>
      {texts.duplicate}
    </Button>
  );
}

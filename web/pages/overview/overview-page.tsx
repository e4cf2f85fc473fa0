import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Overview } from '#modules/overview/schema.ts';
import { messages } from '../../messages/index.ts';
import { problemText } from '../../problems.ts';
import { queries } from '../../queries.ts';
import { formatLongDate, formatMoney } from '../../ui/format.ts';
import { ArrowRightIcon } from '../../ui/icons.tsx';
import { Page, PageHeader, Section } from '../../ui/page.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { useMay, useWorkspace } from '../../workspace.ts';
import { DraftList, LatestTable, OverdueList } from './document-lists.tsx';
import { FirstSteps } from './first-steps.tsx';
import { MonthsChart } from './months-chart.tsx';

const words = messages.overview;

/** What needs me now, how it stands, and what was last. */
export function OverviewPage() {
  const { id } = useWorkspace();
  const overview = useQuery(queries.overview(id));
  return (
    <Page>
      <PageHeader
        title={words.title}
        detail={overview.data && formatLongDate(overview.data.today)}
      />
      {overview.isPending ? (
        <SkeletonRows rows={8} />
      ) : overview.isError ? (
        <ErrorState title={words.failed} onRetry={() => void overview.refetch()}>
          {problemText(overview.error)}
        </ErrorState>
      ) : (
        <Content overview={overview.data} />
      )}
    </Page>
  );
}

function Content({ overview }: { overview: Overview }) {
  const { steps } = overview;
  const mayDraft = useMay('invoices.draft');
  const isFirstVisit = !(steps.seller && steps.client && steps.invoice);
  if (isFirstVisit && overview.latest.length === 0 && overview.drafts.length === 0) {
    return mayDraft ? (
      <FirstSteps steps={steps} />
    ) : (
      <EmptyState title={words.emptyTitle}>{words.emptyReader}</EmptyState>
    );
  }
  const isCalm = overview.overdueInvoices.length === 0 && overview.drafts.length === 0;
  return (
    <>
      {isFirstVisit && mayDraft && <FirstSteps steps={steps} />}
      <Figures overview={overview} />
      {isCalm ? (
        <p className="py-6 text-14 text-ink-2">
          {mayDraft ? words.nothingWaiting : words.nothingOverdue}
        </p>
      ) : (
        <div className="grid gap-x-10 lg:auto-cols-fr lg:grid-flow-col">
          {overview.overdueInvoices.length > 0 && (
            <Section
              className="border-t-0 pt-0"
              title={words.overdue}
              actions={<SeeAll status="overdue" count={overview.overdue.count} />}
            >
              <OverdueList overview={overview} />
            </Section>
          )}
          {overview.drafts.length > 0 && (
            <Section
              className="border-t-0 pt-0"
              title={mayDraft ? words.drafts : words.draftsReader}
              actions={<SeeAll status="draft" />}
            >
              <DraftList drafts={overview.drafts} />
            </Section>
          )}
        </div>
      )}
      <MonthsChart months={overview.months} currency={overview.currency} />
      {overview.latest.length > 0 && (
        <Section title={words.latest} actions={<SeeAll />}>
          <LatestTable invoices={overview.latest} />
        </Section>
      )}
    </>
  );
}

function SeeAll({ status, count }: { status?: 'overdue' | 'draft'; count?: number }) {
  const { id } = useWorkspace();
  return (
    <Link
      to="/w/$workspaceId/invoices"
      params={{ workspaceId: id }}
      search={status ? { status } : {}}
      className="flex shrink-0 items-center gap-1 text-13 text-ink-3 hover:text-ink"
    >
      {status === 'draft'
        ? words.allDrafts
        : count === undefined
          ? words.allInvoices
          : words.invoices(count)}
      <ArrowRightIcon width="12" height="12" />
    </Link>
  );
}

/** Three figures, each a way to what it counts. */
function Figures({ overview }: { overview: Overview }) {
  const { currency, open, overdue, paidThisYear } = overview;
  return (
    <section aria-label={words.title} className="pb-6">
      <div className="grid border-t border-hairline sm:grid-cols-3">
        <Figure name={words.open} status="open" detail={words.invoices(open.count)}>
          {formatMoney(open.balanceMinor, currency)}
        </Figure>
        <Figure
          name={words.overdue}
          status="overdue"
          isAlert={overdue.count > 0}
          detail={words.invoices(overdue.count)}
        >
          {formatMoney(overdue.balanceMinor, currency)}
        </Figure>
        <Figure name={words.paidThisYear} status="paid" detail={words.payments(paidThisYear.count)}>
          {formatMoney(paidThisYear.amountMinor, currency)}
        </Figure>
      </div>
      <OtherCurrencies others={overview.otherCurrencies} />
    </section>
  );
}

/** What the three figures leave out, in one quiet line. */
function OtherCurrencies({ others }: { others: Overview['otherCurrencies'] }) {
  const parts = others.flatMap(({ currency, openMinor, paidThisYearMinor }) => [
    ...(openMinor > 0 ? [words.otherOpen(formatMoney(openMinor, currency))] : []),
    ...(paidThisYearMinor > 0 ? [words.otherPaid(formatMoney(paidThisYearMinor, currency))] : []),
  ]);
  if (parts.length === 0) return null;
  return (
    <p className="tabular mt-3 text-13 text-ink-3">
      {words.otherCurrencies} {parts.join(' · ')}
    </p>
  );
}

interface FigureProps {
  name: string;
  status: 'open' | 'overdue' | 'paid';
  detail: string;
  isAlert?: boolean;
  children: ReactNode;
}

function Figure({ name, status, detail, isAlert, children }: FigureProps) {
  const { id } = useWorkspace();
  return (
    <Link
      to="/w/$workspaceId/invoices"
      params={{ workspaceId: id }}
      search={{ status }}
      className="group grid grid-cols-[1fr_auto] items-center gap-x-4 border-b border-hairline py-3 sm:block sm:border-r sm:px-4 sm:py-4 lg:px-6 sm:first:pl-0 sm:last:border-r-0 sm:last:pr-0"
    >
      <span className="flex items-center gap-1 text-13 font-medium text-ink-2">
        {name}
        <ArrowRightIcon
          width="12"
          height="12"
          className="opacity-0 transition-opacity duration-100 group-hover:opacity-100"
        />
      </span>
      <span
        className={`tabular block text-20 font-semibold tracking-[-0.02em] max-sm:row-span-2 lg:text-28 ${isAlert ? 'text-overdue' : ''}`}
      >
        {children}
      </span>
      <span className="block text-13 text-ink-3">{detail}</span>
    </Link>
  );
}

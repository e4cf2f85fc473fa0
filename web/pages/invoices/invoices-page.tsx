import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { api, type InvoiceFilters } from '../../api.ts';
import { messages } from '../../messages/index.ts';
import { problemText } from '../../problems.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { PlusIcon } from '../../ui/icons.tsx';
import { Page, PageHeader } from '../../ui/page.tsx';
import { EmptyState, ErrorState, Note, SkeletonRows } from '../../ui/states.tsx';
import { useMedia } from '../../ui/use-media.ts';
import { useMay, useWorkspace } from '../../workspace.ts';
import { ExportLink } from './export-link.tsx';
import { FilterBar } from './invoice-filters.tsx';
import { InvoiceList } from './invoice-list.tsx';
import { InvoicePanel } from './invoice-panel.tsx';
import { InvoiceSumsLine } from './invoice-sums.tsx';
import { useListKeys } from './use-list-keys.ts';

const texts = messages.invoices;
const pageSize = 100;
/** Wide enough for the list and an invoice beside it. */
const besideWidth = '(width >= 1280px)';

/** Every invoice, found by filters that stand in the address. */
export function InvoicesPage() {
  const workspace = useWorkspace();
  const { open, ...filters } = useSearch({ from: '/w/$workspaceId/invoices' });
  const navigate = useNavigate({ from: '/w/$workspaceId/invoices' });
  const isBeside = useMedia(besideWidth);
  const invoices = useInvoicePages(workspace.id, filters);
  const { data } = invoices;
  const rows = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);
  const { fetchNextPage } = invoices;
  const loadMore = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  const isOpen = isBeside && open !== undefined;

  const show = (id: string | undefined) =>
    void navigate({ search: (last) => ({ ...last, open: id }), replace: true, resetScroll: false });
  useListKeys({
    count: rows.length,
    active: isOpen ? rows.findIndex((row) => row.id === open) : -1,
    isBeside,
    onMove: (index) => show(rows[index]?.id),
    onOpen: (index) => {
      const invoiceId = rows[index]?.id;
      if (invoiceId === undefined) return;
      void navigate({
        to: '/w/$workspaceId/invoices/$invoiceId',
        params: { workspaceId: workspace.id, invoiceId },
      });
    },
    onClose: () => show(undefined),
  });

  return (
    <div className={classNames('min-w-0', isOpen && 'grid grid-cols-[minmax(0,1fr)_26rem]')}>
      <Page isWide>
        <PageHeader
          title={texts.title}
          actions={
            <>
              <ExportLink filters={filters} />
              <NewInvoiceLink />
            </>
          }
        />
        <FilterBar
          filters={filters}
          onChange={(change) =>
            void navigate({
              search: (last) => ({ ...last, ...change, open: undefined }),
              replace: true,
            })
          }
          onClear={() => void navigate({ search: {} })}
        />
        {invoices.isPending ? (
          <SkeletonRows rows={10} />
        ) : invoices.isError && rows.length === 0 ? (
          <ErrorState title={texts.list.loadFailed} onRetry={() => void invoices.refetch()}>
            {problemText(invoices.error)}
          </ErrorState>
        ) : rows.length === 0 ? (
          <NoInvoices
            isFiltered={Object.values(filters).some((value) => value !== undefined)}
            onClear={() => void navigate({ search: {} })}
          />
        ) : (
          <div
            className={classNames(
              'transition-opacity duration-100',
              invoices.isPlaceholderData && 'opacity-60',
            )}
          >
            <InvoiceSumsLine filters={filters} />
            <InvoiceList
              rows={rows}
              activeId={isOpen ? open : undefined}
              isBeside={isBeside}
              onEnd={invoices.hasNextPage && !invoices.isFetchNextPageError ? loadMore : undefined}
              isLoading={invoices.isFetching}
            />
            <More query={invoices} />
          </div>
        )}
      </Page>
      {isOpen && <InvoicePanel key={open} id={open} onClose={() => show(undefined)} />}
    </div>
  );
}

function useInvoicePages(workspaceId: string, filters: InvoiceFilters) {
  return useInfiniteQuery({
    queryKey: [workspaceId, 'invoices', 'pages', filters],
    queryFn: ({ pageParam, signal }) =>
      api.invoices(
        workspaceId,
        { ...filters, limit: pageSize, ...(pageParam ? { cursor: pageParam } : {}) },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: (last) => last,
  });
}

function NewInvoiceLink() {
  const workspace = useWorkspace();
  const mayDraft = useMay('invoices.draft');
  if (!mayDraft) return null;
  return (
    <Link
      to="/w/$workspaceId/invoices/$invoiceId"
      params={{ workspaceId: workspace.id, invoiceId: 'new' }}
      className={buttonClass('primary')}
    >
      <PlusIcon />
      {texts.new}
    </Link>
  );
}

function NoInvoices({ isFiltered, onClear }: { isFiltered: boolean; onClear: () => void }) {
  const mayDraft = useMay('invoices.draft');
  if (isFiltered) {
    return (
      <EmptyState
        title={texts.list.noMatchTitle}
        action={<Button onPress={onClear}>{texts.list.clearFilters}</Button>}
      >
        {texts.list.noMatchDetail}
      </EmptyState>
    );
  }
  return (
    <EmptyState title={texts.list.emptyTitle} action={mayDraft && <NewInvoiceLink />}>
      {mayDraft ? texts.list.emptyDetail : texts.list.emptyReader}
    </EmptyState>
  );
}

/** The end of what is loaded: more is coming, or could not come. */
function More({ query }: { query: ReturnType<typeof useInvoicePages> }) {
  if (query.isFetchingNextPage) {
    return (
      <p role="status" className="py-4 text-13 text-ink-3">
        {texts.list.loadingMore}
      </p>
    );
  }
  if (!query.isFetchNextPageError) return null;
  return (
    <div className="py-4">
      <Note
        tone="danger"
        action={
          <Button size="small" onPress={() => void query.fetchNextPage()}>
            {messages.ui.tryAgain}
          </Button>
        }
      >
        {texts.list.moreFailed}
      </Note>
    </div>
  );
}

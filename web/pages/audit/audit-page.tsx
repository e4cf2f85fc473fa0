import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import type { AuditFilters } from '../../audit-api.ts';
import { auditMessages as words } from '../../messages/audit.ts';
import { messages } from '../../messages/index.ts';
import { problemText } from '../../problems.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { useTitle } from '../../ui/page.tsx';
import { EmptyState, ErrorState, Note, SkeletonRows } from '../../ui/states.tsx';
import { useMay, useWorkspace } from '../../workspace.ts';
import { AuditFilterBar } from './audit-filters.tsx';
import { AuditList } from './audit-list.tsx';
import { auditQueries } from './audit-queries.ts';
import { ChainState } from './chain-state.tsx';
import { ExportButton } from './export-button.tsx';

/** Everything that happened in the workspace, found by filters that stand in the address. */
export function AuditPage() {
  useTitle(words.title);
  const workspace = useWorkspace();
  const filters = useSearch({ from: '/w/$workspaceId/settings/audit' });
  const navigate = useNavigate({ from: '/w/$workspaceId/settings/audit' });
  const mayExport = useMay('audit.export');
  const clear = () => void navigate({ search: {}, resetScroll: false });
  return (
    <section aria-labelledby="audit-title" className="pt-6">
      <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0 flex-1 basis-64">
          <h2 id="audit-title" className="text-16 font-semibold">
            {words.title}
          </h2>
          <p className="mt-0.5 max-w-prose text-13 text-ink-3">{words.detail}</p>
        </div>
        {mayExport && <ExportButton />}
      </header>
      <ChainState />
      <AuditFilterBar
        filters={filters}
        onChange={(change) =>
          void navigate({
            search: (last) => ({ ...last, ...change }),
            replace: true,
            resetScroll: false,
          })
        }
        onClear={clear}
      />
      <Events key={workspace.id} filters={filters} onClear={clear} />
    </section>
  );
}

function Events({ filters, onClear }: { filters: AuditFilters; onClear: () => void }) {
  const workspace = useWorkspace();
  const events = useInfiniteQuery(auditQueries.events(workspace.id, filters));
  const { data, fetchNextPage } = events;
  const loadMore = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  if (!data) {
    return events.isError ? (
      <ErrorState title={words.failed} onRetry={() => void events.refetch()}>
        {problemText(events.error)}
      </ErrorState>
    ) : (
      <SkeletonRows rows={10} />
    );
  }
  if (data.pages[0]?.items.length === 0) {
    return (
      <EmptyState
        title={words.noMatchTitle}
        action={<Button onPress={onClear}>{words.showAll}</Button>}
      >
        {words.noMatchDetail}
      </EmptyState>
    );
  }
  const isFiltered = Object.values(filters).some((value) => value !== undefined);
  return (
    <div
      className={classNames(
        'transition-opacity duration-100',
        events.isPlaceholderData && 'opacity-60',
      )}
    >
      <AuditList
        pages={data.pages}
        onEnd={events.hasNextPage && !events.isFetchNextPageError ? loadMore : undefined}
        isLoading={events.isFetching}
      />
      <p role="status" className="py-4 text-13 text-ink-3">
        {events.isFetchingNextPage && words.loadingMore}
        {!events.hasNextPage && !isFiltered && words.beginning}
      </p>
      {events.isFetchNextPageError && (
        <Note
          tone="danger"
          action={
            <Button size="small" onPress={() => void fetchNextPage()}>
              {messages.ui.tryAgain}
            </Button>
          }
        >
          {words.moreFailed}
        </Note>
      )}
    </div>
  );
}

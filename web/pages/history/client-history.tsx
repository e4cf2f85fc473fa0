import { useInfiniteQuery } from '@tanstack/react-query';
import { historyMessages as words } from '../../messages/audit.ts';
import { problemText } from '../../problems.ts';
import { Button } from '../../ui/button.tsx';
import { Section } from '../../ui/page.tsx';
import { Note, SkeletonRows } from '../../ui/states.tsx';
import { showToast } from '../../ui/toast.tsx';
import { useWorkspace } from '../../workspace.ts';
import { HistoryList } from './history-list.tsx';
import { historyQueries } from './history-queries.ts';
import { momentsOf } from './moments.ts';
import { TrailLink } from './trail-link.tsx';

/** What happened to a client, newest first. */
export function ClientHistory({ clientId }: { clientId: string }) {
  const workspace = useWorkspace();
  const life = useInfiniteQuery(historyQueries.client(workspace.id, clientId));
  const events = life.data?.pages.flatMap((page) => page.items) ?? [];
  const showEarlier = async () => {
    const { error } = await life.fetchNextPage();
    if (error) showToast({ tone: 'danger', text: problemText(error) });
  };
  return (
    <Section title={words.clientTitle} isAside>
      {life.isPending && <SkeletonRows rows={2} />}
      {life.isError && <Note tone="notice">{words.failed}</Note>}
      <HistoryList moments={momentsOf(events, [])} />
      <div className="mt-3 -ml-2 flex flex-wrap items-center gap-1">
        {life.hasNextPage && (
          <Button
            size="small"
            variant="ghost"
            isPending={life.isFetchingNextPage}
            onPress={() => void showEarlier()}
          >
            {words.earlier}
          </Button>
        )}
        {events.length > 0 && <TrailLink subjectId={clientId} />}
      </div>
    </Section>
  );
}

import { useInfiniteQuery, useMutationState, useQuery } from '@tanstack/react-query';
import { historyMessages as words } from '../../messages/audit.ts';
import { problemText } from '../../problems.ts';
import { Button } from '../../ui/button.tsx';
import { Note, SkeletonRows } from '../../ui/states.tsx';
import { showToast } from '../../ui/toast.tsx';
import { useMay, useWorkspace } from '../../workspace.ts';
import { CommentForm, commentMutationKey } from './comment-form.tsx';
import { CommentText } from './comment-text.tsx';
import { HistoryItem, HistoryList } from './history-list.tsx';
import { historyQueries } from './history-queries.ts';
import { momentsOf } from './moments.ts';
import { TrailLink } from './trail-link.tsx';

/** What happened to an invoice and what was said about it, in one order, newest first. */
export function InvoiceHistory({ invoiceId }: { invoiceId: string }) {
  const workspace = useWorkspace();
  const mayComment = useMay('comments.write');
  const life = useInfiniteQuery(historyQueries.invoice(workspace.id, invoiceId));
  const comments = useQuery(historyQueries.comments(workspace.id, invoiceId));
  const onItsWay = useMutationState({
    filters: { mutationKey: commentMutationKey(workspace.id, invoiceId), status: 'pending' },
    select: (mutation) => String(mutation.state.variables),
  });
  const events = life.data?.pages.flatMap((page) => page.items) ?? [];
  // A comment from before the oldest event that is shown follows with the events around it.
  const since = life.hasNextPage ? (events.at(-1)?.at ?? '') : '';
  const said = comments.data?.items.filter(({ createdAt }) => createdAt >= since) ?? [];
  const showEarlier = async () => {
    const { error } = await life.fetchNextPage();
    if (error) showToast({ tone: 'danger', text: problemText(error) });
  };
  return (
    <>
      {mayComment && <CommentForm invoiceId={invoiceId} />}
      {life.isPending && <SkeletonRows rows={3} />}
      {life.isError && <Note tone="notice">{words.failed}</Note>}
      {comments.isError && <Note tone="notice">{words.comment.loadFailed}</Note>}
      <HistoryList
        moments={momentsOf(events, said)}
        first={onItsWay.map((text) => (
          <HistoryItem key={text} isComment>
            <p className="text-12 text-ink-3">{words.comment.sending}</p>
            <p className="break-words whitespace-pre-wrap text-ink-3">{text}</p>
          </HistoryItem>
        ))}
        renderComment={({ comment }) => <CommentText invoiceId={invoiceId} comment={comment} />}
      />
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
        {events.length > 0 && <TrailLink subjectId={invoiceId} />}
      </div>
    </>
  );
}

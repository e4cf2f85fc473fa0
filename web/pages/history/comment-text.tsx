import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Comment } from '#modules/invoices/schema.ts';
import { api } from '../../api.ts';
import { historyMessages } from '../../messages/audit.ts';
import { messages } from '../../messages/index.ts';
import { problemText } from '../../problems.ts';
import { queryClient } from '../../queries.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TrashIcon } from '../../ui/icons.tsx';
import { Note } from '../../ui/states.tsx';
import { showToast } from '../../ui/toast.tsx';
import { useWorkspace } from '../../workspace.ts';
import { formatMinute } from '../audit/moments.ts';
import { historyQueries } from './history-queries.ts';

const words = historyMessages.comment;

interface CommentProps {
  invoiceId: string;
  comment: Comment;
}

/** A comment as it was typed: its line breaks kept, nothing in it made a link. */
export function CommentText({ invoiceId, comment }: CommentProps) {
  const { timeZone } = useWorkspace();
  const [isAsking, setAsking] = useState(false);
  return (
    <div className="group/comment">
      <div className="flex min-h-5 items-start justify-between gap-2">
        <p className="min-w-0 text-12 break-words text-ink-3">
          <span className="text-13 font-medium text-ink">{comment.author}</span>{' '}
          <time dateTime={comment.createdAt} className="whitespace-nowrap">
            {formatMinute(comment.createdAt, timeZone)}
          </time>
        </p>
        {comment.isOwn && (
          <IconButton
            size="small"
            label={words.delete}
            icon={<TrashIcon width="14" height="14" />}
            onPress={() => setAsking(true)}
            className="-mt-1 -mr-1.5 shrink-0"
          />
        )}
      </div>
      <p className="break-words whitespace-pre-wrap text-ink">{comment.text}</p>
      {isAsking && (
        <DeleteComment invoiceId={invoiceId} comment={comment} onClose={() => setAsking(false)} />
      )}
    </div>
  );
}

function DeleteComment({ invoiceId, comment, onClose }: CommentProps & { onClose: () => void }) {
  const workspace = useWorkspace();
  const remove = useMutation({
    mutationFn: () => api.deleteComment(workspace.id, invoiceId, comment.id),
    onSuccess: async () => {
      showToast({ text: words.deleted, tone: 'success' });
      onClose();
      const { queryKey } = historyQueries.comments(workspace.id, invoiceId);
      queryClient.setQueryData(queryKey, (last) => ({
        items: last?.items.filter(({ id }) => id !== comment.id) ?? [],
      }));
      await queryClient.invalidateQueries({
        queryKey: historyQueries.invoice(workspace.id, invoiceId).queryKey,
      });
    },
  });
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={words.deleteTitle}
      width="small"
      actions={
        <>
          <Button autoFocus onPress={onClose}>
            {messages.ui.cancel}
          </Button>
          <Button variant="danger" isPending={remove.isPending} onPress={() => remove.mutate()}>
            {words.deleteConfirm}
          </Button>
        </>
      }
    >
      <p className="text-14 text-ink-2">{words.deleteDetail}</p>
      {remove.error && <Note tone="danger">{problemText(remove.error)}</Note>}
    </Dialog>
  );
}

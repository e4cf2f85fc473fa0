import { useMutation } from '@tanstack/react-query';
import { type KeyboardEvent, useState } from 'react';
import { api } from '../../api.ts';
import { historyMessages } from '../../messages/audit.ts';
import { problemText } from '../../problems.ts';
import { queryClient } from '../../queries.ts';
import { Button } from '../../ui/button.tsx';
import { Form } from '../../ui/form.tsx';
import { Kbd } from '../../ui/page.tsx';
import { Note } from '../../ui/states.tsx';
import { TextArea } from '../../ui/text-field.tsx';
import { useWorkspace } from '../../workspace.ts';
import { historyQueries } from './history-queries.ts';

const words = historyMessages.comment;
const maxLength = 2000;
/** From here on it is worth saying how much room is left. */
const nearTheEnd = 200;
const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** By it the list shows a comment that is still on its way. */
export function commentMutationKey(workspaceId: string, invoiceId: string) {
  return [workspaceId, 'comment', invoiceId];
}

/** Writes a comment; it stands in the list at once, and its text comes back here where it was refused. */
export function CommentForm({ invoiceId }: { invoiceId: string }) {
  const { id: workspaceId } = useWorkspace();
  const [text, setText] = useState('');
  const send = useMutation({
    mutationKey: commentMutationKey(workspaceId, invoiceId),
    mutationFn: (sent: string) => api.addComment(workspaceId, invoiceId, { text: sent }),
    onMutate: () => setText(''),
    onSuccess: (comment) => {
      const { queryKey } = historyQueries.comments(workspaceId, invoiceId);
      queryClient.setQueryData(queryKey, (last) => ({ items: [...(last?.items ?? []), comment] }));
    },
    // What was begun meanwhile is kept as well.
    onError: (_error, sent) => setText((begun) => [sent, begun].filter(Boolean).join('\n\n')),
  });
  const left = maxLength - text.trim().length;
  const canSend = text.trim() !== '' && left >= 0 && !send.isPending;
  const submit = () => {
    if (canSend) send.mutate(text.trim());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return;
    event.preventDefault();
    submit();
  };
  return (
    <Form onSubmit={submit} className="mb-5 !gap-2">
      {send.isError && (
        <Note tone="danger">
          {words.failed} {problemText(send.error)}
        </Note>
      )}
      <TextArea
        label={words.label}
        hideLabel
        placeholder={words.placeholder}
        value={text}
        onChange={setText}
        onKeyDown={onKeyDown}
        inputClassName="max-h-80 overflow-y-auto text-13"
      />
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1.5">
        <p
          role={left < 0 ? 'alert' : undefined}
          className={`tabular text-12 ${left < 0 ? 'text-danger' : 'text-ink-3'}`}
        >
          {left <= nearTheEnd ? words.left(left) : words.hint}
        </p>
        {text !== '' && (
          <Button size="small" variant="primary" type="submit" isDisabled={!canSend}>
            {words.send}
            <span className="max-sm:hidden">
              <Kbd>{words.keys(isMac)}</Kbd>
            </span>
          </Button>
        )}
      </div>
    </Form>
  );
}

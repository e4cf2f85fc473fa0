import type { ReactNode } from 'react';
import { isProblem } from '../../http.ts';
import { accountMessages as words } from '../../messages/account.ts';
import { messages } from '../../messages/index.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Note } from '../../ui/states.tsx';
import { useSensitiveCall } from './confirmation.tsx';

/** The question before something about ways of signing in changes that cannot be taken back. */
export function QuestionDialog({
  title,
  detail,
  action,
  isDanger = true,
  run,
  onDone,
  onClose,
}: {
  title: string;
  detail: ReactNode;
  action: string;
  /** False where nothing is taken away for good. */
  isDanger?: boolean;
  run: () => Promise<unknown>;
  onDone: () => Promise<void>;
  onClose: () => void;
}) {
  const change = useSensitiveCall(run, async () => {
    await onDone();
    onClose();
  });
  const isLast = isProblem(change.error, 'last_way_in');
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={title}
      width="small"
      actions={
        <>
          <Button autoFocus={isDanger} onPress={onClose}>
            {isLast ? words.close : messages.ui.cancel}
          </Button>
          {!isLast && (
            <Button
              autoFocus={!isDanger}
              variant={isDanger ? 'danger' : 'primary'}
              isPending={change.isPending}
              onPress={() => change.run(undefined)}
            >
              {action}
            </Button>
          )}
        </>
      }
    >
      <div className="flex flex-col gap-4 text-14 text-ink-2">
        {change.problem && (
          <Note tone="danger">
            {isLast ? words.lastWayIn : (change.problem.detail ?? change.problem.title)}
          </Note>
        )}
        <div>{detail}</div>
      </div>
    </Dialog>
  );
}

import { useBlocker } from '@tanstack/react-router';
import { messages } from '../../messages/index.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import type { WorkspaceForm } from './use-workspace-form.ts';

const words = messages.settings;

/** Appears with the first change and stays in sight until it is saved or discarded. */
export function SaveBar({ form }: { form: WorkspaceForm }) {
  const blocker = useBlocker({
    shouldBlockFn: () => form.isChanged,
    enableBeforeUnload: () => form.isChanged,
    withResolver: true,
  });
  return (
    <>
      {form.isChanged && (
        <div className="sticky bottom-16 z-10 pt-2 pb-4 md:bottom-0">
          <div className="floating flex animate-rise items-center gap-2 py-2 pr-2 pl-4">
            <span className="flex-1 text-14 text-ink-2">{words.unsaved}</span>
            <Button onPress={form.discard} isDisabled={form.isSaving}>
              {words.discard}
            </Button>
            <Button type="submit" variant="primary" isPending={form.isSaving}>
              {words.save}
            </Button>
          </div>
        </div>
      )}
      <Dialog
        isOpen={blocker.status === 'blocked'}
        onClose={() => blocker.reset?.()}
        title={words.leaveTitle}
        width="small"
        actions={
          <>
            <Button onPress={() => blocker.proceed?.()}>{words.leave}</Button>
            <Button variant="primary" onPress={() => blocker.reset?.()}>
              {words.leaveStay}
            </Button>
          </>
        }
      >
        <p className="text-14 text-ink-2">{words.leaveDetail}</p>
      </Dialog>
    </>
  );
}

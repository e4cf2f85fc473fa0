import { useMutation } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../../api.ts';
import { messages } from '../../../messages/index.ts';
import { problemText } from '../../../problems.ts';
import { invalidateInvoices } from '../../../queries.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { classNames } from '../../../ui/class-names.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import {
  AlertIcon,
  CheckIcon,
  ChevronLeftIcon,
  CopyIcon,
  MoreIcon,
  TrashIcon,
} from '../../../ui/icons.tsx';
import { MenuItem, MenuSeparator, MenuTrigger } from '../../../ui/menu.tsx';
import { showToast } from '../../../ui/toast.tsx';
import { useMay } from '../../../workspace.ts';
import { HistoryButton } from '../../history/history-button.tsx';
import type { DraftSession, DraftState, SaveState } from './draft-session.ts';
import { useEditor } from './editor-context.tsx';
import { keepDraft } from './kept-draft.ts';

const texts = messages.invoices.editor;

export interface EditorHeaderProps {
  session: DraftSession;
  state: DraftState;
  forecast: string | undefined;
  onIssue: () => void;
}

/** What this is, whether it is saved, and the one thing to do when it is finished. */
export function EditorHeader({ session, state, forecast, onIssue }: EditorHeaderProps) {
  const { workspace } = useEditor();
  const mayIssue = useMay('invoices.issue');
  return (
    <header className="sticky top-14 z-10 flex min-h-14 items-center gap-3 border-b border-hairline bg-surface px-4 py-2 sm:px-8 md:top-0">
      <Link
        to="/w/$workspaceId/invoices"
        params={{ workspaceId: workspace.id }}
        aria-label={messages.invoices.title}
        className="-ml-2 flex size-8 shrink-0 items-center justify-center rounded text-ink-3 hover:bg-hover hover:text-ink"
      >
        <ChevronLeftIcon />
      </Link>
      <div className="flex min-w-0 flex-1 flex-wrap items-baseline gap-x-3">
        <h1 className="truncate text-16 font-semibold">
          {state.stored ? texts.draftTitle : texts.newTitle}
        </h1>
        {forecast !== undefined && (
          <span className="truncate text-13 text-ink-3 max-sm:hidden">
            {texts.forecast(forecast)}
          </span>
        )}
      </div>
      <SaveWord save={state.save} />
      {state.stored && <HistoryButton invoiceId={state.stored.id} />}
      {state.stored && <DraftMenu session={session} id={state.stored.id} />}
      {mayIssue && (
        <Button
          variant="primary"
          onPress={onIssue}
          isDisabled={state.save === 'issued' || state.save === 'gone'}
        >
          {texts.issue}
        </Button>
      )}
    </header>
  );
}

function SaveWord({ save }: { save: SaveState }) {
  const isWorry =
    save === 'retrying' || save === 'refused' || save === 'conflict' || save === 'gone';
  if (save === 'untouched') return null;
  return (
    <span
      role="status"
      title={save === 'retrying' ? texts.saveHint.retrying : undefined}
      className={classNames(
        'flex items-center gap-1.5 text-13',
        isWorry ? 'text-notice' : 'text-ink-3',
      )}
    >
      {isWorry && <AlertIcon width="14" height="14" />}
      {save === 'saved' && <CheckIcon width="14" height="14" />}
      {texts.save[save]}
    </span>
  );
}

function DraftMenu({ session, id }: { session: DraftSession; id: string }) {
  const { workspace } = useEditor();
  const navigate = useNavigate();
  const [isAsking, setAsking] = useState(false);
  const toInvoice = (invoiceId: string) =>
    navigate({
      to: '/w/$workspaceId/invoices/$invoiceId',
      params: { workspaceId: workspace.id, invoiceId },
    });

  const duplicate = useMutation({
    mutationFn: async () => {
      await session.flush();
      return api.duplicateInvoice(workspace.id, id);
    },
    onSuccess: (copy) => toInvoice(copy.id),
    onError: (error) => showToast({ text: problemText(error), tone: 'danger' }),
  });
  const remove = useMutation({
    mutationFn: async () => {
      await session.close();
      await api.deleteInvoice(workspace.id, id);
    },
    onSuccess: async () => {
      keepDraft(workspace.id, id, null);
      showToast({ text: texts.deleted, tone: 'success' });
      await navigate({ to: '/w/$workspaceId/invoices', params: { workspaceId: workspace.id } });
      await invalidateInvoices(workspace.id);
    },
    onError: (error) => showToast({ text: problemText(error), tone: 'danger' }),
  });

  return (
    <>
      <MenuTrigger
        label={texts.more}
        trigger={<IconButton label={texts.more} icon={<MoreIcon />} />}
      >
        <MenuItem icon={<CopyIcon />} onAction={() => duplicate.mutate()}>
          {texts.duplicate}
        </MenuItem>
        <MenuSeparator />
        <MenuItem icon={<TrashIcon />} isDanger onAction={() => setAsking(true)}>
          {texts.deleteDraft}
        </MenuItem>
      </MenuTrigger>
      <Dialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={texts.deleteTitle}
        width="small"
        actions={
          <>
            <Button onPress={() => setAsking(false)}>{messages.ui.cancel}</Button>
            <Button variant="danger" isPending={remove.isPending} onPress={() => remove.mutate()}>
              {texts.deleteConfirm}
            </Button>
          </>
        }
      >
        <p className="text-14 text-ink-2">{texts.deleteDetail}</p>
      </Dialog>
    </>
  );
}

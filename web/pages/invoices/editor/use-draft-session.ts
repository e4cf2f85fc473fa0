import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Invoice } from '#modules/invoices/schema.ts';
import { api } from '../../../api.ts';
import { messages } from '../../../messages/index.ts';
import { invalidateInvoices } from '../../../queries.ts';
import { showToast } from '../../../ui/toast.tsx';
import type { ContentField, Draft } from './draft.ts';
import { createDraftSession, type DraftSession, type DraftState } from './draft-session.ts';
import { keepDraft, readKeptDraft } from './kept-draft.ts';

const texts = messages.invoices.editor;

/** The fields in words: "the note and the due date". */
export function fieldNames(fields: readonly ContentField[]): string {
  const names = fields.map((field) => texts.fields[field]);
  return new Intl.ListFormat('en', { type: 'conjunction' }).format(names);
}

/** One draft's session for as long as its editor is open; leaving stores what is left. */
export function useDraftSession(
  workspaceId: string,
  draft: Draft,
  stored: Invoice | null,
  onCreated?: (id: string) => void,
) {
  const [kept] = useState(() => readKeptDraft(workspaceId, stored?.id ?? 'new'));
  const [session] = useState<DraftSession>(() =>
    createDraftSession({
      draft,
      stored,
      kept,
      create: (content) => api.createInvoice(workspaceId, content),
      change: (id, change) => api.changeInvoice(workspaceId, id, change),
      keep: (kept, keptFor) => keepDraft(workspaceId, keptFor?.id ?? 'new', kept),
      onMerged: (changedBy, fields) =>
        showToast({ text: texts.merged(changedBy, fieldNames(fields)) }),
    }),
  );
  const state = useSyncExternalStore(session.subscribe, session.getState);

  useEffect(() => {
    session.start();
    const flush = () => void session.flush();
    window.addEventListener('online', flush);
    return () => {
      window.removeEventListener('online', flush);
      void session.flush().then(() => invalidateInvoices(workspaceId));
    };
  }, [session, workspaceId]);

  useEffect(() => {
    if (kept) showToast({ text: texts.restored });
  }, [kept]);
  const createdId = stored ? undefined : state.stored?.id;
  useEffect(() => {
    if (createdId !== undefined) onCreated?.(createdId);
  }, [createdId, onCreated]);
  useLeaveWarning(session);
  return { session, state };
}

/** The browser asks before a tab with unsaved work is closed. */
function useLeaveWarning(session: DraftSession) {
  useEffect(() => {
    function warn(event: BeforeUnloadEvent) {
      if (isStored(session.getState())) return;
      void session.flush();
      event.preventDefault();
    }
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [session]);
}

function isStored({ save }: DraftState): boolean {
  return save === 'saved' || save === 'untouched' || save === 'issued';
}

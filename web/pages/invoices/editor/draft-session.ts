import type { Invoice, InvoiceChange, InvoiceContent } from '#modules/invoices/schema.ts';
import { ApiError, type Problem } from '../../../http.ts';
import {
  type ContentField,
  changedFields,
  contentOf,
  type Draft,
  draftOf,
  isSame,
  pickFields,
} from './draft.ts';
import type { KeptDraft } from './kept-draft.ts';

export interface FieldProblem {
  field: string;
  message: string;
}
/** Another person changed what I changed, too. */
export interface Conflict {
  current: Invoice;
  changedBy: string;
  /** What both changed to different values. */
  fields: readonly ContentField[];
}
export type SaveState =
  /** A new invoice into which nothing was typed; it is not stored at all. */
  | 'untouched'
  | 'saved'
  | 'unsaved'
  | 'saving'
  /** No connection; what was typed is kept here and tried again. */
  | 'retrying'
  /** The server refuses a field; see `refusals`. */
  | 'refused'
  | 'conflict'
  /** Another person issued or deleted it. */
  | 'issued'
  | 'gone';
export interface DraftState {
  draft: Draft;
  stored: Invoice | null;
  save: SaveState;
  refusals: readonly FieldProblem[];
  conflict: Conflict | null;
}

export interface DraftSessionOptions {
  draft: Draft;
  stored: Invoice | null;
  kept: KeptDraft | null;
  create: (content: InvoiceContent) => Promise<Invoice>;
  change: (id: string, change: InvoiceChange) => Promise<Invoice>;
  /** Called with what is not stored yet, and with null when everything is. */
  keep: (kept: KeptDraft | null, stored: Invoice | null) => void;
  /** Another person's change came in beside mine; nothing was lost. */
  onMerged?: (changedBy: string, fields: readonly ContentField[]) => void;
}

export interface DraftSession {
  /** Takes up what was kept from before, if anything; later calls do nothing. */
  start: () => void;
  getState: () => DraftState;
  subscribe: (listener: () => void) => () => void;
  change: (change: Partial<Draft>) => void;
  /** Stores what is not stored, now; resolves when that has succeeded or failed. */
  flush: () => Promise<void>;
  /** Stops for good, after what is under way; for a draft that is deleted or issued. */
  close: () => Promise<void>;
  /** What was typed as a new draft, where another person deleted the stored one. */
  storeAnew: () => void;
  /** My values over the other person's, on their version; the rest of theirs is kept. */
  keepMine: () => void;
  /** Their values; returns mine, so that they can be brought back. */
  takeTheirs: () => Partial<Draft>;
}

const saveDelayMs = 600;
const firstRetryMs = 1_000;
const longestRetryMs = 30_000;

/**
 * One draft being edited: stores every change a moment after the last key, one request at a time,
 * each based on the version before. Without a connection it keeps a copy and tries again.
 */
export function createDraftSession(options: DraftSessionOptions): DraftSession {
  const { kept } = options;
  let state: DraftState = {
    draft: kept ? draftOf(kept.content) : options.draft,
    stored: options.stored,
    save: options.stored ? 'saved' : 'untouched',
    refusals: [],
    conflict: null,
  };
  // What the server holds, in its own spelling and in the one that was sent: it trims texts.
  let base = options.stored && contentOf(options.stored);
  let acknowledged = base ?? contentOf(options.draft);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<void> | undefined;
  let isFlushing = false;
  let hasStarted = false;
  let isClosed = false;
  let failures = 0;
  const listeners = new Set<() => void>();

  function set(next: Partial<DraftState>) {
    state = { ...state, ...next };
    for (const listener of listeners) listener();
  }

  function schedule(delayMs: number) {
    clearTimeout(timer);
    timer = setTimeout(() => void run(), delayMs);
  }

  function isPaused(): boolean {
    if (isClosed) return true;
    return state.save === 'conflict' || state.save === 'issued' || state.save === 'gone';
  }

  function change(fields: Partial<Draft>) {
    if (isClosed) return;
    set({ draft: { ...state.draft, ...fields } });
    keepUnsaved();
    if (isPaused()) return;
    if (!running && state.save !== 'retrying') set({ save: 'unsaved' });
    if (state.save !== 'retrying') schedule(saveDelayMs);
  }

  function keepUnsaved() {
    const { stored } = state;
    const version = stored?.version;
    options.keep(
      {
        content: contentOf(state.draft),
        base: base && version !== undefined ? { content: base, version } : null,
      },
      stored,
    );
  }

  function flush(): Promise<void> {
    isFlushing = true;
    return run();
  }

  function run(): Promise<void> {
    clearTimeout(timer);
    // The version of the next request is the answer of this one, so they never overlap.
    running ??= save().finally(() => {
      running = undefined;
      isFlushing = false;
    });
    return running;
  }

  async function save(): Promise<void> {
    let hasSent = false;
    while (!isPaused()) {
      const sent = contentOf(state.draft);
      const fields = changedFields(acknowledged, sent);
      if (fields.length === 0) {
        if (state.stored) {
          options.keep(null, state.stored);
          set({ save: 'saved', refusals: [] });
        } else set({ save: 'untouched' });
        return;
      }
      if (hasSent && !isFlushing) {
        set({ save: 'unsaved' });
        return schedule(saveDelayMs);
      }
      set({ save: state.save === 'retrying' ? 'retrying' : 'saving' });
      try {
        const stored = await send(sent, fields);
        if (!state.stored) options.keep(null, null);
        hasSent = true;
        acknowledged = sent;
        base = contentOf(stored);
        failures = 0;
        set({ stored, save: 'saving', refusals: [] });
      } catch (error) {
        fail(error, sent);
        return;
      }
    }
  }

  function send(sent: InvoiceContent, fields: readonly ContentField[]): Promise<Invoice> {
    const { stored } = state;
    if (!stored) return options.create(sent);
    return options.change(stored.id, { ...pickFields(sent, fields), version: stored.version });
  }

  function fail(error: unknown, sent: InvoiceContent) {
    const problem = error instanceof ApiError ? error.problem : undefined;
    if (problem?.code === 'draft_changed') return meet(problem);
    if (problem?.code === 'invoice_already_issued') return set({ save: 'issued' });
    if (problem?.status === 404 && state.stored) return set({ save: 'gone' });
    if (problem && problem.status >= 400 && problem.status < 500 && problem.status !== 429) {
      set({
        save: 'refused',
        refusals: problem.errors ?? [{ field: '', message: problem.detail ?? problem.title }],
      });
      // Whoever typed on while the refusal was under way may have mended it.
      if (!isSame(sent, contentOf(state.draft))) schedule(saveDelayMs);
      return;
    }
    set({ save: 'retrying' });
    schedule(Math.min(longestRetryMs, firstRetryMs * 2 ** failures));
    failures += 1;
  }

  /** 409 `draft_changed`: what only they changed comes in; what both changed is a question. */
  function meet(problem: Problem) {
    const { current, changedBy = '' } = problem as Problem & {
      current: Invoice;
      changedBy?: string;
    };
    const mine = contentOf(state.draft);
    const theirs = contentOf(current);
    const theirFields = changedFields(base ?? acknowledged, theirs);
    const myFields = changedFields(acknowledged, mine);
    const both = theirFields.filter(
      (field) => myFields.includes(field) && !isSame(mine[field], theirs[field]),
    );
    if (both.length > 0)
      return set({ save: 'conflict', conflict: { current, changedBy, fields: both } });
    adopt(current, theirFields);
    options.onMerged?.(changedBy, theirFields);
  }

  /** Goes on from their version, with their values in the named fields. */
  function adopt(current: Invoice, fields: readonly ContentField[]) {
    const theirs = contentOf(current);
    base = theirs;
    acknowledged = theirs;
    set({
      draft: { ...state.draft, ...pickFields(draftOf(theirs), fields) },
      stored: current,
      save: 'unsaved',
      conflict: null,
    });
    schedule(0);
  }

  function settle(takesTheirs: boolean): Partial<Draft> {
    const { conflict } = state;
    if (!conflict) return {};
    const mine = pickFields(state.draft, conflict.fields);
    const theirFields = changedFields(base ?? acknowledged, contentOf(conflict.current));
    adopt(
      conflict.current,
      takesTheirs ? theirFields : theirFields.filter((field) => !conflict.fields.includes(field)),
    );
    return mine;
  }

  function restore(from: KeptDraft) {
    if (from.base && state.stored && from.base.version !== state.stored.version) {
      base = from.base.content;
      acknowledged = from.base.content;
      meet({ title: '', status: 409, code: 'draft_changed', current: state.stored } as Problem);
    } else change({});
  }

  return {
    start: () => {
      if (kept && !hasStarted) restore(kept);
      hasStarted = true;
    },
    getState: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    change,
    flush,
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      await running;
    },
    storeAnew: () => {
      base = null;
      acknowledged = contentOf(options.draft);
      set({ stored: null, save: 'unsaved' });
      schedule(0);
    },
    keepMine: () => void settle(false),
    takeTheirs: () => settle(true),
  };
}

import { type FocusEvent, useCallback, useMemo, useState } from 'react';
import type { Finding, Invoice } from '#modules/invoices/schema.ts';
import { messages } from '../../../messages/index.ts';
import { Segmented } from '../../../ui/choice.tsx';
import { classNames } from '../../../ui/class-names.ts';
import { useTitle } from '../../../ui/page.tsx';
import { showToast } from '../../../ui/toast.tsx';
import { useMedia } from '../../../ui/use-media.ts';
import { useWorkspace } from '../../../workspace.ts';
import { ClientSection } from './client-section.tsx';
import { ConflictDialog } from './conflict-dialog.tsx';
import { DatesSection } from './dates-section.tsx';
import { type Draft, isEmptyLine } from './draft.ts';
import { EditorProvider, type EditorValue, isWithin, jumpTo } from './editor-context.tsx';
import { EditorHeader } from './editor-header.tsx';
import { EditorNotes } from './editor-notes.tsx';
import { IssueDialog } from './issue-dialog.tsx';
import { LinesSection } from './lines-section.tsx';
import { OptionsSection } from './options-section.tsx';
import { PreviewPane } from './preview-pane.tsx';
import { TextsSection } from './texts-section.tsx';
import { TotalsSection } from './totals-section.tsx';
import { useDraftSession } from './use-draft-session.ts';
import { usePreview } from './use-preview.ts';
import { usualVat, type VatSeller } from './vat-choices.ts';

const texts = messages.invoices.editor;
const sideBySide = '(width >= 1024px)';
type View = keyof typeof texts.views;

export interface EditorProps {
  draft: Draft;
  stored: Invoice | null;
  /** Called once a new draft has its own address. */
  onCreated?: (id: string) => void;
  onIssued: (invoice: Invoice) => void;
}

/** Writing an invoice: the form on the left, the real page on the right. */
export function Editor({ draft: initial, stored, onCreated, onIssued }: EditorProps) {
  const workspace = useWorkspace();
  const { session, state } = useDraftSession(workspace.id, initial, stored, onCreated);
  const { draft } = state;
  const isWide = useMedia(sideBySide);
  const [view, setView] = useState<View>('form');
  const showsPages = isWide || view === 'preview';
  const previewing = usePreview(workspace.id, draft, showsPages);
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [isIssuing, setIssuing] = useState(false);
  const [showsAll, setShowsAll] = useState(false);
  const [focusedAt, setFocusedAt] = useState<number>();
  useTitle(state.stored ? texts.draftTitle : texts.newTitle);

  const seller = useMemo<VatSeller>(
    () => ({ vatStatus: workspace.vatStatus, country: workspace.address.country }),
    [workspace.vatStatus, workspace.address.country],
  );
  const findings = useMemo(
    () => allFindings(previewing, state.refusals),
    [previewing, state.refusals],
  );
  const touch = useCallback((field: string) => {
    setTouched((fields) => (fields.has(field) ? fields : new Set(fields).add(field)));
  }, []);

  const editor: EditorValue = {
    workspace,
    seller,
    draft,
    preview: previewing.preview,
    usualLine: { vat: usualVat(seller, draft.issueOn), unit: 'HUR' },
    change: session.change,
    touch,
    findingAt: (field, { isExact } = {}) =>
      findings.find(
        (finding) =>
          (isExact ? finding.field === field : isWithin(finding.field, field)) &&
          (showsAll || finding.code === 'refused' || touched.has(field)),
      ),
  };

  function startIssuing() {
    const filled = draft.lines.filter((line) => !isEmptyLine(line));
    if (filled.length > 0 && filled.length < draft.lines.length) session.change({ lines: filled });
    setShowsAll(true);
    setIssuing(true);
  }

  function jump(field: string) {
    setIssuing(false);
    setView('form');
    // The dialog gives the focus back first; then it goes to the field.
    setTimeout(() => jumpTo(field), 60);
  }

  function follow(event: FocusEvent<HTMLElement>) {
    setFocusedAt(placeInDocument(event.target, draft.lines.length));
  }

  return (
    <EditorProvider value={editor}>
      <EditorHeader
        session={session}
        state={state}
        forecast={previewing.preview?.number}
        onIssue={startIssuing}
      />
      {!isWide && (
        <div className="px-4 pt-4 sm:px-8">
          <Segmented
            label={texts.view}
            hideLabel
            options={[
              { id: 'form', label: texts.views.form },
              { id: 'preview', label: texts.views.preview },
            ]}
            value={view}
            onChange={setView}
          />
        </div>
      )}
      <div className="lg:grid lg:grid-cols-[minmax(0,1.12fr)_minmax(0,1fr)]">
        <form
          aria-label={texts.formLabel}
          onSubmit={(event) => event.preventDefault()}
          onFocus={follow}
          className={classNames(
            'min-w-0 px-4 pt-6 pb-24 sm:px-8 lg:pb-10',
            !isWide && view !== 'form' && 'hidden',
          )}
        >
          <div className="mx-auto max-w-3xl">
            <EditorNotes session={session} state={state} onIssued={onIssued} />
            <ClientSection />
            <DatesSection />
            <LinesSection />
            <TotalsSection />
            <TextsSection />
            <OptionsSection />
          </div>
        </form>
        {showsPages && (
          <div className="lg:sticky lg:top-14 lg:h-[calc(100dvh-3.5rem)] lg:border-l lg:border-hairline max-lg:mt-4">
            <PreviewPane {...previewing} focusedAt={focusedAt} />
          </div>
        )}
      </div>
      {state.conflict && (
        <ConflictDialog
          conflict={state.conflict}
          draft={draft}
          clientName={state.stored?.buyer?.name ?? ''}
          onKeepMine={session.keepMine}
          onTakeTheirs={() => {
            const mine = session.takeTheirs();
            showToast({
              text: texts.conflict.tookTheirs,
              action: { label: texts.conflict.bringBack, onPress: () => session.change(mine) },
            });
          }}
        />
      )}
      {isIssuing && (
        <IssueDialog
          workspaceId={workspace.id}
          session={session}
          state={state}
          preview={previewing.isCurrent ? previewing.preview : undefined}
          onClose={() => setIssuing(false)}
          onJump={jump}
          onIssued={onIssued}
        />
      )}
    </EditorProvider>
  );
}

/** Findings of the preview, under the names of the form's fields; what is refused comes first. */
function allFindings(
  { preview, refusals }: ReturnType<typeof usePreview>,
  saveRefusals: readonly { field: string; message: string }[],
): Finding[] {
  const refused = [...refusals, ...saveRefusals].map(
    (refusal): Finding => ({ ...refusal, severity: 'error', code: 'refused' }),
  );
  return [...refused, ...(preview?.findings ?? [])].map((finding) => ({
    ...finding,
    field: isWithin(finding.field, 'buyer') ? 'clientId' : finding.field,
  }));
}

/** Roughly where on the document a field of the form is printed. */
function placeInDocument(target: Element, lineCount: number): number | undefined {
  const field = target.closest<HTMLElement>('[data-field]')?.dataset.field ?? '';
  const line = /^lines\[(\d+)\]/.exec(field);
  if (line) return 0.35 + (0.5 * (Number(line[1]) + 0.5)) / Math.max(1, lineCount);
  if (field.startsWith('discounts') || field === 'note') return 0.9;
  return field === '' ? undefined : 0.1;
}

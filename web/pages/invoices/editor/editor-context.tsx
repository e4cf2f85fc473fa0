import { createContext, type ReactNode, useContext, useId } from 'react';
import type { Finding, Preview } from '#modules/invoices/schema.ts';
import type { Workspace } from '#modules/workspaces/schema.ts';
import type { Draft, DraftLine } from './draft.ts';
import type { VatSeller } from './vat-choices.ts';

export interface EditorValue {
  workspace: Workspace;
  seller: VatSeller;
  draft: Draft;
  preview: Preview | undefined;
  /** What a first line begins with. */
  usualLine: Pick<DraftLine, 'vat' | 'unit'>;
  change: (change: Partial<Draft>) => void;
  /** What is to be mended or known at a field, once one has been there. */
  findingAt: (field: string, options?: { isExact?: boolean }) => Finding | undefined;
  touch: (field: string) => void;
}

const EditorContext = createContext<EditorValue | null>(null);
export const EditorProvider = EditorContext;

export function useEditor(): EditorValue {
  const editor = useContext(EditorContext);
  if (!editor) throw new Error('useEditor is used outside the editor');
  return editor;
}

/** Whether a finding's field is this one or lies within it: "lines[0].vat.rate" in "lines[0].vat". */
export function isWithin(finding: string, field: string): boolean {
  return finding === field || finding.startsWith(`${field}.`) || finding.startsWith(`${field}[`);
}

export interface SpotProps {
  field: string;
  /** Only what is said of the field itself, not of what lies within. */
  isExact?: boolean;
  className?: string;
  children: (notes: { error?: string }) => ReactNode;
}

/** The place of a field: it can be jumped to, remembers that one was there, and gets what is wrong. */
export function Spot({ field, isExact, className, children }: SpotProps) {
  const { findingAt, touch } = useEditor();
  const noticeId = useId();
  const finding = findingAt(field, { isExact });
  const isNotice = finding?.severity === 'notice';
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only learns that the focus left the field inside.
    <div data-field={field} className={className} onBlur={() => touch(field)}>
      {children({ error: finding && !isNotice ? finding.message : undefined })}
      {isNotice && (
        <p id={noticeId} className="pt-1.5 text-12 text-notice">
          {finding.message}
        </p>
      )}
    </div>
  );
}

/** Takes the reader to a field; true where it is on this screen. */
export function jumpTo(field: string): boolean {
  for (let at = field; at !== ''; at = parentOf(at)) {
    const spot = document.querySelector<HTMLElement>(`[data-field="${CSS.escape(at)}"]`);
    const control = spot?.querySelector<HTMLElement>(
      'input:not([type="hidden"]), textarea, [role="spinbutton"], button',
    );
    if (control) {
      spot?.closest('details')?.setAttribute('open', '');
      spot?.scrollIntoView({ block: 'center', behavior: 'smooth' });
      control.focus({ preventScroll: true });
      return true;
    }
  }
  return false;
}

function parentOf(field: string): string {
  return field.slice(0, Math.max(field.lastIndexOf('.'), field.lastIndexOf('['), 0));
}

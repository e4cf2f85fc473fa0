import { useState } from 'react';
import { messages } from '../../../messages/index.ts';
import { Button } from '../../../ui/button.tsx';
import { PlusIcon } from '../../../ui/icons.tsx';
import { Spot, useEditor } from './editor-context.tsx';
import { EditorSection } from './editor-section.tsx';
import { LineRow } from './line-row.tsx';
import { useDragOrder, useLines } from './use-lines.ts';
import { VatReasons } from './vat-reasons.tsx';

const texts = messages.invoices.editor.lines;

/** The lines, typed one after the other without the mouse. */
export function LinesSection() {
  const { draft, preview } = useEditor();
  const [announcement, announce] = useState('');
  const actions = useLines(announce);
  const grab = useDragOrder(actions.move);
  // Figures of the preview belong to the line at their place only while none was added or taken away.
  const amounts = preview?.totals.lines.length === draft.lines.length ? preview.totals.lines : [];
  return (
    <EditorSection title={texts.title}>
      <div className="@container">
        <div data-lines="" className="divide-y divide-hairline border-y border-hairline">
          {draft.lines.map((line, position) => (
            <LineRow
              key={line.key}
              line={line}
              position={position}
              count={draft.lines.length}
              amountMinor={amounts[position]?.amountMinor}
              currency={draft.currency}
              prices={draft.prices}
              actions={actions}
              onGrab={grab}
            />
          ))}
        </div>
        <Spot field="lines" isExact className="pt-3">
          {({ error }) => (
            <>
              <Button variant="ghost" icon={<PlusIcon />} onPress={actions.add} className="-ml-3">
                {texts.add}
              </Button>
              {error !== undefined && (
                <p role="alert" className="pt-1 text-12 text-danger">
                  {error}
                </p>
              )}
            </>
          )}
        </Spot>
        <p className="pt-1 text-12 text-ink-3 max-sm:hidden">{texts.hint}</p>
      </div>
      <p role="status" className="sr-only">
        {announcement}
      </p>
      <VatReasons />
    </EditorSection>
  );
}

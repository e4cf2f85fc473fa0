import { messages } from '../../../messages/index.ts';
import { TextArea, TextField } from '../../../ui/text-field.tsx';
import { Spot, useEditor } from './editor-context.tsx';
import { EditorSection } from './editor-section.tsx';

const texts = messages.invoices.editor.texts;

export function TextsSection() {
  const { draft, change } = useEditor();
  return (
    <EditorSection title={texts.title}>
      <div className="flex flex-col gap-4">
        <Spot field="subject">
          {({ error }) => (
            <TextField
              label={texts.subject}
              placeholder={texts.subjectPlaceholder}
              value={draft.subject}
              error={error}
              maxLength={200}
              onChange={(subject) => change({ subject })}
            />
          )}
        </Spot>
        <Spot field="note">
          {({ error }) => (
            <TextArea
              label={texts.note}
              placeholder={texts.notePlaceholder}
              value={draft.note}
              error={error}
              maxLength={5000}
              onChange={(note) => change({ note })}
            />
          )}
        </Spot>
      </div>
    </EditorSection>
  );
}

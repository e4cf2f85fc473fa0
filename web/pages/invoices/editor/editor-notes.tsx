import type { Invoice } from '#modules/invoices/schema.ts';
import { api } from '../../../api.ts';
import { messages } from '../../../messages/index.ts';
import { Button } from '../../../ui/button.tsx';
import { Note } from '../../../ui/states.tsx';
import type { DraftSession, DraftState } from './draft-session.ts';
import { useEditor } from './editor-context.tsx';

const texts = messages.invoices.editor;

export interface EditorNotesProps {
  session: DraftSession;
  state: DraftState;
  onIssued: (invoice: Invoice) => void;
}

/** What another person did to this draft, and the way on; nothing typed is thrown away. */
export function EditorNotes({ session, state, onIssued }: EditorNotesProps) {
  const { workspace } = useEditor();
  const { stored } = state;
  const unplaced = state.refusals.find((refusal) => refusal.field === '');
  return (
    <div className="flex flex-col gap-3 pb-6 empty:hidden">
      {state.save === 'retrying' && <Note tone="notice">{texts.saveHint.retrying}</Note>}
      {unplaced && <Note tone="danger">{unplaced.message}</Note>}
      {state.save === 'gone' && (
        <Note
          tone="notice"
          action={
            <Button size="small" onPress={session.storeAnew}>
              {texts.gone.action}
            </Button>
          }
        >
          <strong className="font-medium">{texts.gone.title}.</strong> {texts.gone.detail}
        </Note>
      )}
      {state.save === 'issued' && stored && (
        <Note
          tone="notice"
          action={
            <Button
              size="small"
              onPress={() => void api.invoice(workspace.id, stored.id).then(onIssued)}
            >
              {texts.issuedElsewhere.action}
            </Button>
          }
        >
          <strong className="font-medium">{texts.issuedElsewhere.title}.</strong>{' '}
          {texts.issuedElsewhere.detail}
        </Note>
      )}
    </div>
  );
}

import { useState } from 'react';
import { messages } from '../messages/index.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Form, type FormProblem } from './form.tsx';
import { TextField } from './text-field.tsx';

interface Props {
  title: string;
  /** What it means, each with a detail. */
  points: readonly (readonly [what: string, detail: string])[];
  /** What has to be typed, so that nobody does it by accident, and how one is asked for it. */
  wanted: string;
  label: string;
  inputMode?: 'text' | 'email';
  confirm: string;
  deletion: { run: (input: undefined) => void; problem: FormProblem | null; isPending: boolean };
  onClose: () => void;
}

/** Asks before something large comes to its end. */
export function DeletionDialog(props: Props) {
  const { title, points, wanted, label, inputMode = 'text', confirm, deletion, onClose } = props;
  const [typed, setTyped] = useState('');
  const isMeant = wanted !== '' && simplified(typed) === simplified(wanted);
  return (
    <Dialog isOpen isFirm onClose={onClose} title={title}>
      <Form
        onSubmit={() => {
          if (isMeant) deletion.run(undefined);
        }}
        problem={deletion.problem}
        className="pb-3"
      >
        <ul className="flex flex-col gap-3">
          {points.map(([what, detail]) => (
            <li key={what} className="border-l-2 border-hairline pl-3">
              <p className="text-14 font-medium">{what}</p>
              <p className="text-13 text-ink-2">{detail}</p>
            </li>
          ))}
        </ul>
        <TextField
          autoFocus
          isRequired
          name="wanted"
          autoComplete="off"
          spellCheck="false"
          inputMode={inputMode}
          label={label}
          value={typed}
          onChange={setTyped}
        />
        <div className="flex flex-wrap justify-end gap-2">
          <Button onPress={onClose}>{messages.ui.cancel}</Button>
          <Button
            type="submit"
            variant="danger"
            isDisabled={!isMeant}
            isPending={deletion.isPending}
          >
            {confirm}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}

/** A text as it is meant, whatever its capitals and spaces. */
function simplified(text: string): string {
  return text.trim().replace(/\s+/g, ' ').toLowerCase();
}

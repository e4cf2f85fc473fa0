import { messages } from '../../messages/index.ts';

/** Says once, quietly, why there is nothing to fill in here. */
export function ReadOnlyNote() {
  return (
    <p className="border-t border-hairline pt-4 text-13 text-ink-3">{messages.settings.readOnly}</p>
  );
}

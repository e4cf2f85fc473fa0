import { messages } from '../../messages/index.ts';
import { fieldClass } from '../../ui/field.tsx';
import { CheckIcon } from '../../ui/icons.tsx';
import { TextField } from '../../ui/text-field.tsx';

const words = messages.settings;

/** Colours that keep white letters and thin lines readable on paper. */
const proposals = [
  { colour: '#1f4fd8', name: words.accentBlue },
  { colour: '#0b6272', name: words.accentPetrol },
  { colour: '#17693a', name: words.accentGreen },
  { colour: '#8a4b08', name: words.accentOchre },
  { colour: '#a62639', name: words.accentRed },
  { colour: '#673bb8', name: words.accentViolet },
  { colour: '#2b2f36', name: words.accentInk },
];

interface AccentFieldProps {
  value: string;
  onChange: (value: string) => void;
}

/** A few colours that always look right, and any other one by its code. */
export function AccentField({ value, onChange }: AccentFieldProps) {
  const isColour = /^#[0-9a-f]{6}$/i.test(value);
  return (
    <fieldset className={fieldClass()}>
      <legend className="mb-1.5 text-13 font-medium text-ink-2">{words.accent}</legend>
      <div className="flex flex-wrap items-center gap-2">
        {proposals.map(({ colour, name }) => {
          const isChosen = colour === value.toLowerCase();
          return (
            <button
              key={colour}
              type="button"
              aria-label={name}
              aria-pressed={isChosen}
              onClick={() => onChange(colour)}
              style={{ backgroundColor: colour }}
              className="flex size-9 items-center justify-center rounded-full text-paper"
            >
              {isChosen && <CheckIcon strokeWidth="2" />}
            </button>
          );
        })}
        <TextField
          hideLabel
          name="accentColor"
          label={words.accentCustom}
          spellCheck="false"
          value={value}
          onChange={(next) => onChange(next.trim())}
          inputClassName="tabular"
          className="w-32"
          suffix={
            <span
              aria-hidden="true"
              className="size-4 rounded-full"
              style={{ backgroundColor: isColour ? value : 'transparent' }}
            />
          }
        />
      </div>
      <p className="text-12 text-ink-3">{words.accentHint}</p>
    </fieldset>
  );
}

import { TextField, type TextFieldProps } from '../../ui/text-field.tsx';

const digits = 6;

/** Six digits, which phones offer to fill in; what people paste around them is left out. */
export function CodeField({ onChange, ...props }: Omit<TextFieldProps, 'type' | 'inputMode'>) {
  return (
    <TextField
      {...props}
      isRequired
      inputMode="numeric"
      autoComplete="one-time-code"
      spellCheck="false"
      onChange={(text) => onChange?.(text.replace(/\D/g, '').slice(0, digits))}
      inputClassName="tabular max-w-40 tracking-[0.3em]"
    />
  );
}

import { TextField, type TextFieldProps } from '../../ui/text-field.tsx';

const digitsPerCode = 6;

/** Six digits, which phones offer to fill in; what people paste around them is left out. */
export function CodeField({
  onChange,
  onComplete,
  ...props
}: Omit<TextFieldProps, 'type' | 'inputMode'> & {
  /** Called with the sixth digit, however it came, where nothing else is left to do. */
  onComplete?: (code: string) => void;
}) {
  return (
    <TextField
      {...props}
      isRequired
      inputMode="numeric"
      autoComplete="one-time-code"
      spellCheck="false"
      onChange={(text) => {
        const code = text.replace(/\D/g, '').slice(0, digitsPerCode);
        onChange?.(code);
        if (code.length === digitsPerCode && code !== props.value) onComplete?.(code);
      }}
      inputClassName="tabular max-w-40 tracking-[0.3em]"
    />
  );
}

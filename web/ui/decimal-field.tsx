import { type KeyboardEvent, type ReactNode, type Ref, useState } from 'react';
import { messages } from '../messages/index.ts';
import { evaluateDecimal } from './arithmetic.ts';
import { classNames } from './class-names.ts';
import type { FieldProps } from './field.tsx';
import { formatDecimal } from './format.ts';
import { TextField } from './text-field.tsx';

export interface DecimalFieldProps extends FieldProps {
  /** An exact decimal string with a point, or '' for nothing. */
  value: string;
  /** Called while typing, whenever the text is a number or finished arithmetic. */
  onChange: (value: string) => void;
  /** Called once on blur or Enter with the value that then stands. */
  onCommit?: (value: string) => void;
  /** Decimal places kept; more are rounded half-up. */
  places?: number;
  /** Decimal places always shown: 2 for a price. */
  minimumPlaces?: number;
  suffix?: ReactNode;
  placeholder?: string;
  isDisabled?: boolean;
  isRequired?: boolean;
  autoFocus?: boolean;
  inputRef?: Ref<HTMLInputElement>;
  onKeyDown?: (event: KeyboardEvent) => void;
}

/** A number field that calculates ("7,5*120") and reads comma and point alike. */
export function DecimalField(props: DecimalFieldProps) {
  const {
    value,
    onChange,
    onCommit,
    places = 4,
    minimumPlaces = 0,
    error,
    onKeyDown,
    ...field
  } = props;
  const [text, setText] = useState<string>();
  const isUnreadable = text !== undefined && evaluateDecimal(text, places) === undefined;
  const [wasLeft, setWasLeft] = useState(false);

  function commit() {
    const result = text === undefined ? value : evaluateDecimal(text, places);
    setWasLeft(true);
    if (result === undefined) return;
    setText(undefined);
    if (result !== value) onChange(result);
    onCommit?.(result);
  }

  return (
    <TextField
      {...field}
      inputMode="decimal"
      autoComplete="off"
      inputClassName={classNames('tabular text-right', field.suffix !== undefined && 'pr-9')}
      value={text ?? formatDecimal(value, minimumPlaces)}
      error={error ?? (isUnreadable && wasLeft ? messages.ui.notANumber : undefined)}
      onFocus={() => setWasLeft(false)}
      onBlur={commit}
      onChange={(next) => {
        setText(next);
        const result = evaluateDecimal(next, places);
        if (result !== undefined && result !== value) onChange(result);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit();
        onKeyDown?.(event as unknown as KeyboardEvent);
      }}
    />
  );
}

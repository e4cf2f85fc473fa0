import type { HTMLInputTypeAttribute, ReactNode, Ref } from 'react';
import { Input } from 'react-aria-components/Input';
import { TextArea as AriaTextArea } from 'react-aria-components/TextArea';
import {
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
} from 'react-aria-components/TextField';
import { classNames } from './class-names.ts';
import { FieldNotes, type FieldProps, fieldClass, Label } from './field.tsx';

type TextProps = FieldProps &
  Pick<
    AriaTextFieldProps,
    | 'value'
    | 'defaultValue'
    | 'onChange'
    | 'onBlur'
    | 'onFocus'
    | 'onKeyDown'
    | 'onPaste'
    | 'isDisabled'
    | 'isReadOnly'
    | 'isRequired'
    | 'autoFocus'
    | 'autoComplete'
    | 'inputMode'
    | 'maxLength'
    | 'spellCheck'
  > & { placeholder?: string; inputClassName?: string };

export interface TextFieldProps extends TextProps {
  type?: HTMLInputTypeAttribute;
  /** A short sign or button inside the field, at its end. */
  suffix?: ReactNode;
  inputRef?: Ref<HTMLInputElement>;
}

export function TextField(props: TextFieldProps) {
  const {
    label,
    hideLabel,
    description,
    error,
    className,
    placeholder,
    suffix,
    inputRef,
    inputClassName,
    ...field
  } = props;
  return (
    <AriaTextField
      {...field}
      isInvalid={error !== undefined || undefined}
      className={fieldClass(className)}
    >
      <Label isHidden={hideLabel}>{label}</Label>
      <span className="relative flex">
        <Input
          ref={inputRef}
          placeholder={placeholder}
          className={classNames('control', suffix !== undefined && 'pr-12', inputClassName)}
        />
        {suffix !== undefined && (
          <span className="pointer-events-none absolute inset-y-0 right-3 flex items-center text-13 text-ink-3 [&>*]:pointer-events-auto">
            {suffix}
          </span>
        )}
      </span>
      <FieldNotes label={label} description={description} error={error} />
    </AriaTextField>
  );
}

export interface TextAreaProps extends TextProps {
  rows?: number;
  inputRef?: Ref<HTMLTextAreaElement>;
}

/** Grows with its text. */
export function TextArea(props: TextAreaProps) {
  const {
    label,
    hideLabel,
    description,
    error,
    className,
    placeholder,
    rows = 2,
    inputRef,
    inputClassName,
    ...field
  } = props;
  return (
    <AriaTextField
      {...field}
      isInvalid={error !== undefined || undefined}
      className={fieldClass(className)}
    >
      <Label isHidden={hideLabel}>{label}</Label>
      <AriaTextArea
        ref={inputRef}
        rows={rows}
        placeholder={placeholder}
        className={classNames('control resize-none [field-sizing:content]', inputClassName)}
      />
      <FieldNotes label={label} description={description} error={error} />
    </AriaTextField>
  );
}

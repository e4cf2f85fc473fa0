import type { ReactNode } from 'react';
import { Checkbox as AriaCheckbox } from 'react-aria-components/Checkbox';
import { RadioGroup as AriaRadioGroup, Radio } from 'react-aria-components/RadioGroup';
import { Switch as AriaSwitch } from 'react-aria-components/Switch';
import { FieldNotes, type FieldProps, fieldClass, Label } from './field.tsx';
import { CheckIcon, MinusIcon } from './icons.tsx';
import type { Option } from './list-box.tsx';

interface ToggleProps {
  isSelected: boolean;
  onChange: (isSelected: boolean) => void;
  isDisabled?: boolean;
  name?: string;
  children: ReactNode;
}

export function Checkbox({
  children,
  isIndeterminate,
  hideLabel,
  ...props
}: ToggleProps & { isIndeterminate?: boolean; hideLabel?: boolean }) {
  return (
    <AriaCheckbox
      {...props}
      isIndeterminate={isIndeterminate}
      className="group flex cursor-pointer items-start gap-2 text-14 data-[disabled]:opacity-45"
    >
      <span className="mt-0.5 flex size-4 shrink-0 items-center justify-center rounded-sm border border-control bg-surface text-on-accent group-data-[focus-visible]:outline-2 group-data-[focus-visible]:outline-offset-2 group-data-[focus-visible]:outline-accent group-data-[selected]:border-accent group-data-[selected]:bg-accent group-data-[indeterminate]:border-accent group-data-[indeterminate]:bg-accent">
        {isIndeterminate ? (
          <MinusIcon width="12" height="12" />
        ) : (
          props.isSelected && <CheckIcon width="12" height="12" strokeWidth="2" />
        )}
      </span>
      <span className={hideLabel ? 'sr-only' : undefined}>{children}</span>
    </AriaCheckbox>
  );
}

export function Switch({ children, ...props }: ToggleProps) {
  return (
    <AriaSwitch
      {...props}
      className="group flex cursor-pointer items-center gap-3 text-14 data-[disabled]:opacity-45"
    >
      <span className="flex h-5 w-9 shrink-0 items-center rounded-full bg-control p-0.5 transition-colors duration-100 group-data-[focus-visible]:outline-2 group-data-[focus-visible]:outline-offset-2 group-data-[focus-visible]:outline-accent group-data-[selected]:bg-accent">
        <span className="size-4 rounded-full bg-paper transition-transform duration-100 group-data-[selected]:translate-x-4" />
      </span>
      {children}
    </AriaSwitch>
  );
}

export interface ChoiceProps<Id extends string> extends FieldProps {
  options: readonly (Option & { id: Id })[];
  value: Id;
  onChange: (value: Id) => void;
  isDisabled?: boolean;
}

/** A few choices that need a sentence each. */
export function RadioGroup<Id extends string>(props: ChoiceProps<Id>) {
  const { label, hideLabel, description, error, className, options, onChange, ...field } = props;
  return (
    <AriaRadioGroup
      {...field}
      onChange={(value) => onChange(value as Id)}
      isInvalid={error !== undefined || undefined}
      className={fieldClass(className)}
    >
      <Label isHidden={hideLabel}>{label}</Label>
      {options.map((option) => (
        <Radio
          key={option.id}
          value={option.id}
          className="group flex cursor-pointer items-start gap-2.5 py-1 text-14"
        >
          <span className="mt-0.5 size-4 shrink-0 rounded-full border border-control bg-surface group-data-[focus-visible]:outline-2 group-data-[focus-visible]:outline-offset-2 group-data-[focus-visible]:outline-accent group-data-[selected]:border-[5px] group-data-[selected]:border-accent" />
          <span>
            {option.label}
            {option.detail !== undefined && (
              <span className="block text-12 text-ink-3">{option.detail}</span>
            )}
          </span>
        </Radio>
      ))}
      <FieldNotes label={label} description={description} error={error} />
    </AriaRadioGroup>
  );
}

/** Two to four short choices side by side. */
export function Segmented<Id extends string>(props: ChoiceProps<Id>) {
  const { label, hideLabel, description, error, className, options, onChange, ...field } = props;
  return (
    <AriaRadioGroup
      {...field}
      orientation="horizontal"
      onChange={(value) => onChange(value as Id)}
      isInvalid={error !== undefined || undefined}
      className={fieldClass(className)}
    >
      <Label isHidden={hideLabel}>{label}</Label>
      <div className="flex w-fit max-w-full gap-0.5 rounded bg-sunken p-0.5">
        {options.map((option) => (
          <Radio
            key={option.id}
            value={option.id}
            className="cursor-pointer truncate rounded-[6px] px-3 py-1.5 text-13 font-medium text-ink-2 data-[hovered]:text-ink data-[selected]:bg-raised data-[selected]:text-ink data-[selected]:shadow-edge"
          >
            {option.label}
          </Radio>
        ))}
      </div>
      <FieldNotes label={label} description={description} error={error} />
    </AriaRadioGroup>
  );
}

import { Button } from 'react-aria-components/Button';
import { ListBox } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { Select as AriaSelect, SelectValue } from 'react-aria-components/Select';
import { messages } from '../messages/index.ts';
import { classNames } from './class-names.ts';
import { FieldNotes, type FieldProps, fieldClass, Label } from './field.tsx';
import { ChevronUpDownIcon } from './icons.tsx';
import {
  listBoxClass,
  listMaxHeightPx,
  listPopoverClass,
  type Option,
  OptionItem,
} from './list-box.tsx';

export interface SelectProps<Id extends string> extends FieldProps {
  options: readonly (Option & { id: Id })[];
  value: Id | null;
  onChange: (value: Id) => void;
  placeholder?: string;
  isDisabled?: boolean;
  isRequired?: boolean;
  buttonClassName?: string;
}

/** For up to some thirty fixed choices; typing jumps to one. */
export function Select<Id extends string>(props: SelectProps<Id>) {
  const {
    label,
    hideLabel,
    description,
    error,
    className,
    options,
    value,
    onChange,
    buttonClassName,
    ...field
  } = props;
  return (
    <AriaSelect
      {...field}
      placeholder={field.placeholder ?? messages.ui.choose}
      isInvalid={error !== undefined || undefined}
      value={value}
      onChange={(key) => {
        const chosen = options.find((option) => option.id === key);
        if (chosen) onChange(chosen.id);
      }}
      className={fieldClass(classNames('group', className))}
    >
      <Label isHidden={hideLabel}>{label}</Label>
      <Button
        className={classNames(
          'control flex items-center gap-2 text-left group-data-[invalid]:border-danger',
          buttonClassName,
        )}
      >
        <SelectValue className="min-w-0 flex-1 truncate data-[placeholder]:text-ink-3">
          {({ selectedText, isPlaceholder, defaultChildren }) =>
            isPlaceholder ? defaultChildren : selectedText
          }
        </SelectValue>
        <ChevronUpDownIcon className="text-ink-3" />
      </Button>
      <FieldNotes label={label} description={description} error={error} />
      <Popover offset={4} maxHeight={listMaxHeightPx} className={listPopoverClass}>
        <ListBox items={options} className={listBoxClass}>
          {(option) => <OptionItem option={option} />}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}

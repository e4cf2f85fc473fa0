import { type ReactNode, useState } from 'react';
import { Button } from 'react-aria-components/Button';
import { ComboBox as AriaComboBox } from 'react-aria-components/ComboBox';
import { Input } from 'react-aria-components/Input';
import { ListBox } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { messages } from '../messages/index.ts';
import { FieldNotes, type FieldProps, fieldClass, Label } from './field.tsx';
import { ChevronDownIcon, PlusIcon, SpinnerIcon } from './icons.tsx';
import {
  listBoxClass,
  listMaxHeightPx,
  listPopoverClass,
  type Option,
  OptionItem,
} from './list-box.tsx';

export interface ComboBoxProps extends FieldProps {
  /** What matches the text typed so far; the caller searches (see `onSearch`). */
  options: readonly Option[];
  /** The chosen one, even where it is not among `options`. */
  selected: Option | null;
  onSelect: (option: Option | null) => void;
  /** Each change of the typed text; '' when the list opens. */
  onSearch?: (text: string) => void;
  /** Offers "Create …" below the matches. */
  onCreate?: (text: string) => void;
  isLoading?: boolean;
  placeholder?: string;
  isDisabled?: boolean;
  autoFocus?: boolean;
  /** Said in the list where nothing matches. */
  emptyText?: ReactNode;
}

const createId = 'create';

/** Choosing by typing among many, with a way to make a new one. */
export function ComboBox(props: ComboBoxProps) {
  const {
    label,
    hideLabel,
    description,
    error,
    className,
    options,
    selected,
    onSelect,
    onSearch,
    onCreate,
    isLoading,
    placeholder,
    emptyText,
    ...field
  } = props;
  const [typed, setTyped] = useState<string>();
  const text = typed ?? selected?.label ?? '';

  const items: Option[] = [...options];
  if (selected && typed === undefined && !items.some((item) => item.id === selected.id)) {
    items.unshift(selected);
  }
  if (onCreate) items.push({ id: createId, label: messages.ui.create(typed?.trim() ?? '') });

  function choose(key: unknown) {
    setTyped(undefined);
    if (key === createId) return onCreate?.(typed?.trim() ?? '');
    onSelect(items.find((item) => item.id === key) ?? null);
  }

  return (
    <AriaComboBox
      {...field}
      items={items}
      isInvalid={error !== undefined || undefined}
      value={selected?.id ?? null}
      inputValue={text}
      onInputChange={(next) => {
        if (next === text) return;
        setTyped(next);
        onSearch?.(next);
        if (next === '' && selected) onSelect(null);
      }}
      onChange={(key) => {
        if (key !== null) choose(key);
      }}
      onOpenChange={(isOpen) => {
        if (isOpen) onSearch?.('');
      }}
      onBlur={() => setTyped(undefined)}
      defaultFilter={() => true}
      menuTrigger="focus"
      allowsEmptyCollection
      className={fieldClass(className)}
    >
      <Label isHidden={hideLabel}>{label}</Label>
      <span className="relative flex">
        <Input
          placeholder={placeholder}
          className="control pr-9"
          onFocus={(event) => event.target.select()}
        />
        <Button className="absolute inset-y-0 right-0 flex w-9 items-center justify-center text-ink-3">
          {isLoading ? <SpinnerIcon /> : <ChevronDownIcon />}
        </Button>
      </span>
      <FieldNotes label={label} description={description} error={error} />
      <Popover offset={4} maxHeight={listMaxHeightPx} className={listPopoverClass}>
        <ListBox
          items={items}
          className={listBoxClass}
          renderEmptyState={() => (
            <p className="px-2 py-1.5 text-13 text-ink-3">
              {isLoading ? messages.ui.searching : (emptyText ?? messages.ui.nothingFound)}
            </p>
          )}
        >
          {(option: Option) => (
            <OptionItem
              option={option}
              icon={option.id === createId ? <PlusIcon className="text-accent" /> : undefined}
            />
          )}
        </ListBox>
      </Popover>
    </AriaComboBox>
  );
}

import type { ReactNode } from 'react';
import { ListBoxItem } from 'react-aria-components/ListBox';
import { Text } from 'react-aria-components/Text';
import { CheckIcon } from './icons.tsx';

export interface Option {
  id: string;
  label: string;
  /** A second, quieter word: the city of a client, the code of a currency. */
  detail?: string;
}

/** Ten choices; more are scrolled to. */
export const listMaxHeightPx = 336;
export const listBoxClass = 'max-h-[inherit] overflow-auto p-1 outline-none';
export const listPopoverClass =
  'floating animate-rise min-w-(--trigger-width) max-w-96 overflow-hidden';

const itemClass =
  'flex min-h-8 items-center gap-2 rounded-sm px-2 py-1.5 text-14 text-ink outline-none data-[focused]:bg-hover data-[hovered]:bg-hover';

/** One choice of a Select or ComboBox. */
export function OptionItem({ option, icon }: { option: Option; icon?: ReactNode }) {
  return (
    <ListBoxItem id={option.id} textValue={option.label} className={itemClass}>
      {({ isSelected }) => (
        <>
          {icon}
          <Text slot="label" className="min-w-0 flex-1 truncate">
            {option.label}
          </Text>
          {option.detail !== undefined && (
            <Text slot="description" className="truncate text-12 text-ink-3">
              {option.detail}
            </Text>
          )}
          {isSelected && <CheckIcon className="text-accent" />}
        </>
      )}
    </ListBoxItem>
  );
}

import type { ReactNode } from 'react';
import { Autocomplete, useFilter } from 'react-aria-components/Autocomplete';
import { Header } from 'react-aria-components/Header';
import { Input } from 'react-aria-components/Input';
import {
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  MenuSection as AriaMenuSection,
  MenuTrigger as AriaMenuTrigger,
} from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { SearchField } from 'react-aria-components/SearchField';
import { Separator } from 'react-aria-components/Separator';
import { messages } from '../messages/index.ts';
import { classNames } from './class-names.ts';
import { CheckIcon, SearchIcon } from './icons.tsx';

/** A button and the menu it opens: <MenuTrigger trigger={<Button…/>} label="…"><MenuItem…/></MenuTrigger> */
export function MenuTrigger({
  trigger,
  label,
  search,
  children,
}: {
  trigger: ReactNode;
  label: string;
  /** Puts a field with this label above the items, which are then found by typing. */
  search?: string | undefined;
  children: ReactNode;
}) {
  const menu = (
    <AriaMenu
      aria-label={label}
      renderEmptyState={() => (
        <p className="px-2 py-1.5 text-14 text-ink-3">{messages.ui.nothingFound}</p>
      )}
      className="min-h-0 flex-1 overflow-auto p-1 outline-none"
    >
      {children}
    </AriaMenu>
  );
  return (
    <AriaMenuTrigger>
      {trigger}
      <Popover offset={4} className="floating flex animate-rise min-w-56 max-w-80 flex-col">
        {search === undefined ? menu : <Searchable label={search}>{menu}</Searchable>}
      </Popover>
    </AriaMenuTrigger>
  );
}

function Searchable({ label, children }: { label: string; children: ReactNode }) {
  const { contains } = useFilter({ sensitivity: 'base' });
  return (
    <Autocomplete filter={contains}>
      <SearchField
        autoFocus
        aria-label={label}
        className="relative flex shrink-0 border-b border-hairline"
      >
        <SearchIcon className="pointer-events-none absolute top-3 left-3 text-ink-3" />
        <Input
          placeholder={label}
          className="h-10 w-full bg-transparent pr-3 pl-9 text-14 outline-none [&::-webkit-search-cancel-button]:hidden"
        />
      </SearchField>
      {children}
    </Autocomplete>
  );
}

export interface MenuItemProps {
  onAction?: () => void;
  /** Makes it a link that opens in a new tab when asked. */
  href?: string;
  target?: string;
  icon?: ReactNode;
  isDanger?: boolean;
  isDisabled?: boolean;
  isChosen?: boolean;
  /** A second, quieter word beside the first. */
  detail?: string;
  children: string;
}

export function MenuItem({ icon, isDanger, isChosen, detail, children, ...props }: MenuItemProps) {
  return (
    <AriaMenuItem
      {...props}
      textValue={children}
      className={classNames(
        'flex min-h-8 items-center gap-2.5 rounded-sm px-2 py-1.5 text-14 outline-none data-[focused]:bg-hover data-[hovered]:bg-hover data-[disabled]:opacity-45',
        isDanger ? 'text-danger' : 'text-ink',
      )}
    >
      {icon !== undefined && <span className={isDanger ? undefined : 'text-ink-3'}>{icon}</span>}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {isChosen && (
        <>
          <CheckIcon className="text-accent" />
          <span className="sr-only">{messages.ui.chosen}</span>
        </>
      )}
      {detail !== undefined && <span className="shrink-0 text-12 text-ink-3">{detail}</span>}
    </AriaMenuItem>
  );
}

export function MenuSection({ title, children }: { title: string; children: ReactNode }) {
  return (
    <AriaMenuSection>
      <Header className="px-2 pt-2 pb-1 text-12 text-ink-3">{title}</Header>
      {children}
    </AriaMenuSection>
  );
}

export function MenuSeparator() {
  return <Separator className="my-1 border-t border-hairline" />;
}

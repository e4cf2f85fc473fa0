import type { ReactNode } from 'react';
import { Header } from 'react-aria-components/Header';
import {
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  MenuSection as AriaMenuSection,
  MenuTrigger as AriaMenuTrigger,
} from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { Separator } from 'react-aria-components/Separator';
import { classNames } from './class-names.ts';
import { CheckIcon } from './icons.tsx';

/** A button and the menu it opens: <MenuTrigger trigger={<Button…/>} label="…"><MenuItem…/></MenuTrigger> */
export function MenuTrigger({
  trigger,
  label,
  children,
}: {
  trigger: ReactNode;
  label: string;
  children: ReactNode;
}) {
  return (
    <AriaMenuTrigger>
      {trigger}
      <Popover offset={4} className="floating animate-rise min-w-52 max-w-80">
        <AriaMenu aria-label={label} className="max-h-[inherit] overflow-auto p-1 outline-none">
          {children}
        </AriaMenu>
      </Popover>
    </AriaMenuTrigger>
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
  children: string;
}

export function MenuItem({ icon, isDanger, isChosen, children, ...props }: MenuItemProps) {
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
      {isChosen && <CheckIcon className="text-accent" />}
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

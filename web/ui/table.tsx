import type { ComponentProps, ReactNode } from 'react';
import { classNames } from './class-names.ts';

/** A dense, quiet table: hairlines, no stripes; figures stand right-aligned in columns. */
export function Table({ className, label, ...props }: ComponentProps<'table'> & { label: string }) {
  return (
    <table
      {...props}
      aria-label={label}
      className={classNames('w-full border-collapse text-left text-14', className)}
    />
  );
}

/** Lets a wide table scroll sideways on a small screen, by keyboard as well. */
export function TableScroller({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section aria-label={label} tabIndex={0} className="overflow-x-auto">
      {children}
    </section>
  );
}

export function TableHead({ className, ...props }: ComponentProps<'thead'>) {
  return <thead {...props} className={classNames('text-12 text-ink-3', className)} />;
}

export function TableBody(props: ComponentProps<'tbody'>) {
  return <tbody {...props} />;
}

/** `isActive` marks the row whose details are open beside the list. */
export function Row({
  className,
  isActive,
  ...props
}: ComponentProps<'tr'> & { isActive?: boolean }) {
  return (
    <tr
      {...props}
      aria-current={isActive ? 'true' : undefined}
      className={classNames(
        'border-b border-hairline transition-colors duration-75',
        isActive ? 'bg-accent-soft' : 'hover:bg-hover/60',
        className,
      )}
    />
  );
}

interface CellProps {
  isNumeric?: boolean;
}

export function HeadCell({ isNumeric, className, ...props }: ComponentProps<'th'> & CellProps) {
  return (
    <th
      scope="col"
      {...props}
      className={classNames(
        'h-8 border-b border-hairline px-3 font-medium whitespace-nowrap first:pl-0 last:pr-0',
        isNumeric && 'text-right',
        className,
      )}
    />
  );
}

export function Cell({ isNumeric, className, ...props }: ComponentProps<'td'> & CellProps) {
  return (
    <td
      {...props}
      className={classNames(
        'h-10 px-3 py-2 align-middle first:pl-0 last:pr-0',
        isNumeric && 'tabular text-right whitespace-nowrap',
        className,
      )}
    />
  );
}

import { Children, type ReactNode } from 'react';
import { classNames } from './class-names.ts';

/** Names and values side by side: what is stored, where nothing can be changed. */
export function DetailList({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <dl className={classNames('grid gap-x-8 gap-y-4 text-14 sm:grid-cols-2', className)}>
      {children}
    </dl>
  );
}

/** Only what is known; an empty value says nothing. */
export function Detail({
  name,
  isWide,
  children,
}: {
  name: string;
  /** Over the whole width of its list. */
  isWide?: boolean;
  children: ReactNode;
}) {
  const isKnown = Children.toArray(children).some((child) => child !== '');
  if (!isKnown) return null;
  return (
    <div className={classNames('min-w-0', isWide && 'sm:col-span-2')}>
      <dt className="text-12 text-ink-3">{name}</dt>
      <dd className="break-words whitespace-pre-line">{children}</dd>
    </div>
  );
}

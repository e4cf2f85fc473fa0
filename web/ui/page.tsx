import { type ReactNode, useEffect } from 'react';
import { classNames } from './class-names.ts';
import { formatMoney } from './format.ts';

/** Names the browser's tab after the page. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Numirio`;
  }, [title]);
}

export interface PageHeaderProps {
  title: string;
  /** Quiet line under the title. */
  detail?: ReactNode;
  /** The way back, above the title. */
  back?: ReactNode;
  /** Buttons; the main one last. */
  actions?: ReactNode;
}

export function PageHeader({ title, detail, back, actions }: PageHeaderProps) {
  useTitle(title);
  return (
    <header className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3 pb-6">
      <div className="min-w-0">
        {back !== undefined && <div className="mb-2 text-13 text-ink-3">{back}</div>}
        <h1 className="text-20 font-semibold tracking-[-0.01em]">{title}</h1>
        {detail !== undefined && <p className="mt-0.5 text-14 text-ink-3">{detail}</p>}
      </div>
      {actions !== undefined && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  );
}

/** The usual margins of a page; `isWide` lets a table or an editor use the whole width. */
export function Page({ children, isWide }: { children: ReactNode; isWide?: boolean }) {
  return (
    <div
      className={classNames(
        'mx-auto w-full px-4 pt-6 pb-24 sm:px-8 sm:pt-8 md:pb-12',
        isWide ? 'max-w-[1600px]' : 'max-w-5xl',
      )}
    >
      {children}
    </div>
  );
}

export interface SectionProps {
  title: string;
  detail?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  /** The title beside the content instead of above it, as in settings. */
  isAside?: boolean;
  className?: string;
}

/** A part of a page: a hairline above, a title, its content. */
export function Section({ title, detail, actions, children, isAside, className }: SectionProps) {
  return (
    <section
      aria-label={title}
      className={classNames(
        'border-t border-hairline py-6',
        isAside && 'gap-x-10 gap-y-4 lg:grid lg:grid-cols-[14rem_minmax(0,1fr)]',
        className,
      )}
    >
      <div
        className={classNames(
          'flex justify-between gap-4',
          detail === undefined && !isAside ? 'items-center' : 'items-start',
          !isAside && 'pb-3',
        )}
      >
        <div>
          <h2 className="text-14 font-semibold">{title}</h2>
          {detail !== undefined && <p className="mt-1 text-13 text-ink-3">{detail}</p>}
        </div>
        {actions}
      </div>
      <div className={classNames('min-w-0', isAside && 'max-lg:pt-4')}>{children}</div>
    </section>
  );
}

/** An amount in minor units with its currency. */
export function Money({
  amountMinor,
  currency,
  className,
}: {
  amountMinor: number;
  currency: string;
  className?: string;
}) {
  return (
    <span className={classNames('tabular whitespace-nowrap', className)}>
      {formatMoney(amountMinor, currency)}
    </span>
  );
}

/** A key of the keyboard. */
export function Kbd({ children }: { children: ReactNode }) {
  return (
    <kbd className="inline-flex h-5 min-w-5 items-center justify-center rounded-sm border border-hairline bg-surface px-1 font-sans text-12 text-ink-3">
      {children}
    </kbd>
  );
}

import type { ReactNode } from 'react';
import { messages } from '../messages/index.ts';
import { Button } from './button.tsx';
import { classNames } from './class-names.ts';
import { AlertIcon, InfoIcon } from './icons.tsx';

/** Nothing here yet: what belongs here and the one thing to do next. */
export function EmptyState({
  title,
  children,
  action,
}: {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="flex flex-col items-start gap-1 py-12 sm:items-center sm:text-center">
      <h2 className="text-16 font-semibold">{title}</h2>
      {children !== undefined && <p className="max-w-md text-14 text-ink-2">{children}</p>}
      {action !== undefined && <div className="mt-4">{action}</div>}
    </div>
  );
}

export interface ErrorStateProps {
  /** What happened. */
  title: string;
  /** What was kept and what to do. */
  children?: ReactNode;
  onRetry?: () => void;
  action?: ReactNode;
}

export function ErrorState({ title, children, onRetry, action }: ErrorStateProps) {
  return (
    <div
      role="alert"
      className="flex flex-col items-start gap-1 py-12 sm:items-center sm:text-center"
    >
      <AlertIcon width="20" height="20" className="mb-2 text-danger" />
      <h2 className="text-16 font-semibold">{title}</h2>
      {children !== undefined && <p className="max-w-md text-14 text-ink-2">{children}</p>}
      <div className="mt-4 flex gap-2">
        {onRetry && <Button onPress={onRetry}>{messages.ui.tryAgain}</Button>}
        {action}
      </div>
    </div>
  );
}

const noteTones = {
  info: 'bg-sunken text-ink-2',
  notice: 'bg-sunken text-notice',
  danger: 'bg-danger-soft text-danger',
};

/** A sentence inside a page or form that one should read before going on. */
export function Note({
  tone = 'info',
  children,
  action,
}: {
  tone?: keyof typeof noteTones;
  children: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div
      role={tone === 'danger' ? 'alert' : undefined}
      className={classNames(
        'flex items-start gap-2.5 rounded px-3 py-2.5 text-13',
        noteTones[tone],
      )}
    >
      {tone === 'info' ? <InfoIcon className="mt-0.5" /> : <AlertIcon className="mt-0.5" />}
      <div className="min-w-0 flex-1">{children}</div>
      {action}
    </div>
  );
}

/** Holds the place of what is coming; `className` gives its size. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <div
      aria-hidden="true"
      className={classNames('animate-breathe rounded-sm bg-sunken', className ?? 'h-4 w-full')}
    />
  );
}

/** Several lines of a list that is loading, and one word for the screen reader. */
export function SkeletonRows({ rows = 6 }: { rows?: number }) {
  return (
    <div role="status" className="flex flex-col gap-4 py-3">
      <span className="sr-only">{messages.ui.loading}</span>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never reordered.
        <Skeleton key={row} className="h-5 w-full" />
      ))}
    </div>
  );
}

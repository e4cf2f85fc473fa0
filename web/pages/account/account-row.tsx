import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { messages } from '../../messages/index.ts';
import { problemText } from '../../problems.ts';
import { Button } from '../../ui/button.tsx';
import { AlertIcon } from '../../ui/icons.tsx';
import { Skeleton } from '../../ui/states.tsx';

export interface AccountRowProps {
  title: string;
  /** Short words beside the title. */
  badge?: ReactNode;
  detail?: ReactNode;
  /** What can be done with it; below the words on a narrow screen where it needs much room. */
  actions?: ReactNode;
  children?: ReactNode;
}

/** One thing of the account: what it is, how it stands, and what can be done about it. */
export function AccountRow({ title, badge, detail, actions, children }: AccountRowProps) {
  return (
    <li className="border-b border-hairline py-3.5 first:pt-0 last:border-0 last:pb-0">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="min-w-60 flex-1">
          <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-14 font-medium break-words">
            {title}
            {badge}
          </p>
          {detail !== undefined && (
            <div className="mt-0.5 text-13 break-words text-ink-3">{detail}</div>
          )}
        </div>
        {actions !== undefined && <div className="flex shrink-0 items-center gap-2">{actions}</div>}
      </div>
      {children}
    </li>
  );
}

/** Holds the place of rows that are on their way, and says so once to a screen reader. */
function RowSkeletons({ rows }: { rows: number }) {
  return (
    <div role="status">
      <span className="sr-only">{messages.ui.loading}</span>
      {Array.from({ length: rows }, (_, row) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never reordered.
          key={row}
          className="flex items-center gap-4 border-b border-hairline py-3.5 first:pt-0 last:border-0 last:pb-0"
        >
          <div className="flex flex-1 flex-col gap-2">
            <Skeleton className="h-4 w-36" />
            <Skeleton className="h-3.5 w-56 max-w-full" />
          </div>
          <Skeleton className="h-7 w-20" />
        </div>
      ))}
    </div>
  );
}

/** The rows of a section once they are there; before that their place, or what went wrong. */
export function Loaded<Data>({
  query,
  failed,
  rows,
  children,
}: {
  query: Pick<UseQueryResult<Data>, 'data' | 'error' | 'isFetching' | 'refetch'>;
  failed: string;
  rows: number;
  children: (data: Data) => ReactNode;
}) {
  // What was loaded once stays in sight, also where loading it again fails.
  if (query.data !== undefined) return children(query.data);
  if (!query.error) return <RowSkeletons rows={rows} />;
  return (
    <div role="alert" className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <AlertIcon className="shrink-0 text-danger" />
      <div className="min-w-48 flex-1">
        <p className="text-14 font-medium">{failed}</p>
        <p className="text-13 text-ink-3">{problemText(query.error)}</p>
      </div>
      <Button size="small" isPending={query.isFetching} onPress={() => void query.refetch()}>
        {messages.ui.tryAgain}
      </Button>
    </div>
  );
}

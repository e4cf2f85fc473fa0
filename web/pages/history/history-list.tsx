import type { ReactNode } from 'react';
import { historyMessages as words } from '../../messages/audit.ts';
import { classNames } from '../../ui/class-names.ts';
import { useWorkspace } from '../../workspace.ts';
import { formatMinute } from '../audit/moments.ts';
import { deedText, type Moment } from './moments.ts';

/** What happened to one thing, in time order on one line; `children` draws its comments. */
export function HistoryList({
  moments,
  first,
  renderComment,
}: {
  moments: readonly Moment[];
  /** What is on its way, above everything that is there. */
  first?: ReactNode;
  renderComment?: (moment: Moment & { kind: 'comment' }) => ReactNode;
}) {
  return (
    <ol className="relative flex flex-col gap-3.5 before:absolute before:top-2 before:bottom-2 before:left-[2.5px] before:w-px before:bg-hairline">
      {first}
      {moments.map((moment) =>
        moment.kind === 'comment' ? (
          <HistoryItem key={moment.id} isComment>
            {renderComment?.(moment)}
          </HistoryItem>
        ) : (
          <HistoryItem key={moment.id}>
            <Deed moment={moment} />
          </HistoryItem>
        ),
      )}
    </ol>
  );
}

/** One entry at the line. */
export function HistoryItem({ isComment, children }: { isComment?: boolean; children: ReactNode }) {
  return (
    <li
      className={classNames(
        'relative min-w-0 pl-4 text-13 before:absolute before:top-1.5 before:left-0 before:size-1.5 before:rounded-full before:ring-2 before:ring-surface',
        isComment ? 'before:bg-accent' : 'before:bg-control',
      )}
    >
      {children}
    </li>
  );
}

function Deed({ moment }: { moment: Moment & { kind: 'event' } }) {
  const { timeZone, currency } = useWorkspace();
  const { event, times } = moment;
  return (
    <>
      <p className="break-words text-ink-2">
        {event.actor} {deedText(moment, { timeZone, currency })}
      </p>
      <p className="text-12 text-ink-3">
        <time dateTime={event.at}>{formatMinute(event.at, timeZone)}</time>
        {times > 1 && ` · ${words.times(times)}`}
      </p>
    </>
  );
}

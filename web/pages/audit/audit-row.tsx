import { memo, useId } from 'react';
import type { AuditEvent } from '#modules/audit/schema.ts';
import { auditMessages } from '../../messages/audit.ts';
import type { Sentence } from '../../messages/en/audit-sentences.ts';
import { classNames } from '../../ui/class-names.ts';
import { ChevronDownIcon, EyeIcon } from '../../ui/icons.tsx';
import { useWorkspace } from '../../workspace.ts';
import { describeEvent, sentenceText, toldBy } from './describe-event.ts';
import { EventDetails } from './event-details.tsx';
import { formatTime } from './moments.ts';
import { SubjectLink } from './subject-link.tsx';

interface AuditRowProps {
  event: AuditEvent;
  /** What its subject is called, where that is known. */
  name: string | undefined;
  isOpen: boolean;
  onToggle: (id: string) => void;
}

/** One event as a sentence; the whole row opens what was recorded with it. */
export const AuditRow = memo(function AuditRow({ event, name, isOpen, onToggle }: AuditRowProps) {
  const { timeZone, currency } = useWorkspace();
  const detailsId = useId();
  const sentence = describeEvent(event, toldBy(event, { timeZone, currency }, name));
  return (
    <li className="border-b border-hairline">
      <div
        className={classNames(
          'relative -mx-2 grid grid-cols-[3rem_minmax(0,1fr)_1rem] items-start gap-x-3 rounded px-2 py-2.5 text-14 transition-colors duration-75 hover:bg-hover/60 sm:grid-cols-[3rem_minmax(0,1fr)_auto_1rem]',
          isOpen && 'bg-hover/60',
        )}
      >
        <time dateTime={event.at} className="tabular text-13 text-ink-3">
          {formatTime(event.at, timeZone)}
        </time>
        <p className="min-w-0 break-words text-ink-2">
          {event.subjectType === 'access' && (
            // What somebody of ours did is seen at a glance; their name says the same in words.
            <EyeIcon className="mr-1.5 inline-block shrink-0 align-text-bottom text-notice" />
          )}
          <span className="font-medium text-ink">{event.actor}</span>{' '}
          <Words event={event} {...sentence} />
        </p>
        <span className="tabular text-13 text-ink-3 max-sm:hidden">{event.ip}</span>
        <button
          type="button"
          aria-label={auditMessages.details.show(sentenceText(event.actor, sentence))}
          aria-expanded={isOpen}
          aria-controls={detailsId}
          onClick={() => onToggle(event.id)}
          className="mt-0.5 text-ink-3 outline-none after:absolute after:inset-0 after:rounded focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
        >
          <ChevronDownIcon
            className={classNames(
              'shrink-0 transition-transform duration-100',
              isOpen && 'rotate-180',
            )}
          />
        </button>
      </div>
      <div id={detailsId} hidden={!isOpen}>
        {isOpen && <EventDetails event={event} />}
      </div>
    </li>
  );
});

/** What was done, with a link to what it was done to. */
function Words({ event, does, thing, rest }: Sentence & { event: AuditEvent }) {
  return (
    <>
      {does}
      {thing !== undefined && (
        <>
          {' '}
          <SubjectLink event={event}>{thing}</SubjectLink>
        </>
      )}
      {rest !== undefined && ` ${rest}`}
    </>
  );
}

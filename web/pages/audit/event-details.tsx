import { useQuery } from '@tanstack/react-query';
import type { AuditEvent } from '#modules/audit/schema.ts';
import { auditMessages } from '../../messages/audit.ts';
import { IconButton } from '../../ui/button.tsx';
import { copyText } from '../../ui/copy-text.ts';
import { ArrowRightIcon, CopyIcon } from '../../ui/icons.tsx';
import { useWorkspace } from '../../workspace.ts';
import { auditQueries } from './audit-queries.ts';
import { type RecordedField, recordedFields } from './describe-event.ts';
import { formatMoment } from './moments.ts';

const words = auditMessages.details;
const termClass = 'text-12 text-ink-3';

/** What was recorded with an event, before and after; below it the proof, for those who want it. */
export function EventDetails({ event }: { event: AuditEvent }) {
  const { id, timeZone, currency } = useWorkspace();
  const names = useQuery(auditQueries.names(id)).data;
  const fields = recordedFields(event, { timeZone, currency }).map((field) => {
    const [before, after] = [names?.get(field.before ?? ''), names?.get(field.after)];
    if (!before && !after) return field;
    return {
      ...field,
      before: before || field.before,
      after: after || field.after,
      isCode: false,
    };
  });
  return (
    <div className="mb-3 ml-0 rounded bg-sunken px-4 py-3.5 sm:ml-15">
      {fields.length === 0 ? (
        <p className="text-13 text-ink-3">{words.nothing}</p>
      ) : (
        <dl className="grid gap-x-6 gap-y-2.5 sm:grid-cols-[10rem_minmax(0,1fr)]">
          {fields.map((field) => (
            <Field key={field.member} field={field} />
          ))}
        </dl>
      )}
      <dl className="mt-3.5 grid gap-x-6 gap-y-2.5 border-t border-hairline pt-3 text-12 sm:grid-cols-[repeat(3,auto)_1fr]">
        <Proof name={words.at}>{formatMoment(event.at, timeZone)}</Proof>
        <Proof name={words.from}>{event.ip === '' ? words.fromNowhere : event.ip}</Proof>
        <Proof name={words.sequence}>{event.sequence}</Proof>
        <Proof name={words.type}>
          <code className="font-mono">{event.type}</code>
        </Proof>
        <div className="min-w-0 sm:col-span-4">
          <dt className={termClass}>{words.hash}</dt>
          <dd className="flex items-start gap-1">
            <code className="min-w-0 pt-1.5 font-mono break-all text-ink-2">{event.hash}</code>
            <IconButton
              size="small"
              label={words.copyHash}
              icon={<CopyIcon />}
              onPress={() => void copyText(event.hash)}
            />
          </dd>
        </div>
      </dl>
    </div>
  );
}

function Field({ field }: { field: RecordedField }) {
  return (
    <div className="min-w-0 sm:col-span-2 sm:grid sm:grid-cols-subgrid">
      <dt className="text-13 text-ink-3">{field.label}</dt>
      <dd className="flex min-w-0 flex-wrap items-baseline gap-x-2 gap-y-1 text-13">
        {field.before !== undefined && (
          <>
            <Value text={field.before} isCode={field.isCode} isOld />
            <ArrowRightIcon
              width="12"
              height="12"
              role="img"
              aria-hidden={false}
              aria-label={words.changedTo}
              className="shrink-0 self-center text-ink-3"
            />
          </>
        )}
        <Value text={field.after} isCode={field.isCode} />
      </dd>
    </div>
  );
}

function Value({ text, isCode, isOld }: { text: string; isCode: boolean; isOld?: boolean }) {
  if (text === '') return <span className="text-ink-3 italic">{auditMessages.recorded.empty}</span>;
  const look = `min-w-0 break-words whitespace-pre-line ${isOld ? 'text-ink-3' : 'text-ink'}`;
  if (isCode) return <code className={`${look} font-mono text-12 break-all`}>{text}</code>;
  return <span className={`tabular ${look}`}>{text}</span>;
}

function Proof({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className={termClass}>{name}</dt>
      <dd className="tabular break-words text-ink-2">{children}</dd>
    </div>
  );
}

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { AuditFinding, AuditVerification } from '#modules/audit/schema.ts';
import { auditMessages } from '../../messages/audit.ts';
import { problemText } from '../../problems.ts';
import { Button } from '../../ui/button.tsx';
import { AlertIcon, CheckIcon, SpinnerIcon } from '../../ui/icons.tsx';
import { useWorkspace } from '../../workspace.ts';
import { auditQueries } from './audit-queries.ts';
import { formatAgo, formatMoment, formatTime } from './moments.ts';
import { ProofDialog } from './proof-dialog.tsx';

const words = auditMessages.chain;

/** Whether the trail is whole: one quiet line where it is, and every finding where it is not. */
export function ChainState() {
  const workspace = useWorkspace();
  const verification = useQuery(auditQueries.verification(workspace.id));
  const [isExplaining, setExplaining] = useState(false);
  const findings = verification.data?.findings ?? [];
  const isBroken = verification.data?.state === 'broken';
  return (
    <section
      aria-label={words.label}
      className={`my-5 rounded px-4 py-2.5 ${isBroken ? 'bg-danger-soft' : 'bg-sunken'}`}
    >
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1.5">
        <div role="status" className="min-w-0 flex-1 basis-64 text-13">
          {verification.data ? (
            <Line verification={verification.data} />
          ) : verification.isError ? (
            <span className="flex items-start gap-2 text-danger">
              <AlertIcon className="mt-0.5 shrink-0" />
              {words.failed}. {problemText(verification.error)}
            </span>
          ) : (
            <span className="flex items-center gap-2 text-ink-3">
              <SpinnerIcon />
              {words.checking}
            </span>
          )}
        </div>
        <div className="-mx-2 flex flex-wrap gap-1">
          <Button size="small" variant="ghost" onPress={() => setExplaining(true)}>
            {words.explain}
          </Button>
          <Button
            size="small"
            variant="ghost"
            isPending={verification.isFetching}
            onPress={() => void verification.refetch()}
          >
            {words.verify}
          </Button>
        </div>
      </div>
      {(verification.data?.restorations ?? []).map((restoration) => (
        <Restoration key={restoration.at} {...restoration} />
      ))}
      {isBroken && <Findings findings={findings} />}
      {isExplaining && <ProofDialog onClose={() => setExplaining(false)} />}
    </section>
  );
}

function Line({ verification }: { verification: AuditVerification }) {
  const { timeZone } = useWorkspace();
  const { state, events, anchors, findings, verifiedAt } = verification;
  const isIntact = state === 'intact';
  const facts = [
    words.events(events),
    anchors.newest === null
      ? words.notAnchored
      : words.anchored(formatAgo(anchors.newest.at, new Date(verifiedAt))),
    words.checkedAt(formatTime(verifiedAt, timeZone)),
  ];
  return (
    <p className="tabular flex items-start gap-2 text-ink-2">
      {isIntact ? (
        <CheckIcon className="mt-0.5 shrink-0 text-paid" />
      ) : (
        <AlertIcon className="mt-0.5 shrink-0 text-danger" />
      )}
      <span>
        <strong className={`font-medium ${isIntact ? 'text-paid' : 'text-danger'}`}>
          {isIntact ? words.intact : words.broken(findings.length)}
        </strong>{' '}
        · {facts.join(' · ')}
      </span>
    </p>
  );
}

/** A restore of the database is history that is told, not something that is wrong. */
function Restoration({ at, sequence, reason }: AuditVerification['restorations'][number]) {
  const { timeZone } = useWorkspace();
  return (
    <p className="pt-1 pl-6 text-12 text-ink-3">
      {words.restored(formatMoment(at, timeZone), sequence, reason)}
    </p>
  );
}

function Findings({ findings }: { findings: readonly AuditFinding[] }) {
  return (
    <div role="alert" className="mt-2 border-t border-danger/25 pt-2.5 pb-1 pl-6 text-13">
      <p className="max-w-prose text-ink">{words.brokenDetail}</p>
      <ul className="mt-2 flex flex-col gap-1.5">
        {findings.map(({ kind, sequence, eventId, detail }) => (
          <li key={`${kind} ${sequence} ${eventId} ${detail}`}>
            <span className="font-medium text-danger">
              {words.findings[kind](words.place(sequence))}
            </span>
            <span className="block text-12 break-words text-ink-2">{detail}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

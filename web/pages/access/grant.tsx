import { useId, useState } from 'react';
import type { AccessGrant } from '#modules/access/schema.ts';
import { accessMessages as words } from '../../messages/audit.ts';
import { Button } from '../../ui/button.tsx';
import { ChevronDownIcon, ChevronRightIcon } from '../../ui/icons.tsx';
import { Status, type Tone } from '../../ui/status.tsx';
import { useWorkspace } from '../../workspace.ts';
import { formatMoment } from '../audit/moments.ts';
import { Statements } from './statements.tsx';

const tones: Record<AccessGrant['state'], Tone> = {
  requested: 'neutral',
  approved: 'info',
  open: 'notice',
  ended: 'neutral',
  revoked: 'danger',
};

/** One time that an engineer was let near the data, or asked to be; opens to what they looked at. */
export function Grant({ grant }: { grant: AccessGrant }) {
  const { timeZone } = useWorkspace();
  const [isOpen, setOpen] = useState(false);
  const statementsId = useId();
  const headingId = useId();
  const until = grant.endedAt ?? grant.expiresAt;
  return (
    <li className="border-b border-hairline py-5">
      <article aria-labelledby={headingId}>
        <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
          <h3 id={headingId} className="text-14 font-semibold">
            {grant.engineer}
          </h3>
          <Status tone={tones[grant.state]} isHollow={grant.state === 'requested'}>
            {words.states[grant.state]}
          </Status>
        </div>
        <p className="mt-0.5 text-14 text-ink-2">{words.reasons[grant.reason]}</p>
        <dl className="mt-3.5 grid grid-cols-2 gap-x-8 gap-y-3 sm:grid-cols-4">
          <Fact name={words.approvedBy}>{grant.approver ?? words.nobodyYet}</Fact>
          <Fact name={words.ticket}>{grant.ticket}</Fact>
          {grant.openedAt === null ? (
            <Fact name={words.askedAt}>{formatMoment(grant.requestedAt, timeZone)}</Fact>
          ) : (
            <Fact name={words.openedAt}>{formatMoment(grant.openedAt, timeZone)}</Fact>
          )}
          {until !== null && (
            <Fact name={grant.endedAt === null ? words.endsBy : words.until}>
              {formatMoment(until, timeZone)}
            </Fact>
          )}
        </dl>
        {grant.statements === 0 ? (
          <p className="mt-3.5 text-13 text-ink-3">{words.noStatements}</p>
        ) : (
          <Button
            size="small"
            variant="ghost"
            className="mt-3 -ml-2"
            icon={isOpen ? <ChevronDownIcon /> : <ChevronRightIcon />}
            aria-expanded={isOpen}
            aria-controls={statementsId}
            aria-label={words.showStatements(grant.statements, grant.engineer)}
            onPress={() => setOpen(!isOpen)}
          >
            {words.statements(grant.statements)}
          </Button>
        )}
        <div id={statementsId} hidden={!isOpen}>
          {isOpen && <Statements grantId={grant.id} />}
        </div>
      </article>
    </li>
  );
}

function Fact({ name, children }: { name: string; children: string }) {
  return (
    <div className="min-w-0">
      <dt className="text-12 text-ink-3">{name}</dt>
      <dd className="tabular text-13 break-words">{children}</dd>
    </div>
  );
}

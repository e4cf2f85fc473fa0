import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { Finding, Invoice, Preview } from '#modules/invoices/schema.ts';
import { api } from '../../../api.ts';
import { ApiError, isProblem } from '../../../http.ts';
import { messages } from '../../../messages/index.ts';
import { problemText } from '../../../problems.ts';
import { Button, buttonClass } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { formatDate } from '../../../ui/format.ts';
import { ArrowRightIcon, LockIcon } from '../../../ui/icons.tsx';
import { Money } from '../../../ui/page.tsx';
import { Note, SkeletonRows } from '../../../ui/states.tsx';
import type { DraftSession, DraftState } from './draft-session.ts';
import { useDraftClient } from './use-draft-client.ts';

const texts = messages.invoices.editor.issuing;

export interface IssueDialogProps {
  workspaceId: string;
  session: DraftSession;
  state: DraftState;
  /** The preview of exactly what is on the screen; undefined while it is being computed. */
  preview: Preview | undefined;
  onClose: () => void;
  onJump: (field: string) => void;
  onIssued: (invoice: Invoice) => void;
}

/** The one deliberate step: number, recipient and total once more, and that it is final. */
export function IssueDialog(props: IssueDialogProps) {
  const { workspaceId, session, state, preview, onClose, onJump, onIssued } = props;
  const client = useDraftClient().data;
  const [isStored, setStored] = useState<boolean>();
  useEffect(() => {
    void session.flush().then(() => setStored(session.getState().save === 'saved'));
  }, [session]);

  const issue = useMutation({
    mutationFn: async () => {
      const { stored } = session.getState();
      if (!stored || !preview) throw new Error('There is nothing stored to issue.');
      return api.issueInvoice(workspaceId, stored.id, {
        expectedTotalMinor: preview.totals.dueMinor,
      });
    },
    onSuccess: onIssued,
  });

  const findings = [...(preview?.findings ?? [])];
  if (issue.error instanceof ApiError && issue.error.problem.code === 'invoice_incomplete') {
    for (const { field, message } of issue.error.problem.errors ?? []) {
      if (!findings.some((finding) => finding.field === field)) {
        findings.push({ severity: 'error', field, code: 'invoice_incomplete', message });
      }
    }
  }
  const errors = findings.filter((finding) => finding.severity === 'error');
  const refusals: Finding[] = state.refusals.map((refusal) => ({
    ...refusal,
    severity: 'error',
    code: 'refused',
  }));
  const toMend = [...refusals, ...errors];

  if (!preview || isStored === undefined) {
    return (
      <Dialog isOpen onClose={onClose} title={texts.title}>
        <SkeletonRows rows={4} />
      </Dialog>
    );
  }
  if (toMend.length > 0) return <Missing {...props} findings={toMend} />;
  const { dueMinor } = preview.totals;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={texts.title}
      actions={
        <>
          <Button onPress={onClose}>{texts.back}</Button>
          <Button
            variant="primary"
            autoFocus
            isPending={issue.isPending}
            isDisabled={!isStored}
            onPress={() => issue.mutate()}
          >
            {texts.confirm(dueMinor, state.draft.currency)}
          </Button>
        </>
      }
    >
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-2.5 text-14">
        <Fact name={texts.number}>{preview.number}</Fact>
        <Fact name={texts.recipient}>{client?.name}</Fact>
        <Fact name={texts.dueOn}>{formatDate(state.draft.dueOn)}</Fact>
        <Fact name={texts.total}>
          <Money
            amountMinor={dueMinor}
            currency={state.draft.currency}
            className="text-20 font-semibold"
          />
        </Fact>
      </dl>
      <Notices findings={findings} workspaceId={workspaceId} onJump={onJump} />
      <p className="mt-5 flex gap-2.5 text-13 text-ink-2">
        <LockIcon className="mt-0.5 shrink-0" />
        {texts.final}
      </p>
      <div className="mt-4 empty:hidden">
        {!isStored && <Note tone="notice">{texts.notSaved}</Note>}
        {issue.error && (
          <Note tone="danger">
            {isProblem(issue.error, 'total_mismatch')
              ? texts.totalChanged
              : problemText(issue.error)}
          </Note>
        )}
      </div>
    </Dialog>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <>
      <dt className="self-baseline text-ink-3">{name}</dt>
      <dd className="min-w-0 self-baseline font-medium break-words">{children}</dd>
    </>
  );
}

/** What is still missing, each with the way to it. */
function Missing({
  findings,
  workspaceId,
  onClose,
  onJump,
}: IssueDialogProps & { findings: readonly Finding[] }) {
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={texts.missingTitle}
      actions={<Button onPress={onClose}>{texts.backToForm}</Button>}
    >
      <p className="text-14 text-ink-2">{texts.missingDetail}</p>
      <ul className="mt-3 divide-y divide-hairline border-y border-hairline">
        {findings.map((finding) => (
          <FindingItem
            key={`${finding.field} ${finding.code}`}
            finding={finding}
            workspaceId={workspaceId}
            onJump={onJump}
          />
        ))}
      </ul>
    </Dialog>
  );
}

interface FindingProps {
  workspaceId: string;
  onJump: (field: string) => void;
}

function FindingItem({ finding, workspaceId, onJump }: FindingProps & { finding: Finding }) {
  const isInSettings = finding.field.startsWith('seller.');
  return (
    <li className="flex items-center justify-between gap-4 py-2.5 text-14">
      <span>{finding.message}</span>
      {isInSettings ? (
        <Link
          to="/w/$workspaceId/settings/company"
          params={{ workspaceId }}
          className={buttonClass('secondary', 'small')}
        >
          {texts.toSettings}
        </Link>
      ) : finding.field === 'document' ? null : (
        <Button size="small" icon={<ArrowRightIcon />} onPress={() => onJump(finding.field)}>
          {texts.jump}
        </Button>
      )}
    </li>
  );
}

/** What does not stop anything, but one should know before it is final. */
function Notices({ findings, ...props }: FindingProps & { findings: readonly Finding[] }) {
  const notices = findings.filter((finding) => finding.severity === 'notice');
  if (notices.length === 0) return null;
  return (
    <section aria-label={texts.notices} className="mt-5">
      <h3 className="text-13 font-medium text-notice">{texts.notices}</h3>
      <ul className="mt-1 divide-y divide-hairline">
        {notices.map((finding) => (
          <FindingItem key={`${finding.field} ${finding.code}`} finding={finding} {...props} />
        ))}
      </ul>
    </section>
  );
}

import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import type { Invoice } from '#modules/invoices/schema.ts';
import { isProblem } from '../../http.ts';
import { messages } from '../../messages/index.ts';
import { problemText } from '../../problems.ts';
import { invalidateInvoices, queries, queryClient } from '../../queries.ts';
import { buttonClass } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { useMay, useWorkspace } from '../../workspace.ts';
import { DraftView } from './document/draft-view.tsx';
import { IssuedInvoice } from './document/issued-invoice.tsx';
import { contentOf, draftOf } from './editor/draft.ts';
import { Editor } from './editor/editor.tsx';
import { NewInvoice } from './editor/new-invoice.tsx';

/** One invoice: the editor while it is a draft, the document once it is issued. */
export function InvoicePage() {
  const { id: workspaceId } = useWorkspace();
  const { invoiceId = 'new' } = useParams({ strict: false });
  const { clientId } = useSearch({ strict: false });
  const navigate = useNavigate();
  const mayDraft = useMay('invoices.draft');
  // A new invoice gets its own address with the first thing typed; its editor stays as it is. Another
  // visit to `new` begins another one.
  const [visit, setVisit] = useState<Visit>({ invoiceId, count: 0 });
  if (visit.invoiceId !== invoiceId) {
    const isAnother = invoiceId === 'new';
    setVisit(isAnother ? { invoiceId, count: visit.count + 1 } : { ...visit, invoiceId });
  }
  const [justIssued, setJustIssued] = useState<string>();

  const onCreated = useCallback(
    (id: string) => {
      setVisit((last) => ({ ...last, createdId: id }));
      void navigate({
        to: '/w/$workspaceId/invoices/$invoiceId',
        params: { workspaceId, invoiceId: id },
        replace: true,
      });
    },
    [navigate, workspaceId],
  );
  const onIssued = useCallback(
    (invoice: Invoice) => {
      queryClient.setQueryData(queries.invoice(workspaceId, invoice.id).queryKey, invoice);
      setVisit(({ createdId: _, ...last }) => last);
      setJustIssued(invoice.id);
      void invalidateInvoices(workspaceId);
    },
    [workspaceId],
  );

  if (!mayDraft && invoiceId === 'new') return <NoNewInvoice />;
  if (mayDraft && (invoiceId === 'new' || invoiceId === visit.createdId)) {
    return (
      <NewInvoice key={visit.count} clientId={clientId} onCreated={onCreated} onIssued={onIssued} />
    );
  }
  return (
    <StoredInvoice
      key={invoiceId}
      id={invoiceId}
      isJustIssued={justIssued === invoiceId}
      onIssued={onIssued}
    />
  );
}

interface Visit {
  invoiceId: string;
  /** How many new invoices were begun on this page before. */
  count: number;
  /** What the new invoice became with its first save. */
  createdId?: string;
}

interface StoredInvoiceProps {
  id: string;
  isJustIssued: boolean;
  onIssued: (invoice: Invoice) => void;
}

function StoredInvoice({ id, isJustIssued, onIssued }: StoredInvoiceProps) {
  const { id: workspaceId } = useWorkspace();
  const mayDraft = useMay('invoices.draft');
  const texts = messages.invoices.document;
  // Editing begins with what is stored now, not with what this browser remembers, however fresh that is.
  const invoice = useQuery({ ...queries.invoice(workspaceId, id), refetchOnMount: 'always' });
  const isReady = invoice.data && (invoice.data.status !== 'draft' || invoice.isFetchedAfterMount);

  if (invoice.data?.status === 'draft' && !mayDraft) return <DraftView invoice={invoice.data} />;
  if (isReady && invoice.data.status !== 'draft') {
    return <IssuedInvoice invoice={invoice.data} isJustIssued={isJustIssued} />;
  }
  if (isReady) {
    return (
      <Editor draft={draftOf(contentOf(invoice.data))} stored={invoice.data} onIssued={onIssued} />
    );
  }
  const toList = (
    <Link to="/w/$workspaceId/invoices" params={{ workspaceId }} className={buttonClass()}>
      {texts.toList}
    </Link>
  );
  return (
    <Page>
      {isProblem(invoice.error, 'not_found') ? (
        <ErrorState title={texts.notFoundTitle} action={toList}>
          {texts.notFoundDetail}
        </ErrorState>
      ) : invoice.isError ? (
        <ErrorState title={texts.loadFailed} onRetry={() => void invoice.refetch()} action={toList}>
          {problemText(invoice.error)}
        </ErrorState>
      ) : (
        <SkeletonRows rows={8} />
      )}
    </Page>
  );
}

/** The address of a new invoice, opened by somebody whose role writes none. */
function NoNewInvoice() {
  const { id: workspaceId } = useWorkspace();
  const texts = messages.invoices.document;
  return (
    <Page>
      <EmptyState
        title={texts.noNewTitle}
        action={
          <Link to="/w/$workspaceId/invoices" params={{ workspaceId }} className={buttonClass()}>
            {texts.toList}
          </Link>
        }
      >
        {texts.noNewDetail}
      </EmptyState>
    </Page>
  );
}

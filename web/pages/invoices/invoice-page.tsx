import { useQuery } from '@tanstack/react-query';
import { Link, useLocation, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import type { Invoice } from '#modules/invoices/schema.ts';
import { isProblem } from '../../http.ts';
import { messages } from '../../messages/index.ts';
import { problemText } from '../../problems.ts';
import { invalidateInvoices, queries, queryClient } from '../../queries.ts';
import { buttonClass } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { useWorkspace } from '../../workspace.ts';
import { IssuedInvoice } from './document/issued-invoice.tsx';
import { contentOf, draftOf } from './editor/draft.ts';
import { Editor } from './editor/editor.tsx';
import { NewInvoice } from './editor/new-invoice.tsx';

/** One invoice: the editor while it is a draft, the document once it is issued. */
export function InvoicePage() {
  const { id: workspaceId } = useWorkspace();
  const { invoiceId } = useParams({ strict: false });
  const { clientId } = useSearch({ strict: false });
  const navigate = useNavigate();
  const entryKey = useLocation({ select: (location) => location.state.__TSR_key ?? location.href });
  // A new invoice gets its own address with the first thing typed; its editor stays as it is.
  const [fresh, setFresh] = useState<{ entryKey: string; id?: string }>();
  const isNew = invoiceId === undefined;
  const [justIssued, setJustIssued] = useState<string>();
  if (isNew && fresh?.entryKey !== entryKey) setFresh({ entryKey });

  const onCreated = useCallback(
    (id: string) => {
      setFresh((last) => last && { ...last, id });
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
      setFresh(undefined);
      setJustIssued(invoice.id);
      void invalidateInvoices(workspaceId);
    },
    [workspaceId],
  );

  if (fresh && (isNew ? fresh.entryKey === entryKey : fresh.id === invoiceId)) {
    return (
      <NewInvoice
        key={fresh.entryKey}
        clientId={clientId}
        onCreated={onCreated}
        onIssued={onIssued}
      />
    );
  }
  if (isNew) return null;
  return (
    <StoredInvoice
      key={invoiceId}
      id={invoiceId}
      isJustIssued={justIssued === invoiceId}
      onIssued={onIssued}
    />
  );
}

interface StoredInvoiceProps {
  id: string;
  isJustIssued: boolean;
  onIssued: (invoice: Invoice) => void;
}

function StoredInvoice({ id, isJustIssued, onIssued }: StoredInvoiceProps) {
  const { id: workspaceId } = useWorkspace();
  const texts = messages.invoices.document;
  const invoice = useQuery(queries.invoice(workspaceId, id));
  // Editing begins with what is stored now, not with what this browser remembers.
  const isReady = invoice.data && (invoice.data.status !== 'draft' || invoice.isFetchedAfterMount);

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

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { todayIn } from '#lib/dates.ts';
import type { Client } from '#modules/clients/schema.ts';
import type { Invoice } from '#modules/invoices/schema.ts';
import type { Workspace } from '#modules/workspaces/schema.ts';
import { queries } from '../../../queries.ts';
import { Page } from '../../../ui/page.tsx';
import { SkeletonRows } from '../../../ui/states.tsx';
import { useWorkspace } from '../../../workspace.ts';
import { type Draft, newDraft } from './draft.ts';
import { Editor } from './editor.tsx';
import { usualVat } from './vat-choices.ts';

export interface NewInvoiceProps {
  clientId: string | undefined;
  onCreated: (id: string) => void;
  onIssued: (invoice: Invoice) => void;
}

/** An editor with nothing stored behind it: the draft comes to be with the first thing typed. */
export function NewInvoice({ clientId, ...events }: NewInvoiceProps) {
  const workspace = useWorkspace();
  const client = useQuery({
    ...queries.client(workspace.id, clientId ?? ''),
    enabled: clientId !== undefined,
  });
  const isWaiting = clientId !== undefined && client.isPending;
  return isWaiting ? (
    <Page>
      <SkeletonRows rows={8} />
    </Page>
  ) : (
    <FreshEditor workspace={workspace} client={client.data} {...events} />
  );
}

type FreshEditorProps = Omit<NewInvoiceProps, 'clientId'> & {
  workspace: Workspace;
  client: Client | undefined;
};

function FreshEditor({ workspace, client, ...events }: FreshEditorProps) {
  const [draft] = useState(() => firstDraft(workspace, client));
  return <Editor draft={draft} stored={null} {...events} />;
}

function firstDraft(workspace: Workspace, client: Client | undefined): Draft {
  const today = todayIn(workspace.timeZone, new Date());
  const draft = newDraft({
    today,
    currency: workspace.currency,
    language: client?.language ?? workspace.locale,
    paymentTermDays: client?.paymentTermDays ?? workspace.paymentTermDays,
    vat: usualVat({ vatStatus: workspace.vatStatus, country: workspace.address.country }, today),
  });
  if (!client) return draft;
  return { ...draft, clientId: client.id, buyerReference: client.buyerReference };
}

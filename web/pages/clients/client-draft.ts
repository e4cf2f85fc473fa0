import type { Client, NewClient } from '#modules/clients/schema.ts';
import type { Workspace } from '#modules/workspaces/schema.ts';

/** A client as typed in the form. */
export type ClientDraft = NewClient & { language: string };

/** A new client is most often a business of the same country. */
export function newClientDraft(workspace: Workspace, name: string): ClientDraft {
  return {
    name,
    kind: 'business',
    contactName: '',
    address: { line1: '', line2: '', postCode: '', city: '', country: workspace.address.country },
    vatId: '',
    email: '',
    language: workspace.locale,
    buyerReference: '',
    electronicAddress: null,
    paymentTermDays: null,
    note: '',
  };
}

/** The editable part of a stored client. */
export function clientDraftOf(client: Client): ClientDraft {
  const {
    id: _id,
    archived: _archived,
    createdAt: _createdAt,
    updatedAt: _updatedAt,
    ...draft
  } = client;
  return draft;
}

import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { Client } from '#modules/clients/schema.ts';
import { countryName, languageOptions } from '../../choices.ts';
import { isProblem } from '../../http.ts';
import { messages } from '../../messages/index.ts';
import { problemText } from '../../problems.ts';
import { queries } from '../../queries.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Detail, DetailList } from '../../ui/details.tsx';
import { EditIcon, PlusIcon } from '../../ui/icons.tsx';
import { Page, PageHeader, Section } from '../../ui/page.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { Badge } from '../../ui/status.tsx';
import { useMay, useWorkspace } from '../../workspace.ts';
import { ClientHistory } from '../history/client-history.tsx';
import { InvoiceRows } from '../invoices/invoice-rows.tsx';
import { InvoiceSumsLine } from '../invoices/invoice-sums.tsx';
import { ClientMenu } from './client-menu.tsx';
import { ClientSheet } from './client-sheet.tsx';

const texts = messages.clients;
const latestInvoices = 50;

/** Who a client is, what they owe, and everything sent to them. */
export function ClientPage() {
  const workspace = useWorkspace();
  const { clientId } = useParams({ from: '/w/$workspaceId/clients/$clientId' });
  const client = useQuery(queries.client(workspace.id, clientId));
  if (client.data) return <KnownClient client={client.data} />;
  const toList = (
    <Link
      to="/w/$workspaceId/clients"
      params={{ workspaceId: workspace.id }}
      className={buttonClass()}
    >
      {texts.page.toList}
    </Link>
  );
  return (
    <Page>
      {isProblem(client.error, 'not_found') ? (
        <ErrorState title={texts.page.notFoundTitle} action={toList}>
          {texts.page.notFoundDetail}
        </ErrorState>
      ) : client.isError ? (
        <ErrorState title={texts.loadFailed} onRetry={() => void client.refetch()} action={toList}>
          {problemText(client.error)}
        </ErrorState>
      ) : (
        <SkeletonRows />
      )}
    </Page>
  );
}

function KnownClient({ client }: { client: Client }) {
  const workspace = useWorkspace();
  const mayChange = useMay('clients.change');
  const mayDraft = useMay('invoices.draft');
  const [isEditing, setEditing] = useState(false);
  const toNew = (
    <Link
      to="/w/$workspaceId/invoices/$invoiceId"
      params={{ workspaceId: workspace.id, invoiceId: 'new' }}
      search={{ clientId: client.id }}
      className={buttonClass('primary')}
    >
      <PlusIcon />
      {texts.page.newInvoice}
    </Link>
  );
  return (
    <Page>
      <PageHeader
        title={client.name}
        back={
          <Link
            to="/w/$workspaceId/clients"
            params={{ workspaceId: workspace.id }}
            className="hover:text-ink"
          >
            {texts.title}
          </Link>
        }
        detail={
          client.archived ? <Badge>{texts.page.archived}</Badge> : messages.clients[client.kind]
        }
        actions={
          <>
            {mayChange && (
              <>
                <ClientMenu client={client} />
                <Button icon={<EditIcon />} onPress={() => setEditing(true)}>
                  {texts.edit}
                </Button>
              </>
            )}
            {mayDraft && !client.archived && toNew}
          </>
        }
      />
      <Section title={texts.page.details} isAside>
        <ClientDetails client={client} />
      </Section>
      <Section title={texts.page.invoices}>
        <ClientInvoices client={client} />
      </Section>
      <ClientHistory clientId={client.id} />
      {isEditing && (
        <ClientSheet
          client={client}
          onClose={() => setEditing(false)}
          onSaved={() => setEditing(false)}
        />
      )}
    </Page>
  );
}

function ClientDetails({ client }: { client: Client }) {
  const { address } = client;
  const lines = [
    address.line1,
    address.line2,
    `${address.postCode} ${address.city}`.trim(),
    countryName(address.country),
  ];
  const language = languageOptions.find((option) => option.id === client.language)?.label;
  return (
    <DetailList>
      <Detail name={texts.form.address}>
        {lines
          .filter((line) => line !== '')
          .map((line) => (
            <span key={line} className="block">
              {line}
            </span>
          ))}
      </Detail>
      <Detail name={texts.form.contactName}>{client.contactName}</Detail>
      <Detail name={texts.form.email}>
        {client.email !== '' && (
          <a
            href={`mailto:${client.email}`}
            className="text-accent underline-offset-2 hover:underline"
          >
            {client.email}
          </a>
        )}
      </Detail>
      <Detail name={texts.form.vatId}>{client.vatId}</Detail>
      <Detail name={texts.form.language}>{language}</Detail>
      <Detail name={texts.form.paymentTermDays}>
        {client.paymentTermDays !== null && texts.page.days(client.paymentTermDays)}
      </Detail>
      <Detail name={texts.form.buyerReference}>{client.buyerReference}</Detail>
      <Detail name={texts.form.note}>{client.note}</Detail>
    </DetailList>
  );
}

function ClientInvoices({ client }: { client: Client }) {
  const workspace = useWorkspace();
  const filters = { clientId: client.id };
  const invoices = useQuery(queries.invoices(workspace.id, { ...filters, limit: latestInvoices }));
  if (invoices.isPending) return <SkeletonRows rows={3} />;
  if (invoices.isError) {
    return (
      <ErrorState title={messages.invoices.list.loadFailed} onRetry={() => void invoices.refetch()}>
        {problemText(invoices.error)}
      </ErrorState>
    );
  }
  if (invoices.data.items.length === 0) return <EmptyState title={texts.page.noInvoices} />;
  return (
    <>
      <InvoiceSumsLine filters={filters} />
      <InvoiceRows rows={invoices.data.items} withoutClient />
      {invoices.data.nextCursor !== null && (
        <Link
          to="/w/$workspaceId/invoices"
          params={{ workspaceId: workspace.id }}
          search={filters}
          className={buttonClass('ghost')}
        >
          {texts.page.allInvoices}
        </Link>
      )}
    </>
  );
}

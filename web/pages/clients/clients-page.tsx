import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { Client } from '#modules/clients/schema.ts';
import { api } from '../../api.ts';
import { countryName } from '../../choices.ts';
import { messages } from '../../messages/index.ts';
import { problemText } from '../../problems.ts';
import { Button } from '../../ui/button.tsx';
import { PlusIcon } from '../../ui/icons.tsx';
import { Page, PageHeader } from '../../ui/page.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { Chip } from '../../ui/status.tsx';
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from '../../ui/table.tsx';
import { useMay, useWorkspace } from '../../workspace.ts';
import { ClientSheet } from './client-sheet.tsx';

const texts = messages.clients;
const pageSize = 100;

/** Everyone invoices are written to. */
export function ClientsPage() {
  const workspace = useWorkspace();
  const { q = '', archived } = useSearch({ from: '/w/$workspaceId/clients' });
  const navigate = useNavigate({ from: '/w/$workspaceId/clients' });
  const mayChange = useMay('clients.change');
  const [isAdding, setAdding] = useState(false);
  const filters = { archived: archived ?? ('false' as const), ...(q === '' ? {} : { q }) };
  const clients = useInfiniteQuery({
    queryKey: [workspace.id, 'clients', 'pages', filters],
    queryFn: ({ pageParam, signal }) =>
      api.clients(
        workspace.id,
        { ...filters, limit: pageSize, ...(pageParam ? { cursor: pageParam } : {}) },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: (last) => last,
  });
  const rows = clients.data?.pages.flatMap((page) => page.items) ?? [];
  const isFiltered = q !== '' || archived !== undefined;

  return (
    <Page>
      <PageHeader
        title={texts.title}
        actions={
          mayChange && (
            <Button variant="primary" icon={<PlusIcon />} onPress={() => setAdding(true)}>
              {texts.new}
            </Button>
          )
        }
      />
      <div className="flex flex-wrap items-center gap-2 pb-4">
        <SearchField
          label={texts.search}
          placeholder={texts.searchPlaceholder}
          value={q}
          onChange={(next) =>
            void navigate({ search: (last) => ({ ...last, q: next || undefined }), replace: true })
          }
          className="w-full sm:w-80"
        />
        <Chip
          isSelected={archived === 'true'}
          onPress={() =>
            void navigate({
              search: (last) => ({ ...last, archived: archived ? undefined : 'true' }),
            })
          }
        >
          {texts.archivedFilter}
        </Chip>
      </div>
      {clients.isPending ? (
        <SkeletonRows />
      ) : clients.isError && rows.length === 0 ? (
        <ErrorState title={texts.loadFailed} onRetry={() => void clients.refetch()}>
          {problemText(clients.error)}
        </ErrorState>
      ) : rows.length === 0 ? (
        <NoClients
          isFiltered={isFiltered}
          onAdd={() => setAdding(true)}
          onClear={() => void navigate({ search: {} })}
        />
      ) : (
        <ClientTable rows={rows} workspaceId={workspace.id} />
      )}
      {clients.hasNextPage && (
        <div className="pt-4">
          <Button
            isPending={clients.isFetchingNextPage}
            onPress={() => void clients.fetchNextPage()}
          >
            {texts.moreRows}
          </Button>
        </div>
      )}
      {isAdding && (
        <ClientSheet
          onClose={() => setAdding(false)}
          onSaved={(client) =>
            void navigate({
              to: '/w/$workspaceId/clients/$clientId',
              params: { workspaceId: workspace.id, clientId: client.id },
            })
          }
        />
      )}
    </Page>
  );
}

interface NoClientsProps {
  isFiltered: boolean;
  onAdd: () => void;
  onClear: () => void;
}

function NoClients({ isFiltered, onAdd, onClear }: NoClientsProps) {
  const mayChange = useMay('clients.change');
  if (isFiltered) {
    return (
      <EmptyState
        title={texts.noMatchTitle}
        action={<Button onPress={onClear}>{texts.clearSearch}</Button>}
      >
        {texts.noMatchDetail}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title={texts.emptyTitle}
      action={
        mayChange && (
          <Button icon={<PlusIcon />} onPress={onAdd}>
            {texts.new}
          </Button>
        )
      }
    >
      {mayChange ? texts.emptyDetail : texts.emptyReader}
    </EmptyState>
  );
}

function ClientTable({ rows, workspaceId }: { rows: readonly Client[]; workspaceId: string }) {
  return (
    <Table label={texts.title}>
      <TableHead>
        <tr>
          <HeadCell>{texts.columns.name}</HeadCell>
          <HeadCell className="max-sm:hidden">{texts.columns.city}</HeadCell>
          <HeadCell className="max-md:hidden">{texts.columns.email}</HeadCell>
          <HeadCell className="max-lg:hidden">{texts.columns.vatId}</HeadCell>
        </tr>
      </TableHead>
      <TableBody>
        {rows.map((client) => (
          <Row key={client.id} className="relative">
            <Cell>
              <Link
                to="/w/$workspaceId/clients/$clientId"
                params={{ workspaceId, clientId: client.id }}
                className="font-medium after:absolute after:inset-0"
              >
                {client.name}
              </Link>
              <span className="block text-12 text-ink-3 empty:hidden sm:hidden">
                {place(client)}
              </span>
            </Cell>
            <Cell className="text-ink-2 max-sm:hidden">{place(client)}</Cell>
            <Cell className="text-ink-2 max-md:hidden">{client.email}</Cell>
            <Cell className="tabular text-ink-2 max-lg:hidden">{client.vatId}</Cell>
          </Row>
        ))}
      </TableBody>
    </Table>
  );
}

function place(client: Client): string {
  return [client.address.city, countryName(client.address.country)]
    .filter((part) => part !== '')
    .join(', ');
}

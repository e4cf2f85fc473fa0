import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { api } from '../api.ts';
import { messages } from '../messages/index.ts';
import { type Command, CommandPalette } from '../ui/command-palette.tsx';
import { formatMoney } from '../ui/format.ts';
import { ClientsIcon, InvoicesIcon } from '../ui/icons.tsx';
import { usePaletteCommands } from './palette-commands.tsx';

const shownPerKind = 6;
const waitMs = 120;

/** The text once nobody has typed for a moment, so that not every key asks the server. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), waitMs);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

interface PaletteProps {
  workspaceId: string;
  onClose: () => void;
  onHelp: () => void;
}

/** Finds any invoice, client, screen and action of a workspace. */
export function Palette({ workspaceId, onClose, onHelp }: PaletteProps) {
  const [query, setQuery] = useState('');
  const settled = useSettled(query.trim());
  const found = useQuery({
    queryKey: [workspaceId, 'palette', settled],
    queryFn: async ({ signal }) => {
      const search = { q: settled, limit: shownPerKind };
      const [invoices, clients] = await Promise.all([
        api.invoices(workspaceId, search, { signal }),
        api.clients(workspaceId, search, { signal }),
      ]);
      return { invoices: invoices.items, clients: clients.items };
    },
    enabled: settled !== '',
    placeholderData: keepPreviousData,
  });
  const { actions, screens, workspaces } = usePaletteCommands(workspaceId, onHelp);
  const navigate = useNavigate();
  const words = query.trim().toLowerCase();
  const matching = (commands: Command[]) =>
    commands.filter((command) => command.label.toLowerCase().includes(words));

  const invoices: Command[] = (words === '' ? [] : (found.data?.invoices ?? [])).map((invoice) => ({
    id: invoice.id,
    label: `${invoice.number ?? messages.frame.noInvoiceNumber} · ${invoice.buyerName}`,
    detail: formatMoney(invoice.grossMinor, invoice.currency),
    icon: <InvoicesIcon />,
    run: () =>
      void navigate({
        to: '/w/$workspaceId/invoices/$invoiceId',
        params: { workspaceId, invoiceId: invoice.id },
      }),
  }));
  const clients: Command[] = (words === '' ? [] : (found.data?.clients ?? [])).map((client) => ({
    id: client.id,
    label: client.name,
    detail: client.address.city,
    icon: <ClientsIcon />,
    run: () =>
      void navigate({
        to: '/w/$workspaceId/clients/$clientId',
        params: { workspaceId, clientId: client.id },
      }),
  }));

  return (
    <CommandPalette
      isOpen
      onClose={onClose}
      query={query}
      onQuery={setQuery}
      isLoading={words !== '' && (found.isFetching || settled !== query.trim())}
      groups={[
        { title: messages.frame.invoices, commands: invoices },
        { title: messages.frame.clients, commands: clients },
        { title: messages.frame.actions, commands: matching(actions) },
        { title: messages.frame.screens, commands: matching(screens) },
        { title: messages.frame.workspaces, commands: matching(workspaces) },
      ]}
    />
  );
}

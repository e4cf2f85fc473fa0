import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { messages } from '../messages/index.ts';
import { queries } from '../queries.ts';
import type { Command } from '../ui/command-palette.tsx';
import {
  ChevronUpDownIcon,
  ClientsIcon,
  InvoicesIcon,
  KeyboardIcon,
  OverviewIcon,
  PlusIcon,
  SettingsIcon,
  SignOutIcon,
} from '../ui/icons.tsx';
import { useMay } from '../workspace.ts';
import { signOut } from './person-menu.tsx';
import { roleName } from './role-name.ts';

type SettingName = 'company' | 'bank' | 'documents' | 'numbers' | 'people' | 'account';

/** What can be done and where one can go from anywhere in a workspace, as one's role allows. */
export function usePaletteCommands(
  workspaceId: string,
  onHelp: () => void,
): { actions: Command[]; screens: Command[]; workspaces: Command[] } {
  const navigate = useNavigate();
  const { frame, settings } = messages;
  const mayDraft = useMay('invoices.draft');
  const me = useQuery(queries.me());
  const params = { workspaceId };
  const screen = (
    to:
      | '/w/$workspaceId'
      | '/w/$workspaceId/invoices'
      | '/w/$workspaceId/clients'
      | `/w/$workspaceId/settings/${SettingName}`,
    label: string,
    icon: Command['icon'],
  ): Command => ({ id: to, label, icon, run: () => void navigate({ to, params }) });
  const setting = (name: SettingName, label: string) =>
    screen(`/w/$workspaceId/settings/${name}`, `${frame.settings}: ${label}`, <SettingsIcon />);
  return {
    actions: [
      ...(mayDraft
        ? [
            {
              id: 'new-invoice',
              label: frame.newInvoice,
              icon: <PlusIcon />,
              keys: 'n',
              run: () =>
                void navigate({
                  to: '/w/$workspaceId/invoices/$invoiceId',
                  params: { ...params, invoiceId: 'new' },
                }),
            },
          ]
        : []),
      { id: 'help', label: frame.help, icon: <KeyboardIcon />, keys: '?', run: onHelp },
      {
        id: 'sign-out',
        label: frame.signOut,
        icon: <SignOutIcon />,
        run: async () => {
          if (await signOut()) await navigate({ to: '/sign-in' });
        },
      },
    ],
    screens: [
      screen('/w/$workspaceId', frame.overview, <OverviewIcon />),
      screen('/w/$workspaceId/invoices', frame.invoices, <InvoicesIcon />),
      screen('/w/$workspaceId/clients', frame.clients, <ClientsIcon />),
      setting('company', settings.company),
      setting('bank', settings.bank),
      setting('documents', settings.documents),
      setting('numbers', settings.numbers),
      setting('people', settings.people),
      setting('account', settings.account),
    ],
    workspaces: (me.data?.workspaces ?? [])
      .filter(({ id }) => id !== workspaceId)
      .map(({ id, legalName, role }) => ({
        id,
        label: legalName,
        detail: roleName(role),
        icon: <ChevronUpDownIcon />,
        run: () => void navigate({ to: '/w/$workspaceId', params: { workspaceId: id } }),
      })),
  };
}

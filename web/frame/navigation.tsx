import { Link } from '@tanstack/react-router';
import { type ReactNode, useContext } from 'react';
import { messages } from '../messages/index.ts';
import { Button, buttonClass, IconButton } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import {
  ClientsIcon,
  InvoicesIcon,
  OverviewIcon,
  PlusIcon,
  SearchIcon,
  SettingsIcon,
} from '../ui/icons.tsx';
import { Kbd } from '../ui/page.tsx';
import { useMay, WorkspaceContext } from '../workspace.ts';
import { PersonMenu } from './person-menu.tsx';
import { WorkspaceSwitcher } from './workspace-switcher.tsx';

export interface FrameProps {
  workspaceId: string;
  workspaceName: string;
  openPalette: () => void;
  openHelp: () => void;
}

const screens = [
  { to: '/w/$workspaceId', name: messages.frame.overview, icon: <OverviewIcon />, isExact: true },
  { to: '/w/$workspaceId/invoices', name: messages.frame.invoices, icon: <InvoicesIcon /> },
  { to: '/w/$workspaceId/clients', name: messages.frame.clients, icon: <ClientsIcon /> },
  { to: '/w/$workspaceId/settings', name: messages.frame.settings, icon: <SettingsIcon /> },
] as const;
type Screen = (typeof screens)[number];

const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);
/** How this device writes the palette's shortcut. */
export const paletteKeys = isMac ? '⌘K' : 'Ctrl K';

function ScreenLink({
  screen,
  workspaceId,
  className,
  children,
}: {
  screen: Screen;
  workspaceId: string;
  className: string;
  children: ReactNode;
}) {
  return (
    <Link
      to={screen.to}
      params={{ workspaceId }}
      activeOptions={{ exact: 'isExact' in screen, includeSearch: false }}
      className={className}
    >
      {children}
    </Link>
  );
}

/** From 768 pixels on: the rail at the left. */
export function Rail(props: FrameProps) {
  const { workspaceId, openPalette } = props;
  const mayDraft = useMay('invoices.draft');
  const isLoading = useContext(WorkspaceContext) === null;
  return (
    <header className="sticky top-0 hidden h-dvh w-60 shrink-0 flex-col gap-4 overflow-y-auto p-3 md:flex print:hidden">
      <WorkspaceSwitcher {...props} />
      <div className="flex flex-col gap-1.5">
        {(mayDraft || isLoading) && (
          <Link
            to="/w/$workspaceId/invoices/$invoiceId"
            params={{ workspaceId, invoiceId: 'new' }}
            // Its place is kept, so that nothing moves once the role is known.
            className={classNames(buttonClass('secondary'), isLoading && 'invisible')}
          >
            <PlusIcon className="text-accent" />
            {messages.frame.newInvoice}
          </Link>
        )}
        <Button
          onPress={openPalette}
          variant="ghost"
          icon={<SearchIcon />}
          className="justify-start"
        >
          <span className="flex-1 text-left">{messages.frame.search}</span>
          <Kbd>{paletteKeys}</Kbd>
        </Button>
      </div>
      <nav aria-label={messages.frame.mainNavigation} className="flex flex-1 flex-col gap-0.5">
        {screens.map((screen) => (
          <ScreenLink
            key={screen.to}
            screen={screen}
            workspaceId={workspaceId}
            className="flex min-h-8 items-center gap-2.5 rounded px-3 text-14 font-medium text-ink-2 transition-colors duration-75 hover:bg-hover hover:text-ink aria-[current=page]:bg-hover aria-[current=page]:text-ink [&[aria-current=page]_svg]:text-accent"
          >
            {screen.icon}
            {screen.name}
          </ScreenLink>
        ))}
      </nav>
      <PersonMenu {...props} />
    </header>
  );
}

/** Below 768 pixels: the business, search and the person above … */
export function TopBar(props: FrameProps) {
  return (
    <header className="sticky top-0 z-20 flex h-14 items-center gap-1 border-b border-hairline bg-canvas px-2 md:hidden print:hidden">
      <div className="min-w-0 flex-1">
        <WorkspaceSwitcher {...props} />
      </div>
      <IconButton label={messages.frame.search} icon={<SearchIcon />} onPress={props.openPalette} />
      <PersonMenu {...props} isCompact />
    </header>
  );
}

/** … and the screens under the thumb, with the new invoice in the middle. */
export function BottomBar({ workspaceId }: FrameProps) {
  const mayDraft = useMay('invoices.draft');
  const item =
    'flex h-14 min-w-0 flex-1 flex-col items-center justify-center gap-1 text-12 text-ink-3 -outline-offset-2 aria-[current=page]:text-accent aria-[current=page]:font-medium';
  const link = (screen: Screen) => (
    <ScreenLink key={screen.to} screen={screen} workspaceId={workspaceId} className={item}>
      {screen.icon}
      {screen.name}
    </ScreenLink>
  );
  return (
    <nav
      aria-label={messages.frame.mainNavigation}
      className="fixed inset-x-0 bottom-0 z-20 flex items-center border-t border-hairline bg-canvas pb-[env(safe-area-inset-bottom)] md:hidden print:hidden"
    >
      {screens.slice(0, 2).map(link)}
      {mayDraft && (
        <Link
          to="/w/$workspaceId/invoices/$invoiceId"
          params={{ workspaceId, invoiceId: 'new' }}
          aria-label={messages.frame.newInvoice}
          className="mx-1 flex size-11 shrink-0 items-center justify-center rounded-full bg-accent text-on-accent"
        >
          <PlusIcon width="20" height="20" />
        </Link>
      )}
      {screens.slice(2).map(link)}
    </nav>
  );
}

import { useQuery } from '@tanstack/react-query';
import { Outlet, useLocation, useParams } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { hasStatus } from '../http.ts';
import { messages } from '../messages/index.ts';
import { problemText } from '../problems.ts';
import { queries } from '../queries.ts';
import { ErrorState } from '../ui/states.tsx';
import { ToastRegion } from '../ui/toast.tsx';
import { WorkspaceContext } from '../workspace.ts';
import { PendingPage } from './fallbacks.tsx';
import { rememberWorkspace } from './first-workspace.ts';
import { BottomBar, Rail, TopBar } from './navigation.tsx';
import { useKeys } from './use-keys.ts';
import { useRoleWatch } from './use-role-watch.ts';
import { WorkspaceNotes } from './workspace-notes.tsx';

const Palette = lazy(() => import('./palette.tsx').then((module) => ({ default: module.Palette })));
const KeyboardHelp = lazy(() =>
  import('./keyboard-help.tsx').then((module) => ({ default: module.KeyboardHelp })),
);

const WorkspaceClosed = lazy(() =>
  import('./workspace-closed.tsx').then((module) => ({ default: module.WorkspaceClosed })),
);

/** What surrounds every screen of a workspace: navigation, palette, keys. */
export function WorkspaceFrame() {
  const { workspaceId } = useParams({ from: '/w/$workspaceId' });
  const workspace = useQuery(queries.workspace(workspaceId));
  const [open, setOpen] = useState<'palette' | 'help'>();
  const close = () => setOpen(undefined);
  useKeys({
    workspaceId,
    mayDraft: workspace.data?.permissions.includes('invoices.draft') ?? false,
    openPalette: () => setOpen('palette'),
    openHelp: () => setOpen('help'),
  });
  useRoleWatch(workspaceId, workspace.data);
  const openedId = workspace.data?.id;
  useEffect(() => {
    if (openedId !== undefined) rememberWorkspace(openedId);
  }, [openedId]);

  if (hasStatus(workspace.error, 404)) {
    return (
      <Suspense>
        <WorkspaceClosed name={workspace.data?.legalName} />
      </Suspense>
    );
  }
  const frame = {
    workspaceId,
    workspaceName: workspace.data?.legalName ?? '',
    openPalette: () => setOpen('palette'),
    openHelp: () => setOpen('help'),
  };
  return (
    <WorkspaceContext value={workspace.data ?? null}>
      <div className="flex min-h-dvh flex-col md:flex-row">
        <a
          href="#content"
          className="floating sr-only z-50 px-3 py-2 text-14 focus:not-sr-only focus:fixed focus:top-3 focus:left-3"
        >
          {messages.frame.skip}
        </a>
        <Rail {...frame} />
        <TopBar {...frame} />
        <main
          id="content"
          tabIndex={-1}
          className="min-w-0 flex-1 bg-surface outline-none md:border-l md:border-hairline print:border-0"
        >
          {workspace.data ? (
            <>
              <WorkspaceNotes />
              <Outlet />
            </>
          ) : workspace.isError ? (
            <ErrorState
              title={messages.frame.workspaceFailed}
              onRetry={() => void workspace.refetch()}
            >
              {problemText(workspace.error)}
            </ErrorState>
          ) : (
            <PendingPage />
          )}
        </main>
        <BottomBar {...frame} />
        <PageAnnouncer />
        <ToastRegion />
        <Suspense>
          {open === 'palette' && (
            <Palette workspaceId={workspaceId} onClose={close} onHelp={() => setOpen('help')} />
          )}
          {open === 'help' && <KeyboardHelp onClose={close} />}
        </Suspense>
      </div>
    </WorkspaceContext>
  );
}

const titleSettledMs = 300;

/** A screen reader hears the name of the new screen, without the focus being taken away. */
function PageAnnouncer() {
  const { pathname } = useLocation();
  const [title, setTitle] = useState('');
  // biome-ignore lint/correctness/useExhaustiveDependencies: each change of the address is the reason.
  useEffect(() => {
    const timer = setTimeout(() => setTitle(document.title), titleSettledMs);
    return () => clearTimeout(timer);
  }, [pathname]);
  return (
    <p role="status" className="sr-only">
      {title}
    </p>
  );
}

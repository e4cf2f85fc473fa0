import { createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { FailurePage, NotFound, PendingPage } from './frame/fallbacks.tsx';
import { firstWorkspace } from './frame/first-workspace.ts';
import { hasStatus } from './http.ts';
import { identityRoutes } from './identity-routes.tsx';
import { queries, queryClient } from './queries.ts';
import { root } from './root-route.tsx';
import { takeDestination } from './session/pending-sign-in.ts';
import { settingsRoutes } from './settings-routes.tsx';
import { workspace, workspaceRoutes } from './workspace-routes.tsx';

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: async ({ preload }) => {
    const me = await queryClient.fetchQuery(queries.me()).catch((error: unknown) => {
      if (hasStatus(error, 401)) return undefined;
      throw error;
    });
    if (!me) throw redirect({ to: '/sign-in' });
    // Google leads back here; where one wanted to go was remembered before.
    const destination = preload ? undefined : takeDestination();
    if (destination) throw redirect({ href: destination });
    const first = firstWorkspace(me);
    if (first) throw redirect({ to: '/w/$workspaceId', params: { workspaceId: first.id } });
  },
  component: lazyRouteComponent(() => import('./frame/new-workspace.tsx'), 'FirstWorkspace'),
});

const outbox = createRoute({
  getParentRoute: () => root,
  path: '/outbox',
  component: lazyRouteComponent(() => import('./pages/outbox/outbox-page.tsx'), 'OutboxPage'),
});

/** Every screen has its address in one of the route files; what a screen needs is loaded with it. */
const routeTree = root.addChildren([
  home,
  ...identityRoutes,
  outbox,
  workspace.addChildren([...workspaceRoutes, ...settingsRoutes]),
]);

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  defaultPendingComponent: PendingPage,
  defaultErrorComponent: FailurePage,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

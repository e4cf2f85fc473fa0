import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { InvoiceFilters } from './api.ts';
import { queries, queryClient } from './queries.ts';
import { root, words } from './root-route.tsx';

// A loader only starts the request, so that data and code of a screen come side by side; what fails
// is said by the screen itself.
export const workspace = createRoute({
  getParentRoute: () => root,
  path: '/w/$workspaceId',
  loader: ({ params }) => {
    void queryClient.prefetchQuery(queries.workspace(params.workspaceId));
    void queryClient.prefetchQuery(queries.me());
  },
  component: lazyRouteComponent(() => import('./frame/workspace-frame.tsx'), 'WorkspaceFrame'),
});
const overview = createRoute({
  getParentRoute: () => workspace,
  path: '/',
  loader: ({ params }) => {
    void queryClient.prefetchQuery(queries.overview(params.workspaceId));
  },
  component: lazyRouteComponent(() => import('./pages/overview/overview-page.tsx'), 'OverviewPage'),
});

const statuses = ['draft', 'open', 'overdue', 'paid'] as const;
const invoices = createRoute({
  getParentRoute: () => workspace,
  path: '/invoices',
  validateSearch: (search): InvoiceFilters & { open?: string } => ({
    status: statuses.find((status) => status === search.status),
    clientId: words(search.clientId),
    from: words(search.from),
    to: words(search.to),
    q: words(search.q),
    // The invoice that is open beside the list.
    open: words(search.open),
  }),
  component: lazyRouteComponent(() => import('./pages/invoices/invoices-page.tsx'), 'InvoicesPage'),
});
// One route for both addresses: a new invoice (`new`) gets its own with the first thing typed, and its
// editor goes on without being drawn anew, which another route would not let it.
const invoice = createRoute({
  getParentRoute: () => workspace,
  path: '/invoices/$invoiceId',
  validateSearch: (search): { clientId?: string } => ({ clientId: words(search.clientId) }),
  component: lazyRouteComponent(() => import('./pages/invoices/invoice-page.tsx'), 'InvoicePage'),
});
const clients = createRoute({
  getParentRoute: () => workspace,
  path: '/clients',
  validateSearch: (search): { q?: string; archived?: 'true' } => ({
    q: words(search.q),
    archived: search.archived === 'true' || search.archived === true ? 'true' : undefined,
  }),
  component: lazyRouteComponent(() => import('./pages/clients/clients-page.tsx'), 'ClientsPage'),
});
const client = createRoute({
  getParentRoute: () => workspace,
  path: '/clients/$clientId',
  component: lazyRouteComponent(() => import('./pages/clients/client-page.tsx'), 'ClientPage'),
});

/** The screens of a workspace but its settings, which settings-routes.tsx holds. */
export const workspaceRoutes = [overview, invoices, invoice, clients, client] as const;

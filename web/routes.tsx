import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import type { InvoiceFilters } from './api.ts';
import { FailurePage, NotFound, NotFoundPage, PendingPage } from './frame/fallbacks.tsx';
import { Links } from './frame/links.tsx';
import { hasStatus } from './http.ts';
import { queries, queryClient } from './queries.ts';
import { keepMailLink } from './session/mail-links.ts';
import { takeDestination } from './session/pending-sign-in.ts';

/** Every screen has its address here; what a screen needs is loaded with it. */
const root = createRootRoute({
  component: () => (
    <Links>
      <Outlet />
    </Links>
  ),
  notFoundComponent: NotFoundPage,
});

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
    const first = me.workspaces[0];
    if (first) throw redirect({ to: '/w/$workspaceId', params: { workspaceId: first.id } });
  },
  component: lazyRouteComponent(() => import('./frame/new-workspace.tsx'), 'FirstWorkspace'),
});

function words(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search): { from?: string; problem?: string; google?: string } => ({
    from: words(search.from),
    // With these two the server leads back from Google.
    problem: words(search.problem),
    google: words(search.google),
  }),
  component: lazyRouteComponent(() => import('./pages/identity/sign-in-page.tsx'), 'SignInPage'),
});
const secondFactor = createRoute({
  getParentRoute: () => root,
  path: '/sign-in/second-factor',
  component: lazyRouteComponent(
    () => import('./pages/identity/second-factor-page.tsx'),
    'SecondFactorPage',
  ),
});
const signUp = createRoute({
  getParentRoute: () => root,
  path: '/sign-up',
  component: lazyRouteComponent(() => import('./pages/identity/sign-up-page.tsx'), 'SignUpPage'),
});
const forgotPassword = createRoute({
  getParentRoute: () => root,
  path: '/forgot-password',
  component: lazyRouteComponent(
    () => import('./pages/identity/forgot-password-page.tsx'),
    'ForgotPasswordPage',
  ),
});

/** Puts a mail link's token away before the page sees its address; see session/mail-links.ts. */
function takeMailLink({ location }: { location: { pathname: string; hash: string } }) {
  const { pathname, hash } = location;
  if (keepMailLink(pathname, hash)) throw redirect({ to: pathname, hash: '', replace: true });
}

const confirmation = createRoute({
  getParentRoute: () => root,
  path: '/sign-up/confirm',
  beforeLoad: takeMailLink,
  component: lazyRouteComponent(
    () => import('./pages/identity/confirmation-page.tsx'),
    'ConfirmationPage',
  ),
});
const resetPassword = createRoute({
  getParentRoute: () => root,
  path: '/reset-password',
  beforeLoad: takeMailLink,
  component: lazyRouteComponent(
    () => import('./pages/identity/reset-password-page.tsx'),
    'ResetPasswordPage',
  ),
});
const googleConnect = createRoute({
  getParentRoute: () => root,
  path: '/google/connect',
  beforeLoad: takeMailLink,
  component: lazyRouteComponent(
    () => import('./pages/identity/google-connect-page.tsx'),
    'GoogleConnectPage',
  ),
});
const person = createRoute({
  getParentRoute: () => root,
  path: '/account',
  // With it the server leads back from Google where something did not work there.
  validateSearch: (search): { problem?: string } => ({ problem: words(search.problem) }),
  component: lazyRouteComponent(() => import('./pages/account/account-page.tsx'), 'AccountPage'),
});
// The link of a mail, which may be opened in a browser where nobody is signed in.
const emailConfirmation = createRoute({
  getParentRoute: () => root,
  path: '/account/email',
  beforeLoad: takeMailLink,
  component: lazyRouteComponent(
    () => import('./pages/account/email-confirmation-page.tsx'),
    'EmailConfirmationPage',
  ),
});
const outbox = createRoute({
  getParentRoute: () => root,
  path: '/outbox',
  component: lazyRouteComponent(() => import('./pages/outbox/outbox-page.tsx'), 'OutboxPage'),
});

// A loader only starts the request, so that data and code of a screen come side by side; what fails
// is said by the screen itself.
const workspace = createRoute({
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

const settings = createRoute({
  getParentRoute: () => workspace,
  path: '/settings',
  component: lazyRouteComponent(() => import('./pages/settings/settings-page.tsx'), 'SettingsPage'),
});
const settingsHome = createRoute({
  getParentRoute: () => settings,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/w/$workspaceId/settings/company', params, replace: true });
  },
});
const company = createRoute({
  getParentRoute: () => settings,
  path: '/company',
  component: lazyRouteComponent(
    () => import('./pages/settings/company-settings.tsx'),
    'CompanySettings',
  ),
});
const bank = createRoute({
  getParentRoute: () => settings,
  path: '/bank',
  component: lazyRouteComponent(() => import('./pages/settings/bank-settings.tsx'), 'BankSettings'),
});
const documents = createRoute({
  getParentRoute: () => settings,
  path: '/documents',
  component: lazyRouteComponent(
    () => import('./pages/settings/document-settings.tsx'),
    'DocumentSettings',
  ),
});
const numbers = createRoute({
  getParentRoute: () => settings,
  path: '/numbers',
  component: lazyRouteComponent(
    () => import('./pages/settings/number-settings.tsx'),
    'NumberSettings',
  ),
});
const continuity = createRoute({
  getParentRoute: () => workspace,
  path: '/settings/numbers/$seriesId',
  component: lazyRouteComponent(
    () => import('./pages/settings/continuity-page.tsx'),
    'ContinuityPage',
  ),
});
const account = createRoute({
  getParentRoute: () => settings,
  path: '/account',
  component: lazyRouteComponent(
    () => import('./pages/settings/account-settings.tsx'),
    'AccountSettings',
  ),
});

const routeTree = root.addChildren([
  home,
  signIn,
  secondFactor,
  signUp,
  confirmation,
  forgotPassword,
  resetPassword,
  googleConnect,
  person,
  emailConfirmation,
  outbox,
  workspace.addChildren([
    overview,
    invoices,
    invoice,
    clients,
    client,
    settings.addChildren([settingsHome, company, bank, documents, numbers, account]),
    continuity,
  ]),
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

import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { workspace } from './workspace-routes.tsx';

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
const people = createRoute({
  getParentRoute: () => settings,
  path: '/people',
  component: lazyRouteComponent(() => import('./pages/people/people-page.tsx'), 'PeoplePage'),
});
const account = createRoute({
  getParentRoute: () => settings,
  path: '/account',
  component: lazyRouteComponent(
    () => import('./pages/settings/account-settings.tsx'),
    'AccountSettings',
  ),
});

/** The settings of a workspace, and what opens from them with a page of its own. */
export const settingsRoutes = [
  settings.addChildren([settingsHome, company, bank, documents, numbers, people, account]),
  continuity,
] as const;

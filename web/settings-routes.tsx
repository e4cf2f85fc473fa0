import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import type { AuditFilters } from './audit-api.ts';
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
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const subjectType = /^[a-z_]{1,40}$/;
const calendarDay = /^\d{4}-\d{2}-\d{2}$/;
const auditTrail = createRoute({
  getParentRoute: () => settings,
  path: '/audit',
  validateSearch: (search): AuditFilters => ({
    subjectType: matching(subjectType, search.subjectType),
    subjectId: matching(uuid, search.subjectId),
    actorId: matching(uuid, search.actorId),
    from: matching(calendarDay, search.from),
    to: matching(calendarDay, search.to),
  }),
  component: lazyRouteComponent(() => import('./pages/audit/audit-page.tsx'), 'AuditPage'),
});
const accessLog = createRoute({
  getParentRoute: () => settings,
  path: '/access',
  component: lazyRouteComponent(() => import('./pages/access/access-page.tsx'), 'AccessPage'),
});

/** The settings of a workspace, and what opens from them with a page of its own. */
export const settingsRoutes = [
  settings.addChildren([
    settingsHome,
    company,
    bank,
    documents,
    numbers,
    people,
    auditTrail,
    accessLog,
    account,
  ]),
  continuity,
] as const;

/** What stands in an address by hand or by an old link is dropped where the API would refuse it. */
function matching(pattern: RegExp, value: unknown): string | undefined {
  return typeof value === 'string' && pattern.test(value) ? value : undefined;
}

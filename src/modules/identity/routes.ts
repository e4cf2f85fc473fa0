import type { Route } from '#platform/http/route.ts';
import { accountRoutes } from './account/routes.ts';
import { factorRoutes } from './factors/routes.ts';
import { googleRoutes } from './google/routes.ts';
import { passwordRoutes } from './passwords/routes.ts';
import { sessionRoutes } from './sessions/routes.ts';

export const identityRoutes: Route[] = [
  ...accountRoutes,
  ...sessionRoutes,
  ...googleRoutes,
  ...factorRoutes,
  ...passwordRoutes,
];

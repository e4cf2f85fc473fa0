import { createRootRoute, Outlet } from '@tanstack/react-router';
import { NotFoundPage } from './frame/fallbacks.tsx';
import { Links } from './frame/links.tsx';

export const root = createRootRoute({
  component: () => (
    <Links>
      <Outlet />
    </Links>
  ),
  notFoundComponent: NotFoundPage,
});

/** A word of the address's query, if there is one. */
export function words(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

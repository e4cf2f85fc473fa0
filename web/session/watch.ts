import { queries, queryClient } from '../queries.ts';
import type { router as appRouter } from '../routes.tsx';
import { keepAccessFresh, setSessionEndedHandler } from './access.ts';
import { takeDestination } from './pending-sign-in.ts';
import { onTabNews } from './tabs.ts';

type Router = typeof appRouter;

/** Follows the session: keeps it fresh, and leads to the sign-in and back where it ends or begins. */
export function watchSession(router: Router): void {
  setSessionEndedHandler(() => leave(router));
  onTabNews((news) => {
    if (news.type === 'signed-out') leave(router);
    else enter(router, news.userId);
  });
  keepAccessFresh();
}

/** A session that has ended leads to the sign-in, which leads back to where one was. */
function leave(router: Router) {
  const { pathname, href } = router.state.location;
  if (!isForMembers(pathname)) return;
  queryClient.clear();
  void router.navigate({ to: '/sign-in', search: pathname === '/' ? {} : { from: href } });
}

/** Another tab signed in: whoever waits at the sign-in here goes on, and another person's pages go. */
function enter(router: Router, userId: string) {
  const { pathname } = router.state.location;
  if (pathname === '/sign-in' || pathname === '/sign-in/second-factor') {
    void router.navigate({ href: takeDestination() ?? '/', replace: true });
    return;
  }
  const shown = queryClient.getQueryData(queries.me().queryKey)?.user.id;
  if (isForMembers(pathname) && shown !== undefined && shown !== userId) {
    window.location.assign('/');
  }
}

/** A mail's link, such as /account/email, is for whoever holds it. */
function isForMembers(pathname: string): boolean {
  return pathname === '/' || pathname.startsWith('/w/') || pathname === '/account';
}

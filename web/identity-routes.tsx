import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { root, words } from './root-route.tsx';
import { keepMailLink } from './session/mail-links.ts';
import { takeDestination } from './session/pending-sign-in.ts';

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
  validateSearch: (search): { problem?: string; confirmed?: string } => ({
    // With these two the server leads back from Google: something did not work there, or it was confirmed.
    problem: words(search.problem),
    confirmed: words(search.confirmed),
  }),
  beforeLoad: ({ search, preload }) => {
    if (search.confirmed === undefined || preload) return;
    throw redirect({ href: takeDestination() ?? '/account', replace: true });
  },
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
const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitation',
  beforeLoad: takeMailLink,
  component: lazyRouteComponent(
    () => import('./pages/invitation/invitation-page.tsx'),
    'InvitationPage',
  ),
});

/** Signing in and out of the way, and the person's own page. */
export const identityRoutes = [
  signIn,
  secondFactor,
  signUp,
  confirmation,
  forgotPassword,
  resetPassword,
  googleConnect,
  person,
  emailConfirmation,
  invitation,
] as const;

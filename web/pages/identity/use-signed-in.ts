import { useRouter } from '@tanstack/react-router';
import type { SignedIn } from '../../identity-api.ts';
import { queryClient } from '../../queries.ts';
import { rememberPendingSignIn, takeDestination } from '../../session/pending-sign-in.ts';
import { tellTabs } from '../../session/tabs.ts';

/** Goes on after a first or second factor: to where one came from, or to the factor that is still needed. */
export function useSignedIn(): (answer: SignedIn) => Promise<void> {
  const router = useRouter();
  return async (answer) => {
    if ('secondFactor' in answer) {
      rememberPendingSignIn({ factors: answer.secondFactor.factors });
      await router.navigate({ to: '/sign-in/second-factor' });
      return;
    }
    forgetPerson();
    tellTabs({ type: 'signed-in', userId: answer.user.id });
    await router.navigate({ href: takeDestination() ?? '/', replace: true });
  };
}

/** Nothing that was loaded for whoever was signed in before is shown to the next person. */
export function forgetPerson(): void {
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'public-config' });
}

import type { ReactNode } from 'react';
import { ApiError, hasStatus } from '../../http.ts';
import { identityMessages as words } from '../../messages/identity.ts';
import { fieldErrors } from '../../ui/form.tsx';
import { IdentityLayout } from './identity-layout.tsx';

/** Whether it is the link that is refused (expired, used, mangled), not what was typed. */
export function isLinkRefused(error: unknown): boolean {
  const isMangled = error instanceof ApiError && fieldErrors(error.problem).token !== undefined;
  return isMangled || hasStatus(error, 410);
}

/** A link that leads nowhere any more, and the way to a new one. */
export function LinkRefused({ children }: { children: ReactNode }) {
  return (
    <IdentityLayout isAnswer title={words.linkInvalidTitle} detail={words.linkInvalidDetail}>
      {children}
    </IdentityLayout>
  );
}

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReceivedInvitation } from '#modules/workspaces/schema.ts';
import { api, type Me } from '../../api.ts';
import { hasStatus } from '../../http.ts';
import { invitationMessages as words } from '../../messages/invitation.ts';
import { problemText } from '../../problems.ts';
import { queries } from '../../queries.ts';
import { readMailLink } from '../../session/mail-links.ts';
import { ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { IdentityLayout } from '../identity/identity-layout.tsx';
import { isLinkRefused } from '../identity/link-refused.tsx';
import { AcceptInvitation } from './accept-invitation.tsx';
import { InvitationExpired } from './invitation-expired.tsx';
import { invitationPath } from './invitation-path.ts';
import { NewAccount } from './new-account.tsx';
import { OtherAccount } from './other-account.tsx';
import { SignInFirst } from './sign-in-first.tsx';

/** The link of an invitation, for whoever holds it: signed in as the right one or another, or not at all. */
export function InvitationPage() {
  const [token] = useState(() => readMailLink(invitationPath).get('token'));
  return token === null ? <InvitationExpired /> : <Invitation token={token} />;
}

export interface InvitationProps {
  token: string;
  invitation: ReceivedInvitation;
  /** Looks at the invitation and at who is signed in once more. */
  onLookAgain: () => Promise<void>;
}

function Invitation({ token }: { token: string }) {
  const inspection = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => api.inspectInvitation(token),
  });
  const me = useQuery(queries.me());
  const isAnonymous = hasStatus(me.error, 401);
  const failure = inspection.error ?? (isAnonymous ? null : me.error);
  const lookAgain = async () => {
    await Promise.all([inspection.refetch(), me.refetch()]);
  };

  if (isLinkRefused(inspection.error)) return <InvitationExpired />;
  const invitation = inspection.data;
  if (failure && !(invitation && me.data)) {
    return (
      <IdentityLayout title={words.loading}>
        <ErrorState title={words.failed} onRetry={() => void lookAgain()}>
          {problemText(failure)}
        </ErrorState>
      </IdentityLayout>
    );
  }
  if (!invitation || (me.isPending && !isAnonymous)) {
    return (
      <IdentityLayout title={words.loading}>
        <SkeletonRows rows={3} />
      </IdentityLayout>
    );
  }
  const props = { token, invitation, onLookAgain: lookAgain };
  if (isAnonymous || !me.data) {
    return invitation.hasAccount ? <SignInFirst {...props} /> : <NewAccount {...props} />;
  }
  return isFor(invitation, me.data) ? (
    <AcceptInvitation {...props} me={me.data} />
  ) : (
    <OtherAccount {...props} me={me.data} />
  );
}

/** By the look of it; the server compares mailboxes as it stores them. */
function isFor(invitation: ReceivedInvitation, me: Me): boolean {
  return invitation.email.toLowerCase() === me.user.email.toLowerCase();
}

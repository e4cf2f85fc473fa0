import { useMutation } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { api, type Me } from '../../api.ts';
import { isProblem } from '../../http.ts';
import { invitationMessages as words } from '../../messages/invitation.ts';
import { queries, queryClient } from '../../queries.ts';
import { forgetMailLink } from '../../session/mail-links.ts';
import { buttonClass } from '../../ui/button.tsx';
import { IdentityForm } from '../identity/identity-form.tsx';
import { IdentityLayout, quietLink } from '../identity/identity-layout.tsx';
import { isLinkRefused } from '../identity/link-refused.tsx';
import type { InvitationProps } from './invitation-page.tsx';
import { invitationPath } from './invitation-path.ts';
import { InvitationText } from './invitation-text.tsx';
import { OtherAccount } from './other-account.tsx';

/** Signed in with the invited address: one button. Mail scanners, which follow links, press none. */
export function AcceptInvitation(props: InvitationProps & { me: Me }) {
  const { token, invitation, onLookAgain, me } = props;
  const navigate = useNavigate();
  const acceptance = useMutation({
    mutationFn: () => api.acceptInvitation(token),
    onSuccess: async ({ workspaceId }) => {
      forgetMailLink(invitationPath);
      await queryClient.invalidateQueries(queries.me());
      await navigate({ to: '/w/$workspaceId', params: { workspaceId }, replace: true });
    },
    // A link that was used up meanwhile says so itself.
    onError: (error) => (isLinkRefused(error) ? onLookAgain() : undefined),
  });

  if (isProblem(acceptance.error, 'invitation_for_other_address'))
    return <OtherAccount {...props} />;
  if (isProblem(acceptance.error, 'already_member')) return <AlreadyMember />;
  if (isProblem(acceptance.error, 'plan_limit_reached')) {
    return (
      <IdentityLayout
        isAnswer
        title={words.fullTitle}
        detail={words.fullDetail(invitation.invitedBy)}
      >
        <Link to="/" className={buttonClass('primary')}>
          {words.toWorkspaces}
        </Link>
      </IdentityLayout>
    );
  }
  return (
    <IdentityLayout
      title={words.title(invitation.workspaceName)}
      detail={<InvitationText invitation={invitation} />}
      footer={
        <>
          {words.signedInAs(me.user.email)}{' '}
          <Link to="/" className={quietLink}>
            {words.toWorkspaces}
          </Link>
        </>
      }
    >
      <IdentityForm
        onSubmit={() => acceptance.mutate()}
        error={acceptance.error}
        submit={words.accept}
        isPending={acceptance.isPending}
      >
        {null}
      </IdentityForm>
    </IdentityLayout>
  );
}

function AlreadyMember() {
  useEffect(() => forgetMailLink(invitationPath), []);
  return (
    <IdentityLayout isAnswer title={words.memberTitle} detail={words.memberDetail}>
      <Link to="/" className={buttonClass('primary')}>
        {words.toWorkspaces}
      </Link>
    </IdentityLayout>
  );
}
